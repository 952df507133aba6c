namespace Sam3D.Networks;

/// <summary>Official <c>AbsolutePositionEmbedder</c> of voxel coordinates.</summary>
internal static class SparsePosition
{
    /// <summary>Embeds coordinates by a table of all coordinates that a grid has.</summary>
    /// <param name="ops">The backend.</param>
    /// <param name="coordinates">Integers [N, 3], each 0 to <paramref name="resolution"/> − 1.</param>
    /// <param name="width">Channels C of the result.</param>
    /// <param name="resolution">Cells along an axis.</param>
    /// <returns>[N, C].</returns>
    public static T Apply<T>(ITensorOps<T> ops, T coordinates, int width, int resolution)
        where T : class
    {
        float[] axis = PositionEmbedding.Axis(width, resolution);
        int each = axis.Length / resolution, last = width - (2 * each);
        float[] lastAxis = new float[resolution * last]; // filled up with zeros to the whole width
        for (int position = 0; position < resolution; position++)
        {
            axis.AsSpan(position * each, each).CopyTo(lastAxis.AsSpan(position * last));
        }

        T[] columns = ops.Split(coordinates, 1, 1, 1, 1); // 3 × [N, 1]
        T table = ops.Constant(axis, resolution, each);
        T embedding = ops.Concat(
            2,
            ops.GatherRows(table, columns[0]),
            ops.GatherRows(table, columns[1]),
            ops.GatherRows(ops.Constant(lastAxis, resolution, last), columns[2])); // [N, 1, C]
        return ops.Reshape(embedding, -1, width);
    }
}
