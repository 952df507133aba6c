using System.Numerics;

namespace Sam3D.GraphCuts;

/// <summary>
/// The boundary of an object that was cut out at low resolution, cut once more at full resolution within a narrow band (Lombaert et al., "A multilevel banded graph cuts method for
/// fast image segmentation", 2005).
/// </summary>
internal static class BoundaryRefinement
{
    private const int Band = 2;

    /// <summary>Brings a cut to the resolution of the photograph.</summary>
    /// <param name="image">The photograph.</param>
    /// <param name="region">The part of it that was cut.</param>
    /// <param name="cut">The cut at low resolution, whose pixels may differ from those of <see cref="RegionCut.Inside"/>.</param>
    /// <param name="inside">The object at low resolution.</param>
    /// <param name="weights">What counts how much.</param>
    /// <param name="cancellationToken">Honoured now and then.</param>
    /// <returns>[region.Height, region.Width], 0 or 255.</returns>
    public static byte[] Refine(RgbImage image, PixelBounds region, RegionCut cut, bool[] inside, CutWeights weights, CancellationToken cancellationToken)
    {
        ColorGrid grid = cut.Grid;
        (int width, int height) = (region.Width, region.Height);
        int[] columns = Cells(width, grid.Width), rows = Cells(height, grid.Height);
        byte[] values = new byte[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                values[(y * width) + x] = inside[(rows[y] * grid.Width) + columns[x]] ? byte.MaxValue : (byte)0;
            }
        }

        if (grid.Width == width && grid.Height == height)
        {
            return values;
        }

        // 1. The pixels of the band
        bool[] isNear = Near(inside, grid.Width, grid.Height);
        var nodes = new Dictionary<int, int>();
        var pixels = new List<int>();
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int cell = (rows[y] * grid.Width) + columns[x];
                if (isNear[cell] && cut.Decided[cell] == 0)
                {
                    nodes.Add((y * width) + x, pixels.Count);
                    pixels.Add((y * width) + x);
                }
            }
        }

        // 2. Their prices: colour at full resolution, the rest from the cell; pixels beyond the band are decided.
        Vector3 ColorOf(int pixel)
        {
            int at = 3 * (((region.Top + (pixel / width)) * image.Width) + region.Left + (pixel % width));
            ReadOnlySpan<byte> rgb = image.Pixels.Slice(at, 3);
            return new Vector3(rgb[0], rgb[1], rgb[2]) / byte.MaxValue;
        }

        (double sum, long pairs) = (0, 0);
        var colors = new Vector3[pixels.Count];
        for (int k = 0; k < colors.Length; k++)
        {
            colors[k] = ColorOf(pixels[k]);
        }

        var edges = new List<(int Node, int Other, float Squared, float Distance)>();
        int[] toSource = new int[colors.Length], toSink = new int[colors.Length];
        for (int k = 0; k < colors.Length; k++)
        {
            (int x, int y) = (pixels[k] % width, pixels[k] / width);
            int cell = (rows[y] * grid.Width) + columns[x];
            int price = RegionCut.Price(cut.Known[cell] + RegionCut.OddsOfColor(cut.ObjectColors, cut.OtherColors, colors[k], weights));
            (toSource[k], toSink[k]) = (Math.Max(0, price), Math.Max(0, -price));
            for (int n = 0; n < 2 * ColorGrid.Neighbours.Length; n++)
            {
                (int dx, int dy, float distance) = ColorGrid.Neighbours[n / 2];
                (dx, dy) = n % 2 == 0 ? (dx, dy) : (-dx, -dy);
                if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height)
                {
                    continue;
                }

                int other = pixels[k] + (dy * width) + dx;
                if (!nodes.TryGetValue(other, out int node))
                {
                    // A decided neighbour draws the pixel to its side.
                    edges.Add((k, values[other] != 0 ? -1 : -2, Vector3.DistanceSquared(colors[k], ColorOf(other)), distance));
                }
                else if (n % 2 == 0)
                {
                    edges.Add((k, node, Vector3.DistanceSquared(colors[k], colors[node]), distance));
                    sum += edges[^1].Squared;
                    pairs++;
                }
            }
        }

        // 3. The cut. A boundary has more pixels than at low resolution, and the area within it still more.
        float scale = (float)width / grid.Width, factor = sum > 0 ? (float)(-pairs / (2 * sum)) : 0;
        var graph = new MaxFlowGraph(colors.Length, edges.Count);
        foreach ((int node, int other, float squared, float distance) in edges)
        {
            int capacity = RegionCut.Price(scale * weights.Smoothness * MathF.Exp(factor * squared) / distance);
            switch (other)
            {
                case -1:
                    toSource[node] += capacity;
                    break;
                case -2:
                    toSink[node] += capacity;
                    break;
                default:
                    graph.AddEdge(node, other, capacity, capacity);
                    break;
            }
        }

        for (int k = 0; k < colors.Length; k++)
        {
            graph.AddTerminal(k, toSource[k], toSink[k]);
        }

        graph.Solve(cancellationToken);
        for (int k = 0; k < colors.Length; k++)
        {
            values[pixels[k]] = graph.IsOfSource(k) ? byte.MaxValue : (byte)0;
        }

        return values;
    }

    /// <summary>The cell of each pixel along an axis.</summary>
    private static int[] Cells(int pixels, int cells) => [.. Enumerable.Range(0, pixels).Select(p => (int)((p + 0.5) * cells / pixels))];

    /// <summary>Cells with a cell of the other side within the band.</summary>
    private static bool[] Near(bool[] inside, int width, int height)
    {
        bool[] near = new bool[inside.Length];
        for (int y = 0, i = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, i++)
            {
                bool isEdge = (x + 1 < width && inside[i] != inside[i + 1]) || (y + 1 < height && inside[i] != inside[i + width]);
                for (int v = Math.Max(0, y - Band + 1); isEdge && v <= Math.Min(height - 1, y + Band); v++)
                {
                    near.AsSpan((v * width) + Math.Max(0, x - Band + 1), Math.Min(width - 1, x + Band) - Math.Max(0, x - Band + 1) + 1).Fill(true);
                }
            }
        }

        return near;
    }
}
