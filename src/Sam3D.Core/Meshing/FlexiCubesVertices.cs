using System.Numerics;

namespace Sam3D.Meshing;

/// <summary>The dual vertices: one for each group of edge crossings in a cell.</summary>
internal sealed class FlexiCubesVertices
{
    private const int Edges = 12;
    private const int MaxGroups = 4;
    private const int Beta = 0, Alpha = 12, Gamma = 20; // columns of the weights

    private readonly FlexiCubesGrid _grid;
    private readonly FlexiCubesCells _cells;
    private readonly int _columns; // a corner's position, then its attributes

    private FlexiCubesVertices(FlexiCubesGrid grid, FlexiCubesCells cells)
    {
        _grid = grid;
        _cells = cells;
        _columns = 3 + grid.AttributeCount;
        IsOutside = new bool[cells.VertexKeys.Length];
        FirstVertex = new int[cells.Count];
        int total = Number(cells, FirstVertex);
        Positions = new Vector3[total];
        Attributes = new float[checked(total * grid.AttributeCount)];
        Gammas = new float[total];
    }

    /// <summary>[D] dual vertices.</summary>
    public Vector3[] Positions { get; }

    /// <summary>[D, A] attributes after the sigmoid.</summary>
    public float[] Attributes { get; }

    /// <summary>[D] γ of the vertex's cell.</summary>
    public float[] Gammas { get; }

    /// <summary>[P] the cell's dual vertex of group 1; those of its further groups follow.</summary>
    public int[] FirstVertex { get; }

    /// <summary>[Q] whether a corner of the cells is outside (scalar at least 0).</summary>
    public bool[] IsOutside { get; }

    /// <summary>Computes all dual vertices.</summary>
    public static FlexiCubesVertices Compute(FlexiCubesGrid grid, FlexiCubesCells cells)
    {
        var result = new FlexiCubesVertices(grid, cells);
        (float[] scalars, float[] values) = result.GatherCorners();
        result.Average(scalars, values);
        return result;
    }

    // The official order: all cells with one vertex first, then those with two, and so on.
    private static int Number(FlexiCubesCells cells, int[] first)
    {
        int total = 0;
        for (int wanted = 1; wanted <= MaxGroups; wanted++)
        {
            for (int i = 0; i < first.Length; i++)
            {
                if (FlexiCubes.GroupCount(cells.Groups[i]) == wanted)
                {
                    first[i] = total;
                    total = checked(total + wanted);
                }
            }
        }

        return total;
    }

    // Scalar [Q] and row of values [Q, 3 + A] of each corner.
    private (float[] Scalars, float[] Values) GatherCorners()
    {
        long[] keys = _cells.VertexKeys;
        int[] sources = _grid.VertexKeys.Match(keys);
        float[] scalars = new float[keys.Length];
        float[] values = new float[checked(keys.Length * _columns)];
        int attributes = _grid.AttributeCount;
        for (int i = 0; i < keys.Length; i++)
        {
            int source = sources[i];
            bool listed = source >= 0;
            scalars[i] = listed ? _grid.Scalars[source] : 1f;
            IsOutside[i] = !(scalars[i] < 0);
            Vector3 position = listed && _grid.Positions is { } p
                ? p[source]
                : _grid.RegularPosition(FlexiCubesKeys.Place(keys[i]));
            Span<float> row = values.AsSpan(i * _columns, _columns);
            position.CopyTo(row);
            for (int a = 0; a < attributes; a++)
            {
                row[3 + a] = Sigmoid(listed ? _grid.Attributes![(source * attributes) + a] : 0f);
            }
        }

        return (scalars, values);
    }

    private void Average(float[] scalars, float[] values)
    {
        // Double precision: products of tiny scalars with weights must not vanish in the denominators.
        Span<double> alphas = stackalloc double[8];
        Span<double> betaSums = stackalloc double[MaxGroups];
        double[] sums = new double[MaxGroups * _columns];
        for (int cell = 0; cell < _cells.Count; cell++)
        {
            ulong groups = _cells.Groups[cell];
            ReadOnlySpan<int> corners = _cells.Corners.AsSpan(cell * 8, 8);
            ReadOnlySpan<float> weights = WeightsOf(cell);
            for (int c = 0; c < 8; c++)
            {
                alphas[c] = weights.IsEmpty ? 1 : Around1(weights[Alpha + c]);
            }

            betaSums.Clear();
            Array.Clear(sums);
            for (int e = 0; e < Edges; e++)
            {
                int group = FlexiCubes.GroupOf(groups, e) - 1;
                if (group < 0)
                {
                    continue;
                }

                int c0 = FlexiCubes.EdgeCorners[2 * e], c1 = FlexiCubes.EdgeCorners[(2 * e) + 1];
                double w0 = scalars[corners[c1]] * alphas[c1], w1 = -scalars[corners[c0]] * alphas[c0];
                double beta = weights.IsEmpty ? 1 : Around1(weights[Beta + e]);
                betaSums[group] += beta;
                double scale = beta / (w0 + w1); // one of both ends is below 0, the other is not: never 0
                ReadOnlySpan<float> x0 = values.AsSpan(corners[c0] * _columns, _columns);
                ReadOnlySpan<float> x1 = values.AsSpan(corners[c1] * _columns, _columns);
                Span<double> sum = sums.AsSpan(group * _columns, _columns);
                for (int k = 0; k < sum.Length; k++)
                {
                    sum[k] += ((x0[k] * w0) + (x1[k] * w1)) * scale;
                }
            }

            Store(cell, betaSums[..FlexiCubes.GroupCount(groups)], sums);
            float gamma = GammaOf(weights);
            Gammas.AsSpan(FirstVertex[cell], FlexiCubes.GroupCount(groups)).Fill(gamma);
        }
    }

    private void Store(int cell, ReadOnlySpan<double> betaSums, double[] sums)
    {
        int attributes = _grid.AttributeCount;
        for (int g = 0; g < betaSums.Length; g++)
        {
            int vertex = FirstVertex[cell] + g;
            ReadOnlySpan<double> sum = sums.AsSpan(g * _columns, _columns);
            double scale = 1 / betaSums[g];
            Positions[vertex] = new Vector3((float)(sum[0] * scale), (float)(sum[1] * scale), (float)(sum[2] * scale));
            for (int a = 0; a < attributes; a++)
            {
                Attributes[(vertex * attributes) + a] = (float)(sum[3 + a] * scale);
            }
        }
    }

    // Empty: there are no weights at all, so all are 1.
    private ReadOnlySpan<float> WeightsOf(int cell)
    {
        int source = _cells.Sources[cell];
        return _grid.Weights is null ? []
            : source < 0 ? Unlisted
            : _grid.Weights.AsSpan(source * FlexiCubes.WeightCount, FlexiCubes.WeightCount);
    }

    private static readonly float[] Unlisted = new float[FlexiCubes.WeightCount];

    // tanh keeps it at or above 0.01: neither crossings nor means divide by 0.
    private static double Around1(float weight) => (Math.Tanh(weight) * FlexiCubes.WeightScale) + 1;

    // Single precision, because products of γ are compared and ties must fall as they do in the official arithmetic.
    private static float GammaOf(ReadOnlySpan<float> weights) => weights.IsEmpty
        ? 1f
        : (Sigmoid(weights[Gamma]) * (float)FlexiCubes.WeightScale) + (float)((1 - FlexiCubes.WeightScale) / 2);

    private static float Sigmoid(float x) => (float)(1 / (1 + Math.Exp(-(double)x)));
}
