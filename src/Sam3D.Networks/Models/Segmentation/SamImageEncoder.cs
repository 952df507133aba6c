namespace Sam3D.Networks;

/// <summary>
/// The image encoder of SAM (Kirillov et al., arXiv 2304.02643; official <c>segment_anything.modeling.ImageEncoderViT</c>, <c>image_encoder</c> in the
/// checkpoints): a ViT with windows and decomposed relative positions (Li et al., arXiv 2203.16527), and a neck.
/// </summary>
public static class SamImageEncoder
{
    private const float Epsilon = 1e-6f;

    /// <summary>Encodes a picture.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The encoder in the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="image">[1, 3, S, S], normalised, then filled up with zeros.</param>
    /// <returns>The embedding [1, out, S / patch, S / patch].</returns>
    public static T Apply<T>(ParameterScope<T> scope, SamImageEncoderConfig config, T image)
        where T : class => Apply(scope, config, image, null);

    internal static T Apply<T>(ParameterScope<T> scope, SamImageEncoderConfig config, T image, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.EmbedDim, grid = config.Grid;
        T patches = MapLayers.Conv(scope["patch_embed.proj"], image, 3, c, config.PatchSize, config.PatchSize); // [1, C, G, G]
        T x = MapLayers.ToChannelsLast(ops, patches);
        observe?.Invoke("patch_embed", x);
        x = ops.Add(x, scope.Get("pos_embed", 1, grid, grid, c)); // [1, G, G, C]
        for (int i = 0; i < config.Depth; i++)
        {
            x = Block(scope["blocks"][i], config, x, config.GlobalBlocks.Contains(i) ? grid : config.WindowSize, h => observe?.Invoke($"blocks.{i}.attn", h));
            observe?.Invoke($"blocks.{i}", x);
        }

        return ImageNeck.Apply(scope["neck"], MapLayers.ToChannelsFirst(ops, x), c, config.OutChannels, observe); // [1, out, G, G]
    }

    private static T Block<T>(ParameterScope<T> scope, SamImageEncoderConfig config, T x, int window, Action<T> observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.EmbedDim, grid = config.Grid;
        T h = Layers.LayerNorm(scope["norm1"], x, c, Epsilon);
        bool isGlobal = window == grid;
        h = isGlobal ? h : SquareWindows.Partition(ops, h, grid, window, c); // [W, window, window, C]
        h = ops.Reshape(h, -1, window * window, c); // [W, N, C]
        h = Attention(scope["attn"], h, c, config.NumHeads, window);
        h = ops.Reshape(h, -1, window, window, c);
        observe(h);
        x = ops.Add(x, isGlobal ? h : SquareWindows.Join(ops, h, grid, window, c));

        h = Layers.LayerNorm(scope["norm2"], x, c, Epsilon);
        return ops.Add(x, Layers.Mlp(scope["mlp"], "lin1", "lin2", h, c, config.HiddenDim, GeluKind.Erf));
    }

    /// <summary>
    /// Attention over windows of <paramref name="side"/>² tokens with relative positions: scores q·k/√D + q·Rh[y] + q·Rw[x]. The last two are products of the query with
    /// one vector for each row and each column. They go into further channels of the query, where the key holds 1 in the channel of its own row and column; so the N × N
    /// table of positions is never made, and the fused operator does the rest.
    /// </summary>
    private static T Attention<T>(ParameterScope<T> scope, T x, int c, int heads, int side)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int n = side * side, dim = c / heads, extra = Aligned(dim + (2 * side)) - dim, wide = dim + extra;
        T[] parts = Layers.LinearParts(scope["qkv"], x, c, c, c, c); // 3 × [W, N, C]

        // The operator scales all channels by 1/√D; positions are not scaled.
        float unscaled = MathF.Sqrt(dim);
        T q = ops.Reshape(parts[0], -1, side, side, heads, dim); // [W, y, x, heads, D]
        T rows = Positions(scope, "rel_pos_h", side, dim, unscaled); // [y, D, rows]
        T byRow = ops.Reshape(ops.Transpose(q, 1, 0, 2, 3, 4), side, -1, dim); // [y, W·x·heads, D]
        T toRow = ops.Transpose(ops.Reshape(ops.MatMul(byRow, rows), side, -1, side, heads, side), 1, 0, 2, 3, 4); // [W, y, x, heads, rows]
        T columns = Positions(scope, "rel_pos_w", side, dim, unscaled); // [x, D, columns]
        T byColumn = ops.Reshape(ops.Transpose(q, 2, 0, 1, 3, 4), side, -1, dim); // [x, W·y·heads, D]
        T toColumn = ops.Transpose(ops.Reshape(ops.MatMul(byColumn, columns), side, -1, side, heads, side), 1, 2, 0, 3, 4);

        var queryParts = new List<T> { q, toRow, toColumn };
        int filling = extra - (2 * side);
        if (filling > 0)
        {
            T zeros = ops.Expand(ops.Constant([0f], 1, 1, 1, 1, 1), 1, side, side, heads, filling);
            queryParts.Add(ops.RepeatBatch(zeros, q));
        }

        T query = ops.Reshape(ops.Concat(4, [.. queryParts]), -1, n, heads * wide); // [W, N, heads·wide]
        T key = ops.Reshape(parts[1], -1, n, heads, dim);
        T places = ops.RepeatBatch(ops.Expand(ops.Constant(Places(side, extra), 1, n, 1, extra), 1, n, heads, extra), key);
        key = ops.Reshape(ops.Concat(3, key, places), -1, n, heads * wide);
        T attended = ops.ScaledAttention(query, key, parts[2], heads, 1 / unscaled); // [W, N, C]
        return Layers.Linear(scope["proj"], attended, c, c);
    }

    /// <summary>For each position of a query, the vectors of all positions of a key, as columns: [side, D, side].</summary>
    private static T Positions<T>(ParameterScope<T> scope, string name, int side, int dim, float factor)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        long[] distances = [.. from q in Enumerable.Range(0, side) from k in Enumerable.Range(0, side) select (long)(q - k + side - 1)];
        T table = ops.Gather(scope.Get(name, (2 * side) - 1, dim), 0, distances); // [side², D]
        T vectors = ops.Transpose(ops.Reshape(table, side, side, dim), 0, 2, 1);
        return ops.Multiply(vectors, ops.Constant([factor], 1, 1, 1));
    }

    /// <summary>1 in the channels of a token's row and column: [N, extra].</summary>
    private static float[] Places(int side, int extra)
    {
        float[] places = new float[side * side * extra];
        for (int i = 0; i < side * side; i++)
        {
            places[(i * extra) + (i / side)] = 1;
            places[(i * extra) + side + (i % side)] = 1;
        }

        return places;
    }

    // The kernels of attention want heads of a multiple of 8 channels.
    private static int Aligned(int channels) => (channels + 7) / 8 * 8;
}
