using System.Numerics;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace Sam3D.Training.Data.Solids;

/// <summary>Rounded rod between two points.</summary>
/// <param name="from">One end of the axis.</param>
/// <param name="to">The other.</param>
/// <param name="radius">Radius.</param>
internal sealed class CapsuleSolid(Vector3 from, Vector3 to, float radius) : Solid
{
    private readonly Vector3 _axis = to - from;
    private readonly float _inverseSquare = 1f / Math.Max((to - from).LengthSquared(), 1e-12f);

    public override Bounds3 Bounds => new Bounds3(Vector3.Min(from, to), Vector3.Max(from, to)).Grow(radius);

    public override Vector256<float> Distance(in Point8 p, bool isBound = false)
    {
        Vector256<float> x = p.X - Create(from.X), y = p.Y - Create(from.Y), z = p.Z - Create(from.Z);
        Vector256<float> along = ((x * _axis.X) + (y * _axis.Y) + (z * _axis.Z)) * _inverseSquare;
        along = Min(Max(along, Vector256<float>.Zero), Create(1f));
        return new Point8(x - (along * _axis.X), y - (along * _axis.Y), z - (along * _axis.Z)).Length - Create(radius);
    }
}
