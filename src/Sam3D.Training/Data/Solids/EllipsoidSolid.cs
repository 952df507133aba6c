using System.Numerics;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace Sam3D.Training.Data.Solids;

/// <summary>Ellipsoid centred at the origin.</summary>
/// <param name="radii">Half axes.</param>
internal sealed class EllipsoidSolid(Vector3 radii) : Solid
{
    private readonly Vector3 _inverse = Vector3.One / radii;
    private readonly float _least = Math.Min(radii.X, Math.Min(radii.Y, radii.Z));

    public override Bounds3 Bounds => new(-radii, radii);

    public override Vector256<float> Distance(in Point8 p, bool isBound = false)
    {
        Vector256<float> x = p.X * _inverse.X, y = p.Y * _inverse.Y, z = p.Z * _inverse.Z;
        Vector256<float> level = new Point8(x, y, z).Length, bound = (level - Create(1f)) * _least;
        if (isBound)
        {
            return bound;
        }

        // Level over its slope: accurate near the surface; at the centre, where there is no slope, the bound.
        Vector256<float> slope = new Point8(x * _inverse.X, y * _inverse.Y, z * _inverse.Z).Length;
        return ConditionalSelect(GreaterThan(level, Create(0.25f)), level * (level - Create(1f)) / slope, bound);
    }
}
