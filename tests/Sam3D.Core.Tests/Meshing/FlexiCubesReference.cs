using System.Numerics;
using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Meshing;

/// <summary>
/// FlexiCubes as plainly as it can be written: every cube of the grid is looked at, places are found through dictionaries, edges are sorted as
/// pairs of places. It shares nothing with the fast one but the case tables.
/// </summary>
internal static class FlexiCubesReference
{
    private static readonly (int First, int Second)[] Edges =
        [(0, 1), (1, 5), (4, 5), (0, 4), (2, 3), (3, 7), (6, 7), (2, 6), (2, 0), (3, 1), (7, 5), (6, 4)];

    private sealed record Cell(VoxelIndex Place, int Case)
    {
        public int FirstVertex { get; set; }

        public ulong Groups { get; set; }

        public float[]? Weights { get; set; }
    }

    public static FlexiCubesSurface Extract(FlexiCubesGrid grid)
    {
        var vertices = grid.Vertices.Select((v, i) => (v, i)).ToDictionary(p => p.v, p => p.i);
        var cubes = grid.Cubes.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => p.i);
        float Scalar(VoxelIndex v) => vertices.TryGetValue(v, out int i) ? grid.Scalars[i] : 1f;

        List<Cell> cells = FindCells(grid, cubes, Scalar);
        int total = 0;
        foreach (Cell cell in cells.OrderBy(c => CountOf(c.Groups)))
        {
            cell.FirstVertex = total;
            total += CountOf(cell.Groups);
        }

        var positions = new Vector3[total];
        float[] attributes = new float[total * grid.AttributeCount];
        float[] gammas = new float[total];
        foreach (Cell cell in cells)
        {
            for (int g = 1; g <= CountOf(cell.Groups); g++)
            {
                int vertex = cell.FirstVertex + g - 1;
                positions[vertex] = Average(cell, g, Scalar, v => PositionOf(grid, vertices, v));
                gammas[vertex] = cell.Weights is { } w ? (Sigmoid(w[20]) * 0.99f) + 0.005f : 1f;
                for (int a = 0; a < grid.AttributeCount; a++)
                {
                    float Attribute(VoxelIndex v) => vertices.TryGetValue(v, out int i) ? grid.Attributes![(i * grid.AttributeCount) + a] : 0f;
                    attributes[(vertex * grid.AttributeCount) + a] = Average(cell, g, Scalar, v => new Vector3(Sigmoid(Attribute(v)))).X;
                }
            }
        }

