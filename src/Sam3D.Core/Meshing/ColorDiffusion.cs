using System.Numerics;

namespace Sam3D.Meshing;

/// <summary>
/// Spreads known vertex colours over the mesh: minimises Σ wᵥ·|cᵥ − dᵥ|² + Σ over edges |cₐ − c_b|² (screened diffusion).
/// </summary>
/// <remarks>
/// Gauss–Seidel sweeps in the order of distance from the known vertices, there and back, from a start in which every vertex has the colour
/// of the nearest known one. All weights are above 0, so the solution is unique, lies within the range of the data, and is reached
/// from any start; pieces without a known vertex take on their own data.
/// </remarks>
internal static class ColorDiffusion
{
    /// <summary>Vertices of this weight and above keep their colour.</summary>
    public const float Fixed = 1e6f;

    private const int MaxSweeps = 200;

    // Half of an 8-bit step where sRGB is steepest in linear light.
    private const float Tolerance = 1.5e-4f;

    /// <summary>Solves for the colours.</summary>
    /// <param name="graph">Edges of the mesh.</param>
    /// <param name="data">The wished-for colour of every vertex, linear RGB.</param>
    /// <param name="weights">How much each is worth against one edge; above 0.</param>
    /// <param name="cancellationToken">Honoured within one sweep.</param>
    public static Vector3[] Solve(VertexGraph graph, Vector3[] data, float[] weights, CancellationToken cancellationToken)
    {
        (int[] order, Vector3[] colors) = Spread(graph, data, weights);
        for (int sweep = 0; sweep < MaxSweeps; sweep++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            float change = 0;
            for (int i = 0; i < order.Length; i++)
            {
                int v = order[(sweep & 1) == 0 ? i : order.Length - 1 - i];
                if (weights[v] >= Fixed)
                {
                    continue;
                }

                Vector3 sum = weights[v] * data[v];
                ReadOnlySpan<int> neighbours = graph[v];
                foreach (int n in neighbours)
                {
                    sum += colors[n];
                }

                Vector3 color = sum / (weights[v] + neighbours.Length);
                Vector3 step = Vector3.Abs(color - colors[v]);
                change = Math.Max(change, Math.Max(step.X, Math.Max(step.Y, step.Z)));
                colors[v] = color;
            }

            if (change < Tolerance)
            {
                break;
            }
        }

        return colors;
    }

    // Breadth first from all well-known vertices at once; pieces without one follow with their own data.
    private static (int[] Order, Vector3[] Colors) Spread(VertexGraph graph, Vector3[] data, float[] weights)
    {
        int[] order = new int[graph.Count];
        bool[] reached = new bool[graph.Count];
        Vector3[] colors = [.. data];
        int count = 0;
        for (int v = 0; v < graph.Count; v++)
        {
            if (weights[v] >= 1f)
            {
                reached[v] = true;
                order[count++] = v;
            }
        }

        for (int i = 0; i < count; i++)
        {
            foreach (int n in graph[order[i]])
            {
                if (!reached[n])
                {
                    reached[n] = true;
                    colors[n] = colors[order[i]];
                    order[count++] = n;
                }
            }
        }

        for (int v = 0; v < graph.Count; v++)
        {
            if (!reached[v])
            {
                order[count++] = v;
            }
        }

        return (order, colors);
    }
}
