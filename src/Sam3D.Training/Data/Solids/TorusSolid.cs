using System.Numerics;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace Sam3D.Training.Data.Solids;

/// <summary>Torus about the z axis, centred at the origin.</summary>
/// <param name="ring">Radius of the ring.</param>
/// <param name="tube">Radius of the tube.</param>
internal sealed class TorusSolid(float ring, float tube) : Solid
{
    public override Bounds3 Bounds => new(new Vector3(-ring - tube, -ring - tube, -tube), new Vector3(ring + tube, ring + tube, tube));

    public override Vector256<float> Distance(in Point8 p, bool isBound = false)
    {
        Vector256<float> r = p.RadiusXY - Create(ring);
        return Sqrt((r * r) + (p.Z * p.Z)) - Create(tube);
    }
}
