using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>A vertex as triangles are drawn with it: rounded once, however many triangles share it.</summary>
/// <param name="X">To the right in 1/256 of a sample.</param>
/// <param name="Y">Down in 1/256 of a sample.</param>
/// <param name="InverseDepth">1/z; 0 for a vertex whose triangles are left out.</param>
internal readonly record struct ScreenCorner(int X, int Y, double InverseDepth)
{
    /// <summary>Parts of a sample.</summary>
    public const int SubSamples = 256;

    // Far enough outside of the largest picture, and small enough for products of two differences to fit into 64 bits.
    private const float MaxCoordinate = 1 << 20;

    /// <summary>Rounds vertices.</summary>
    /// <param name="vertices">x right and y down in samples, z camera-space depth; one that is not finite or not above 0 in depth is marked to be left out.</param>
    public static ScreenCorner[] Of(ReadOnlySpan<Vector3> vertices)
    {
        var corners = new ScreenCorner[vertices.Length];
        for (int i = 0; i < corners.Length; i++)
        {
            Vector3 v = vertices[i];
            corners[i] = v.Z > 0 && float.IsFinite(v.X + v.Y + v.Z) ? new ScreenCorner(Round(v.X), Round(v.Y), 1.0 / v.Z) : default;
        }

        return corners;
    }

    /// <summary>Twice the signed area of (from, to, point): positive where the point lies clockwise on the screen (y down).</summary>
    public static long Cross(in ScreenCorner from, in ScreenCorner to, long x, long y) => ((to.X - from.X) * (y - from.Y)) - ((to.Y - from.Y) * (x - from.X));

    private static int Round(float v) => (int)MathF.Round(Math.Clamp(v, -MaxCoordinate, MaxCoordinate) * SubSamples);
}
