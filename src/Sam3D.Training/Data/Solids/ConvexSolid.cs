using System.Numerics;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace Sam3D.Training.Data.Solids;

/// <summary>Convex body between planes: prisms, wedges, pyramids.</summary>
/// <param name="planes">Outward unit normal and distance from the origin of each.</param>
/// <param name="bounds">A box that holds the body.</param>
internal sealed class ConvexSolid(Vector4[] planes, Bounds3 bounds) : Solid
{
    public override Bounds3 Bounds => bounds;

    public override Vector256<float> Distance(in Point8 p, bool isBound = false)
    {
        Vector256<float> largest = Create(float.MinValue);
        foreach (Vector4 plane in planes)
        {
            largest = Max(largest, (p.X * plane.X) + (p.Y * plane.Y) + (p.Z * plane.Z) - Create(plane.W));
        }

        return largest;
    }
}
