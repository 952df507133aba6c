using System.Numerics;

namespace Sam3D.Placement;

/// <summary>
/// Scale along three axes, then rotation, then translation of row vectors: p' = (p ∘ Scale) · Rotation + Translation. Official:
/// <c>transforms_3d.compose_transform</c> and <c>decompose_transform</c>.
/// </summary>
/// <param name="Scale">Factors along the axes before the rotation.</param>
/// <param name="Rotation">The upper left 3×3 part is a rotation that acts on row vectors.</param>
/// <param name="Translation">Translation after the rotation.</param>
public readonly record struct DecomposedTransform(Vector3 Scale, Matrix4x4 Rotation, Vector3 Translation)
{
    /// <summary>The official quaternion (w, x, y, z; w ≥ 0) of the rotation; see <see cref="Placement.OfficialQuaternion"/>.</summary>
    public Vector4 OfficialQuaternion => Placement.OfficialQuaternion.FromMatrix(Rotation);

    /// <summary>The transform as one row-vector matrix [[diag(s)·R, 0], [t, 1]], for <see cref="Vector3.Transform(Vector3, Matrix4x4)"/>.</summary>
    public Matrix4x4 Compose() => Matrix4x4.CreateScale(Scale) * Rotation * Matrix4x4.CreateTranslation(Translation);

    /// <summary>Takes a row-vector matrix apart: the scale is the length of each row.</summary>
    /// <param name="matrix">A matrix that <see cref="Compose"/> could have made; shear stays in <see cref="Rotation"/>, as in the official code.</param>
    public static DecomposedTransform Decompose(Matrix4x4 matrix)
    {
        Vector3 x = Row(matrix, 0), y = Row(matrix, 1), z = Row(matrix, 2);
        var scale = new Vector3(x.Length(), y.Length(), z.Length());
        (x, y, z) = (x / scale.X, y / scale.Y, z / scale.Z);
        var rotation = new Matrix4x4(
            x.X, x.Y, x.Z, 0f,
            y.X, y.Y, y.Z, 0f,
            z.X, z.Y, z.Z, 0f,
            0f, 0f, 0f, 1f);
        return new DecomposedTransform(scale, rotation, matrix.Translation);
    }

    private static Vector3 Row(Matrix4x4 m, int row) => new(m[row, 0], m[row, 1], m[row, 2]);
}
