using System.Numerics;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace Sam3D.Training.Data.Solids;

/// <summary>Box with edges along the axes, centred at the origin.</summary>
/// <param name="size">Edge lengths.</param>
/// <param name="radius">Radius of the rounded edges, at most half of the shortest edge.</param>
internal sealed class BoxSolid(Vector3 size, float radius) : Solid
{
    private readonly Vector3 _half = (size / 2) - new Vector3(radius);

    public override Bounds3 Bounds => new(-size / 2, size / 2);

    public override Vector256<float> Distance(in Point8 p, bool isBound = false)
    {
        Vector256<float> x = Abs(p.X) - Create(_half.X), y = Abs(p.Y) - Create(_half.Y), z = Abs(p.Z) - Create(_half.Z), zero = Vector256<float>.Zero;
        Vector256<float> inside = Min(Max(x, Max(y, z)), zero);
        return new Point8(Max(x, zero), Max(y, zero), Max(z, zero)).Length + inside - Create(radius);
    }
}
