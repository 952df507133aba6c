using System.Numerics;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace Sam3D.Training.Data.Solids;

/// <summary>Cut-off cone about the z axis, centred at the origin.</summary>
/// <param name="lower">Radius at the lower end.</param>
/// <param name="upper">Radius at the upper end.</param>
/// <param name="height">Length along z.</param>
internal sealed class ConeSolid(float lower, float upper, float height) : Solid
{
    public override Bounds3 Bounds
    {
        get
        {
            float r = Math.Max(lower, upper);
            return new Bounds3(new Vector3(-r, -r, -height / 2), new Vector3(r, r, height / 2));
        }
    }

    public override Vector256<float> Distance(in Point8 p, bool isBound = false)
    {
        float h = height / 2, sx = upper - lower, sz = height;
        Vector256<float> zero = Vector256<float>.Zero, r = p.RadiusXY;

        // Nearest point of the nearer cap, and of the slanted side.
        Vector256<float> cap = ConditionalSelect(LessThan(p.Z, zero), Create(lower), Create(upper));
        Vector256<float> capX = r - Min(r, cap), capZ = Abs(p.Z) - Create(h);
        Vector256<float> along = (((Create(upper) - r) * sx) + ((Create(h) - p.Z) * sz)) / ((sx * sx) + (sz * sz));
        along = Min(Max(along, zero), Create(1f));
        Vector256<float> sideX = r - Create(upper) + (along * sx), sideZ = p.Z - Create(h) + (along * sz);
        Vector256<float> squared = Min((capX * capX) + (capZ * capZ), (sideX * sideX) + (sideZ * sideZ));
        Vector256<float> inside = LessThan(sideX, zero) & LessThan(capZ, zero);
        Vector256<float> distance = Sqrt(squared);
        return ConditionalSelect(inside, -distance, distance);
    }
}
