namespace Sam3D.Networks;

/// <summary>
/// Square windows of a map, filled up with zeros at the right and lower border, which take part in attention like any other pixel (official
/// <c>window_partition</c> and <c>window_unpartition</c>).
/// </summary>
internal static class SquareWindows
{
    /// <summary>Cuts a map [1, H, W, C] of H = W = <paramref name="side"/> into windows [windows, size, size, C], row by row.</summary>
    public static T Partition<T>(ITensorOps<T> ops, T x, int side, int size, int channels)
        where T : class
    {
        int across = Across(side, size), padding = (across * size) - side;
        if (padding > 0)
        {
            T zero = ops.Constant([0f], 1, 1, 1, 1);
            x = ops.Concat(2, x, ops.Expand(zero, 1, side, padding, channels));
            x = ops.Concat(1, x, ops.Expand(zero, 1, padding, side + padding, channels));
        }

        T cells = ops.Transpose(ops.Reshape(x, across, size, across, size, channels), 0, 2, 1, 3, 4);
        return ops.Reshape(cells, across * across, size, size, channels);
    }

    /// <summary>Puts windows [windows, size, size, C] together again and leaves out what was filled up: [1, side, side, C].</summary>
    public static T Join<T>(ITensorOps<T> ops, T windows, int side, int size, int channels)
        where T : class
    {
        int across = Across(side, size), padded = across * size;
        T cells = ops.Transpose(ops.Reshape(windows, across, across, size, size, channels), 0, 2, 1, 3, 4);
        T map = ops.Reshape(cells, 1, padded, padded, channels);
        return padded == side ? map : ops.Take(ops.Take(map, 1, side), 2, side);
    }

    /// <summary>Windows along a side.</summary>
    public static int Across(int side, int size) => (side + size - 1) / size;
}
