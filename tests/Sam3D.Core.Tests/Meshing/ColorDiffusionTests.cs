using System.Numerics;
using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Meshing;

public sealed class ColorDiffusionTests
{
    [Fact]
    public void EqualsTheSolvedLinearSystem()
    {
        TriangleMesh mesh = SurfaceExtractor.Extract(Shapes.Sample(6, p => Shapes.Sphere(p, 0.35f)));
        int n = mesh.Positions.Length;
        VertexGraph graph = VertexGraph.FromFaces(n, mesh.Indices, 3);
        var random = new Random(3);
        Vector3[] data = [.. Enumerable.Range(0, n).Select(_ => new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle()))];
        float[] weights = [.. Enumerable.Range(0, n).Select(i => i % 5 == 0 ? ColorDiffusion.Fixed : 0.02f + (0.5f * random.NextSingle()))];

        Vector3[] colors = ColorDiffusion.Solve(graph, data, weights, TestContext.Current.CancellationToken);
        double[] red = SolveDense(graph, data, weights);
        for (int v = 0; v < n; v++)
        {
            Assert.Equal(red[v], colors[v].X, 2e-3);
        }
    }

    [Fact]
    public void FixedColoursStayAndPiecesWithoutOneKeepTheirData()
    {
        // A path 0–1–2 as a thin triangle pair is enough: 0 and 2 fixed, and a triangle apart.
        VertexGraph graph = VertexGraph.FromFaces(6, [0, 1, 2, 3, 4, 5], 3);
        Vector3[] data = [Vector3.Zero, new(0.9f), Vector3.One, new(0.25f), new(0.25f), new(0.25f)];
        float[] weights = [ColorDiffusion.Fixed, 1e-4f, ColorDiffusion.Fixed, 1e-4f, 1e-4f, 1e-4f];
        Vector3[] colors = ColorDiffusion.Solve(graph, data, weights, TestContext.Current.CancellationToken);
        Assert.Equal(Vector3.Zero, colors[0]);
        Assert.Equal(Vector3.One, colors[2]);
        Assert.Equal(0.5f, colors[1].X, 1e-3f);
        Assert.Equal(0.25f, colors[4].Y, 1e-5f);
    }

    [Fact]
    public void Cancels()
    {
        VertexGraph graph = VertexGraph.FromFaces(3, [0, 1, 2], 3);
        Assert.Throws<OperationCanceledException>(
            () => ColorDiffusion.Solve(graph, new Vector3[3], [1f, 1f, 1f], new CancellationToken(canceled: true)));
    }

    // Gaussian elimination on (W + L) c = W d, with fixed rows replaced by c = d.
    private static double[] SolveDense(VertexGraph graph, Vector3[] data, float[] weights)
    {
        int n = graph.Count;
        double[,] a = new double[n, n + 1];
        for (int v = 0; v < n; v++)
        {
            if (weights[v] >= ColorDiffusion.Fixed)
            {
                (a[v, v], a[v, n]) = (1, data[v].X);
                continue;
            }

            a[v, v] = weights[v] + graph[v].Length;
            a[v, n] = weights[v] * data[v].X;
            foreach (int m in graph[v])
            {
                a[v, m] = -1;
            }
        }

        for (int i = 0; i < n; i++)
        {
            for (int r = 0; r < n; r++)
            {
                double factor = r == i ? 0 : a[r, i] / a[i, i];
                for (int c = i; factor != 0 && c <= n; c++)
                {
                    a[r, c] -= factor * a[i, c];
                }
            }
        }

        return [.. Enumerable.Range(0, n).Select(v => a[v, n] / a[v, v])];
    }
}
