using System.Numerics;

namespace Sam3D.Meshing;

/// <summary>
/// Smoothing that keeps the volume: a shrinking step towards the neighbours' mean, then an inflating one (Taubin, <i>A signal
/// processing approach to fair surface design</i>, 1995).
/// </summary>
internal static class TaubinSmoothing
{
    private const float Shrink = 0.5f;

    // Chosen so that the pass band 1/Shrink + 1/Inflate is 0.1, the value that Taubin recommends.
    private const float Inflate = -1f / ((1f / Shrink) - 0.1f);

    /// <summary>Moves the vertices of a quad mesh in place.</summary>
    /// <param name="positions">Vertex positions.</param>
    /// <param name="quads">Four vertices a quad.</param>
    /// <param name="iterations">Pairs of steps.</param>
    /// <param name="maxDisplacement">The largest distance of a vertex from its first position.</param>
    public static void Apply(Vector3[] positions, int[] quads, int iterations, float maxDisplacement)
    {
        if (iterations == 0 || maxDisplacement == 0 || positions.Length == 0)
        {
            return;
        }

        VertexGraph graph = VertexGraph.FromFaces(positions.Length, quads, 4);
        Vector3[] origin = [.. positions];
        Vector3[] other = new Vector3[positions.Length];
        for (int i = 0; i < iterations; i++)
        {
            Step(graph, positions, other, Shrink);
            Step(graph, other, positions, Inflate);
            for (int v = 0; v < positions.Length; v++)
            {
                Vector3 offset = positions[v] - origin[v];
                float length = offset.Length();
                if (length > maxDisplacement)
                {
                    positions[v] = origin[v] + (offset * (maxDisplacement / length));
                }
            }
        }
    }

    private static void Step(VertexGraph graph, Vector3[] from, Vector3[] to, float weight)
    {
        for (int v = 0; v < from.Length; v++)
        {
            Vector3 sum = Vector3.Zero;
            ReadOnlySpan<int> neighbours = graph[v];
            foreach (int n in neighbours)
            {
                sum += from[n];
            }

            to[v] = from[v] + (weight * ((sum / Math.Max(1, neighbours.Length)) - from[v]));
        }
    }
}