        return new FlexiCubesSurface(positions, Triangulate(cells, gammas, Scalar), attributes, grid.AttributeCount);
    }

    private static List<Cell> FindCells(FlexiCubesGrid grid, Dictionary<VoxelIndex, int> cubes, Func<VoxelIndex, float> scalar)
    {
        var cells = new List<Cell>();
        int n = grid.Resolution;
        for (int i = 0; i < n * n * n; i++)
        {
            var place = new VoxelIndex(i / (n * n), i / n % n, i % n);
            int mask = Enumerable.Range(0, 8).Sum(c => scalar(Corner(place, c)) < 0 ? 1 << c : 0);
            bool takesPart = grid.Border == FlexiCubesBorder.Outside || cubes.ContainsKey(place);
            if (mask is not (0 or 255) && takesPart)
            {
                float[]? weights = grid.Weights is null ? null
                    : cubes.TryGetValue(place, out int row) ? grid.Weights[(row * 21)..((row + 1) * 21)]
                    : new float[21];
                cells.Add(new Cell(place, mask) { Weights = weights });
            }
        }

        var caseAt = cells.ToDictionary(c => c.Place, c => c.Case);
        var sides = FlexiCubes.AmbiguousCases.ToDictionary(a => (int)a.Case, a => (int)a.Side);
        foreach (Cell cell in cells)
        {
            bool invert = sides.TryGetValue(cell.Case, out int side)
                && caseAt.TryGetValue(Neighbor(cell.Place, side), out int other) && sides.ContainsKey(other);
            cell.Groups = FlexiCubes.EdgeGroups[invert ? 255 - cell.Case : cell.Case];
        }

        return cells;
    }

    private static Vector3 Average(Cell cell, int group, Func<VoxelIndex, float> scalar, Func<VoxelIndex, Vector3> value)
    {
        Vector3 sum = default;
        float betas = 0;
        for (int e = 0; e < 12; e++)
        {
            if (Digit(cell.Groups, e) == group)
            {
                (int c0, int c1) = Edges[e];
                float a0 = cell.Weights is { } w ? (MathF.Tanh(w[12 + c0]) * 0.99f) + 1 : 1;
                float a1 = cell.Weights is { } u ? (MathF.Tanh(u[12 + c1]) * 0.99f) + 1 : 1;
                float beta = cell.Weights is { } b ? (MathF.Tanh(b[e]) * 0.99f) + 1 : 1;
                VoxelIndex v0 = Corner(cell.Place, c0), v1 = Corner(cell.Place, c1);
                float s0 = scalar(v0) * a0, s1 = scalar(v1) * a1;
                sum += beta * ((value(v0) * s1) - (value(v1) * s0)) / (s1 - s0);
                betas += beta;
            }
        }

        return sum / betas;
    }

    private static int[] Triangulate(List<Cell> cells, float[] gammas, Func<VoxelIndex, float> scalar)
    {
        var crossed = new Dictionary<(VoxelIndex First, VoxelIndex Second), List<int>>();
        foreach (Cell cell in cells)
        {
            for (int e = 0; e < 12; e++)
            {
                if (Digit(cell.Groups, e) > 0)
                {
                    var edge = (Corner(cell.Place, Edges[e].First), Corner(cell.Place, Edges[e].Second));
                    crossed.TryAdd(edge, []);
                    crossed[edge].Add(cell.FirstVertex + Digit(cell.Groups, e) - 1);
                }
            }
        }

        var indices = new List<int>();
        foreach (((VoxelIndex first, _), List<int> q) in crossed.Where(p => p.Value.Count == 4)
            .OrderBy(p => scalar(p.Key.First) < 0)
            .ThenBy(p => (p.Key.First.X, p.Key.First.Y, p.Key.First.Z)).ThenBy(p => (p.Key.Second.X, p.Key.Second.Y, p.Key.Second.Z)))
        {
            int[] r = scalar(first) < 0 ? [q[2], q[3], q[1], q[0]] : [q[0], q[1], q[3], q[2]];
            indices.AddRange(gammas[r[0]] * gammas[r[2]] > gammas[r[1]] * gammas[r[3]]
                ? [r[0], r[1], r[2], r[0], r[2], r[3]]
                : [r[0], r[1], r[3], r[3], r[1], r[2]]);
        }

        return [.. indices];
    }

    private static Vector3 PositionOf(FlexiCubesGrid grid, Dictionary<VoxelIndex, int> vertices, VoxelIndex v) =>
        vertices.TryGetValue(v, out int i) && grid.Positions is { } p
            ? p[i]
            : (new Vector3(v.X, v.Y, v.Z) / grid.Resolution) - new Vector3(0.5f);

    private static VoxelIndex Corner(VoxelIndex v, int c) => new(v.X + (c & 1), v.Y + ((c >> 1) & 1), v.Z + (c >> 2));

    private static VoxelIndex Neighbor(VoxelIndex v, int side) => Math.Abs(side) switch
    {
        1 => v with { X = v.X + Math.Sign(side) },
        2 => v with { Y = v.Y + Math.Sign(side) },
        _ => v with { Z = v.Z + Math.Sign(side) },
    };

    private static int Digit(ulong groups, int edge) => (int)(groups >> (4 * edge)) & 15;

    private static int CountOf(ulong groups) => Enumerable.Range(0, 12).Max(e => Digit(groups, e));

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
}
