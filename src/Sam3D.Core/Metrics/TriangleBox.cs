using System.Numerics;

namespace Sam3D.Metrics;

/// <summary>Whether a triangle touches a cube: by separating axes, the cube's three, the triangle's normal, and nine products of edges.</summary>
internal static class TriangleBox
{
    /// <summary>Tests a cube around the origin; touching counts.</summary>
    /// <param name="a">First corner.</param>
    /// <param name="b">Second corner.</param>
    /// <param name="c">Third corner.</param>
    /// <param name="half">Half of the cube's side.</param>
    public static bool Overlaps(Vector3 a, Vector3 b, Vector3 c, float half)
    {
        Vector3 low = Vector3.Min(a, Vector3.Min(b, c)), high = Vector3.Max(a, Vector3.Max(b, c));
        if (low.X > half || low.Y > half || low.Z > half || high.X < -half || high.Y < -half || high.Z < -half)
        {
            return false;
        }

        Vector3 ab = b - a, bc = c - b, ca = a - c;
        return !Separates(Vector3.Cross(ab, ca), a, b, c, half)
            && !SeparatesEdge(ab, a, b, c, half) && !SeparatesEdge(bc, a, b, c, half) && !SeparatesEdge(ca, a, b, c, half);
    }

    private static bool SeparatesEdge(Vector3 edge, Vector3 a, Vector3 b, Vector3 c, float half) =>
        Separates(new Vector3(0, -edge.Z, edge.Y), a, b, c, half)
        || Separates(new Vector3(edge.Z, 0, -edge.X), a, b, c, half)
        || Separates(new Vector3(-edge.Y, edge.X, 0), a, b, c, half);

    private static bool Separates(Vector3 axis, Vector3 a, Vector3 b, Vector3 c, float half)
    {
        float p = Vector3.Dot(axis, a), q = Vector3.Dot(axis, b), r = Vector3.Dot(axis, c);
        Vector3 size = Vector3.Abs(axis);
        float reach = half * (size.X + size.Y + size.Z);

        // A little wider, so that rounding never tears a hole into a closed surface.
        reach += 1e-5f * reach;
        return Math.Min(p, Math.Min(q, r)) > reach || Math.Max(p, Math.Max(q, r)) < -reach;
    }
}
