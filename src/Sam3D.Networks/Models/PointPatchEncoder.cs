namespace Sam3D.Networks;

/// <summary>Sizes of the point-map embedder, from <c>ss_generator.yaml</c>.</summary>
public sealed record PointPatchConfig
{
    /// <summary>Side in pixels to which the point map is resized, 256 in the release; a multiple of the patch size.</summary>
    public required int InputSize { get; init; }

    /// <summary>Side of a window in points, 8.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Channels of a token, 512 in the release.</summary>
    public required int EmbedDim { get; init; }

    /// <summary>Windows that are worked on together. They do not see each other, and all of them at once would take gigabytes. Default 128.</summary>
    public int WindowsAtOnce { get; init; } = 128;

    /// <summary>Tokens of one point map.</summary>
    public int OutputTokens => GridSize * GridSize;

    internal int GridSize => InputSize / PatchSize;
}

/// <summary>
/// The point-map embedder (official <c>PointPatchEmbed</c> with the linear remap): every window of points becomes one token through
/// a transformer block over the window.
/// </summary>
public static class PointPatchEncoder
{
    /// <summary>Attention heads; a constant of the official class, in no configuration.</summary>
    public const int Heads = 16;

    // Likewise.
    private const int MlpRatio = 2;

    /// <summary>Embeds a batch of point maps.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The embedder in the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="points">[K, 3, height, width]; NaN and infinities mark unknown points.</param>
    /// <param name="count">K, the number of point maps.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="width">Width in pixels.</param>
    /// <returns>[K, <see cref="PointPatchConfig.OutputTokens"/>, C].</returns>
    public static T Apply<T>(ParameterScope<T> scope, PointPatchConfig config, T points, int count, int height, int width)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.EmbedDim, g = config.GridSize, p = config.PatchSize;
        T xyz = ops.Transpose(Nearest(ops, points, height, width, config.InputSize), 0, 2, 3, 1); // [K, S, S, 3]
        T windows = ops.Transpose(ops.Reshape(xyz, 0, g, p, g, p, 3), 0, 1, 3, 2, 4, 5); // [K, g, g, p, p, 3]
        windows = ops.Reshape(windows, count * g * g, p * p, 3);
        long[] sizes = [.. Enumerable.Range(0, count * g * g).Chunk(config.WindowsAtOnce).Select(chunk => (long)chunk.Length)];
        T[] chunks = sizes.Length == 1 ? [windows] : ops.Split(windows, 0, sizes);
        T[] made = [.. chunks.Select((chunk, i) => Encode(scope, config, chunk, sizes[i]))];
        T tokens = ops.Reshape(made.Length == 1 ? made[0] : ops.Concat(0, made), count, g * g, c); // the class token of each window
        T position = ops.Transpose(ops.Reshape(scope.Get("pos_embed", 1, c, g, g), 1, c, g * g), 0, 2, 1);
        return ops.Add(tokens, position);
    }

    /// <summary>The class tokens of W windows of points [W, p², 3]: [W, 1, C].</summary>
    private static T Encode<T>(ParameterScope<T> scope, PointPatchConfig config, T xyz, long windows)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.EmbedDim, points = config.PatchSize * config.PatchSize;
        T valid = ops.FiniteMask(xyz); // [W, p², 1]
        T embedded = ops.Multiply(Layers.Linear(scope["point_proj"], ops.ZeroNonFinite(xyz), 3, c), valid);
        T invalid = ops.Subtract(ops.Constant([1f], 1), valid);
        embedded = ops.Add(embedded, ops.Multiply(invalid, scope.Get("invalid_xyz_token", c))); // [W, p², C]
        T h = ops.Concat(1, ops.Expand(scope.Get("cls_token", 1, 1, c), windows, 1, c), embedded); // [W, 1+p², C]
        h = ops.Add(h, scope.Get("pos_embed_window", 1, 1 + points, c));
        return VitBlock.ApplyToFirst(scope["blocks.0"], h, 1 + points, c, Heads, MlpRatio * c);
    }

    private static T Nearest<T>(ITensorOps<T> ops, T points, int height, int width, int size)
        where T : class
    {
        T rows = height == size ? points : ops.Gather(points, 2, NearestIndices(height, size));
        return width == size ? rows : ops.Gather(rows, 3, NearestIndices(width, size));
    }

    /// <summary>PyTorch's <c>nearest</c>: floor(i · source/target), the quotient in float32.</summary>
    private static long[] NearestIndices(int source, int target)
    {
        float scale = (float)source / target;
        return [.. Enumerable.Range(0, target).Select(i => Math.Min((long)MathF.Floor(i * scale), source - 1))];
    }
}
