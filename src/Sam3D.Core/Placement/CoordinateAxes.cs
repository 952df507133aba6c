using System.Numerics;

namespace Sam3D.Placement;

/// <summary>What <see cref="CoordinateSystem"/> means in numbers: where the axes of camera space and of object space go.</summary>
internal sealed class CoordinateAxes
{
    private static readonly Vector3 X = Vector3.UnitX, Y = Vector3.UnitY, Z = Vector3.UnitZ;

    // Camera space: left, up, forward. Object space: x, y, z (up).
    private static readonly CoordinateAxes Official = new(Rows(X, Y, Z), Rows(X, Y, Z), units: 1f);
    private static readonly CoordinateAxes OpenCv = new(Rows(-X, -Y, Z), Rows(X, Y, Z), units: 1f);
    private static readonly CoordinateAxes OpenGl = new(Rows(-X, Y, -Z), Rows(X, -Z, Y), units: 1f);
    private static readonly CoordinateAxes Unity = new(Rows(-X, Y, Z), Rows(-X, -Z, Y), units: 1f);
    private static readonly CoordinateAxes Unreal = new(Rows(-Y, Z, X), Rows(X, -Y, Z), units: 100f);

    private readonly Matrix4x4 _camera;
    private readonly Matrix4x4 _vertex;
    private readonly float _units;
    private readonly Quaternion _cameraRotation;
    private readonly Quaternion _vertexRotation;

    private CoordinateAxes(Matrix4x4 camera, Matrix4x4 vertex, float units)
    {
        (_camera, _vertex, _units) = (camera, vertex, units);
        IsLeftHanded = camera.GetDeterminant() < 0;

        // In a left-handed system both maps are reflections. Minus a reflection is a rotation, and in a pose between the two the signs cancel.
        float sign = IsLeftHanded ? -1f : 1f;
        _cameraRotation = ToQuaternion(camera, sign);
        _vertexRotation = ToQuaternion(vertex, sign);
    }

    public bool IsLeftHanded { get; }

    public static CoordinateAxes Of(CoordinateSystem system) => system switch
    {
        CoordinateSystem.Official => Official,
        CoordinateSystem.OpenCv => OpenCv,
        CoordinateSystem.OpenGl => OpenGl,
        CoordinateSystem.Unity => Unity,
        CoordinateSystem.Unreal => Unreal,
        _ => throw new ArgumentOutOfRangeException(nameof(system), system, "Not a coordinate system."),
    };

    public Vector3 FromCamera(Vector3 point) => Vector3.TransformNormal(point, _camera) * _units;

    public Vector3 ToCamera(Vector3 point) => Vector3.TransformNormal(point, Matrix4x4.Transpose(_camera)) / _units;

    public Vector3 FromObject(Vector3 point) => Vector3.TransformNormal(point, _vertex) * _units;

    public Vector3 ToObject(Vector3 point) => Vector3.TransformNormal(point, Matrix4x4.Transpose(_vertex)) / _units;

    /// <summary>A rotation from object space to camera space, seen in the system.</summary>
    public Quaternion FromOfficial(Quaternion rotation) =>
        Quaternion.Normalize(_cameraRotation * rotation * Quaternion.Conjugate(_vertexRotation));

    /// <summary>The inverse of <see cref="FromOfficial"/>.</summary>
    public Quaternion ToOfficial(Quaternion rotation) =>
        Quaternion.Normalize(Quaternion.Conjugate(_cameraRotation) * rotation * _vertexRotation);

    /// <summary>The matrix that takes the first, second and third axis (row vectors) to the given directions.</summary>
    private static Matrix4x4 Rows(Vector3 first, Vector3 second, Vector3 third) => new(
        first.X, first.Y, first.Z, 0f,
        second.X, second.Y, second.Z, 0f,
        third.X, third.Y, third.Z, 0f,
        0f, 0f, 0f, 1f);

    private static Quaternion ToQuaternion(Matrix4x4 m, float sign) => Quaternion.CreateFromRotationMatrix(m * sign);
}
