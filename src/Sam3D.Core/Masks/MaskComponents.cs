namespace Sam3D.Masks;

/// <summary>
/// Connected pixels: those that touch at a side or at a corner belong together (8-connectivity, as the official post-processing counts).
/// </summary>
internal sealed class MaskComponents
{
    private readonly int[] _labels;
    private readonly int[] _areas;

    private MaskComponents(int[] labels, int[] areas) => (_labels, _areas) = (labels, areas);

    /// <summary>Number of components.</summary>
    public int Count => _areas.Length;

    /// <summary>Pixels of each component.</summary>
    public IReadOnlyList<int> Areas => _areas;

    /// <summary>The component of a pixel, or −1.</summary>
    public int LabelOf(int pixel) => _labels[pixel];

    /// <summary>Pixels of the component that a pixel belongs to; 0 where it belongs to none.</summary>
    public int AreaAt(int pixel) => _labels[pixel] < 0 ? 0 : _areas[_labels[pixel]];

    /// <summary>Finds the components. They are numbered in the order of their first pixels.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="belongs">Whether a pixel, row-major, takes part.</param>
    public static MaskComponents Find(int width, int height, Func<int, bool> belongs)
    {
        // 1. Each pixel joins those before it: left, and the three above.
        int[] parents = new int[checked(width * height)];
        for (int y = 0, i = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, i++)
            {
                parents[i] = belongs(i) ? i : -1;
                if (parents[i] < 0)
                {
                    continue;
                }

                Join(parents, i, x > 0 ? i - 1 : -1);
                if (y > 0)
                {
                    Join(parents, i, x > 0 ? i - width - 1 : -1);
                    Join(parents, i, i - width);
                    Join(parents, i, x < width - 1 ? i - width + 1 : -1);
                }
            }
        }

        // 2. The first pixel of a component is its root, so roots come in order.
        var areas = new List<int>();
        int[] labels = new int[parents.Length];
        for (int i = 0; i < parents.Length; i++)
        {
            if (parents[i] < 0)
            {
                labels[i] = -1;
                continue;
            }

            int root = Root(parents, i);
            if (root == i)
            {
                labels[i] = areas.Count;
                areas.Add(0);
            }

            labels[i] = labels[root];
            areas[labels[i]]++;
        }

        return new MaskComponents(labels, [.. areas]);
    }

    private static void Join(int[] parents, int pixel, int other)
    {
        if (other < 0 || parents[other] < 0)
        {
            return;
        }

        int a = Root(parents, pixel), b = Root(parents, other);
        parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    private static int Root(int[] parents, int pixel)
    {
        while (parents[pixel] != pixel)
        {
            parents[pixel] = parents[parents[pixel]];
            pixel = parents[pixel];
        }

        return pixel;
    }
}
