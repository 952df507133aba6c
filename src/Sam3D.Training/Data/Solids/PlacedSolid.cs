using System.Numerics;
using System.Runtime.Intrinsics;

namespace Sam3D.Training.Data.Solids;

/// <summary>A body turned, then moved.</summary>
internal sealed class PlacedSolid : Solid
{
    private readonly Solid _body;
    private readonly Vector3 _translation;
    private readonly Matrix4x4 _inverse;
    private readonly bool _isTurned;

    public PlacedSolid(Solid body, Quaternion rotation, Vector3 translation)
    {
        _body = body;
        _translation = translation;
        _inverse = Matrix4x4.CreateFromQuaternion(Quaternion.Inverse(rotation));
        _isTurned = rotation != Quaternion.Identity;
        Bounds = body.Bounds.Transform(rotation, translation);
    }

    public override Bounds3 Bounds { get; }

    public override Vector256<float> Distance(in Point8 p, bool isBound = false)
    {
        Vector256<float> x = p.X - Vector256.Create(_translation.X), y = p.Y - Vector256.Create(_translation.Y), z = p.Z - Vector256.Create(_translation.Z);
        if (!_isTurned)
        {
            return _body.Distance(new Point8(x, y, z), isBound);
        }

        Matrix4x4 m = _inverse;
        var turned = new Point8((x * m.M11) + (y * m.M21) + (z * m.M31), (x * m.M12) + (y * m.M22) + (z * m.M32), (x * m.M13) + (y * m.M23) + (z * m.M33));
        return _body.Distance(turned, isBound);
    }
}
