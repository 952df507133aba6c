using System.Numerics;

namespace Sam3D.Placement;

/// <summary>
/// Quaternions as the official code holds them: four numbers (w, x, y, z), with PyTorch3D's matrix R(q) that is multiplied from the right to row
/// vectors, p · R(q). That turns a point the opposite way from <see cref="Vector3.Transform(Vector3, Quaternion)"/> with the same
/// components, so that changing between the two conjugates. In a <see cref="Vector4"/> here X holds w, Y holds x, Z holds y and W holds z.
/// </summary>
public static class OfficialQuaternion
{
    /// <summary>Smallest denominator of <see cref="FromMatrix"/>, below which another component would have been chosen.</summary>
    private const float Floor = 0.1f;

    /// <summary>The rotation of <see cref="Vector3.Transform(Vector3, Quaternion)"/> that equals p · R(q).</summary>
    /// <param name="wxyz">An official quaternion, not zero; it need not be normalised.</param>
    /// <returns>A unit quaternion.</returns>
    public static Quaternion ToRotation(Vector4 wxyz) =>
        Quaternion.Normalize(new Quaternion(-wxyz.Y, -wxyz.Z, -wxyz.W, wxyz.X));

    /// <summary>The official quaternion whose p · R(q) equals a rotation of <see cref="Vector3.Transform(Vector3, Quaternion)"/>.</summary>
    /// <param name="rotation">A unit quaternion.</param>
    /// <returns>(w, x, y, z) with w ≥ 0.</returns>
    public static Vector4 FromRotation(Quaternion rotation) =>
        Standardize(new Vector4(rotation.W, -rotation.X, -rotation.Y, -rotation.Z));

    /// <summary>Changes the sign, which leaves the rotation as it is, so that w ≥ 0. PyTorch3D: <c>standardize_quaternion</c>.</summary>
    /// <param name="wxyz">An official quaternion.</param>
    public static Vector4 Standardize(Vector4 wxyz) => wxyz.X < 0 ? -wxyz : wxyz;

    /// <summary>Hamilton product with w ≥ 0: R(a · b) = R(a) R(b) as column-vector matrices. PyTorch3D: <c>quaternion_multiply</c>.</summary>
    /// <param name="a">An official quaternion.</param>
    /// <param name="b">An official quaternion.</param>
    public static Vector4 Multiply(Vector4 a, Vector4 b) => Standardize(new Vector4(
        (a.X * b.X) - (a.Y * b.Y) - (a.Z * b.Z) - (a.W * b.W),
        (a.X * b.Y) + (a.Y * b.X) + (a.Z * b.W) - (a.W * b.Z),
        (a.X * b.Z) - (a.Y * b.W) + (a.Z * b.X) + (a.W * b.Y),
        (a.X * b.W) + (a.Y * b.Z) - (a.Z * b.Y) + (a.W * b.X)));

    /// <summary>Inverse of a unit quaternion. PyTorch3D: <c>quaternion_invert</c>.</summary>
    /// <param name="wxyz">An official quaternion of length 1.</param>
    public static Vector4 Conjugate(Vector4 wxyz) => new(wxyz.X, -wxyz.Y, -wxyz.Z, -wxyz.W);

    /// <summary>The matrix R(q). PyTorch3D: <c>quaternion_to_matrix</c>.</summary>
    /// <param name="wxyz">An official quaternion, not zero; it need not be normalised.</param>
    /// <returns>The upper left 3×3 part is R by row and column; use it on row vectors, p · R.</returns>
    public static Matrix4x4 ToMatrix(Vector4 wxyz)
    {
        (float w, float x, float y, float z) = (wxyz.X, wxyz.Y, wxyz.Z, wxyz.W);
        float two = 2f / wxyz.LengthSquared();
        return new Matrix4x4(
            1f - (two * ((y * y) + (z * z))), two * ((x * y) - (z * w)), two * ((x * z) + (y * w)), 0f,
            two * ((x * y) + (z * w)), 1f - (two * ((x * x) + (z * z))), two * ((y * z) - (x * w)), 0f,
            two * ((x * z) - (y * w)), two * ((y * z) + (x * w)), 1f - (two * ((x * x) + (y * y))), 0f,
            0f, 0f, 0f, 1f);
    }

    /// <summary>
    /// The quaternion of a rotation matrix R(q): of the four components the largest is taken from the diagonal and the other three
    /// follow from it, so that nothing is divided by a small number. PyTorch3D: <c>matrix_to_quaternion</c>.
    /// </summary>
    /// <param name="matrix">The upper left 3×3 part is the rotation.</param>
    /// <returns>(w, x, y, z) with w ≥ 0.</returns>
    public static Vector4 FromMatrix(Matrix4x4 matrix)
    {
        Matrix4x4 m = matrix;
        float w = Root(1f + m.M11 + m.M22 + m.M33); // twice the magnitude of each component
        float x = Root(1f + m.M11 - m.M22 - m.M33);
        float y = Root(1f - m.M11 + m.M22 - m.M33);
        float z = Root(1f - m.M11 - m.M22 + m.M33);
        float largest = Math.Max(Math.Max(w, x), Math.Max(y, z));
        Vector4 scaled =
            w == largest ? new Vector4(w * w, m.M32 - m.M23, m.M13 - m.M31, m.M21 - m.M12)
            : x == largest ? new Vector4(m.M32 - m.M23, x * x, m.M21 + m.M12, m.M13 + m.M31)
            : y == largest ? new Vector4(m.M13 - m.M31, m.M21 + m.M12, y * y, m.M32 + m.M23)
            : new Vector4(m.M21 - m.M12, m.M31 + m.M13, m.M32 + m.M23, z * z);
        return Standardize(scaled / (2f * Math.Max(largest, Floor)));
    }

    private static float Root(float value) => MathF.Sqrt(Math.Max(value, 0f));
}
