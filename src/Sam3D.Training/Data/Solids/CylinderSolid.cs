using System.Numerics;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace Sam3D.Training.Data.Solids;

/// <summary>Cylinder about the z axis, centred at the origin.</summary>
/// <param name="radius">Radius.</param>
/// <param name="height">Length along z.</param>
/// <param name="rounding">Radius of the rounded edges.</param>
internal sealed class CylinderSolid(float radius, float height, float rounding) : Solid
{
    public override Bounds3 Bounds => new(new Vector3(-radius, -radius, -height / 2), new Vector3(radius, radius, height / 2));

    public override Vector256<float> Distance(in Point8 p, bool isBound = false)
    {
        Vector256<float> x = p.RadiusXY - Create(radius - rounding), z = Abs(p.Z) - Create((height / 2) - rounding), zero = Vector256<float>.Zero;
        Vector256<float> ox = Max(x, zero), oz = Max(z, zero);
        return Min(Max(x, z), zero) + Sqrt((ox * ox) + (oz * oz)) - Create(rounding);
    }
}
