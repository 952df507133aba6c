namespace Sam3D.Networks;

/// <summary>
/// The image encoder of MobileSAM (Zhang et al., arXiv 2306.14289; official <c>tiny_vit_sam.TinyViT</c> after Wu et al., arXiv 2207.10666): a stage of convolutions,
/// three of windowed attention with learned relative positions, and SAM's neck.
/// </summary>
public static class TinyVitEncoder
{
    private const float Epsilon = 1e-5f;

    /// <summary>Encodes a picture.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The encoder in the state dict, <c>image_encoder</c> in the release.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="image">[1, 3, S, S], normalised, then filled up with zeros.</param>
    /// <returns>The embedding [1, out, G, G], G being the side of the last stage's map.</returns>
    public static T Apply<T>(ParameterScope<T> scope, TinyVitConfig config, T image)
        where T : class => Apply(scope, config, image, null);

    internal static T Apply<T>(ParameterScope<T> scope, TinyVitConfig config, T image, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int first = config.EmbedDims[0], last = config.EmbedDims.Count - 1;
        ParameterScope<T> patches = scope["patch_embed.seq"];
        T x = ops.Gelu(ConvNorm(patches[0], image, 3, first / 2, 3, 2, 1));
        x = ConvNorm(patches[2], x, first / 2, first, 3, 2, 1); // [1, C, S / 4, S / 4]
        observe?.Invoke("patch_embed", x);
        for (int stage = 0; stage <= last; stage++)
        {
            ParameterScope<T> layer = scope["layers"][stage];
            for (int i = 0; i < config.Depths[stage]; i++)
            {
                x = stage == 0
                    ? ConvBlock(layer["blocks"][i], x, first, config.ConvExpand * first)
                    : AttentionBlock(layer["blocks"][i], config, stage, x, h => observe?.Invoke($"layers.{stage}.blocks.{i}.attn", h));
                if (stage > 0)
                {
                    observe?.Invoke($"layers.{stage}.blocks.{i}", Tokens(ops, x, config.EmbedDims[stage]));
                }
            }

            if (stage < last)
            {
                x = Merge(layer["downsample"], x, config.EmbedDims[stage], config.EmbedDims[stage + 1], config.Strides[stage]);
            }

            observe?.Invoke($"layers.{stage}", Tokens(ops, x, config.EmbedDims[Math.Min(stage + 1, last)]));
        }

        return ImageNeck.Apply(scope["neck"], x, config.EmbedDims[last], config.OutChannels, null);
    }

    /// <summary>Official <c>Conv2d_BN</c>.</summary>
    private static T ConvNorm<T>(ParameterScope<T> scope, T x, int input, int output, int kernel, int stride, int padding, int groups = 1)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T h = MapLayers.Conv(scope["c"], x, input, output, kernel, stride, padding, groups, bias: false);
        ParameterScope<T> norm = scope["bn"];
        return ops.BatchNorm2d(
            h, norm.Get("weight", output), norm.Get("bias", output), norm.Get("running_mean", output), norm.Get("running_var", output), Epsilon);
    }

    /// <summary>Official <c>MBConv</c>.</summary>
    private static T ConvBlock<T>(ParameterScope<T> scope, T x, int width, int hidden)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T h = ops.Gelu(ConvNorm(scope["conv1"], x, width, hidden, 1, 1, 0));
        h = ops.Gelu(ConvNorm(scope["conv2"], h, hidden, hidden, 3, 1, 1, hidden));
        return ops.Gelu(ops.Add(ConvNorm(scope["conv3"], h, hidden, width, 1, 1, 0), x));
    }

    /// <summary>Official <c>PatchMerging</c>.</summary>
    private static T Merge<T>(ParameterScope<T> scope, T x, int input, int output, int stride)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T h = ops.Gelu(ConvNorm(scope["conv1"], x, input, output, 1, 1, 0));
        h = ops.Gelu(ConvNorm(scope["conv2"], h, output, output, 3, stride, 1, output));
        return ConvNorm(scope["conv3"], h, output, output, 1, 1, 0);
    }

    /// <summary>Official <c>TinyViTBlock</c> on a map [1, C, G, G].</summary>
    private static T AttentionBlock<T>(ParameterScope<T> scope, TinyVitConfig config, int stage, T x, Action<T> observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.EmbedDims[stage], grid = config.Grid(stage), window = config.WindowSizes[stage];

        // Windows are filled up in front of the norm, so that what fills them up gets the norm's bias.
        T map = MapLayers.ToChannelsLast(ops, x); // [1, G, G, C]
        T h = grid == window ? map : SquareWindows.Partition(ops, map, grid, window, c);
        h = Attention(scope["attn"], ops.Reshape(h, -1, window * window, c), c, config.NumHeads[stage], window);
        observe(h);
        h = ops.Reshape(h, -1, window, window, c);
        map = ops.Add(map, grid == window ? h : SquareWindows.Join(ops, h, grid, window, c));

        x = ConvNorm(scope["local_conv"], MapLayers.ToChannelsFirst(ops, map), c, c, 3, 1, 1, c);
        map = MapLayers.ToChannelsLast(ops, x);
        h = Layers.LayerNorm(scope["mlp.norm"], map, c, Epsilon);
        h = Layers.Mlp(scope["mlp"], "fc1", "fc2", h, c, config.MlpRatio * c, GeluKind.Erf);
        return MapLayers.ToChannelsFirst(ops, ops.Add(map, h));
    }

    private static T Attention<T>(ParameterScope<T> scope, T x, int c, int heads, int window)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int n = window * window, dim = c / heads;
        T h = Layers.LayerNorm(scope["norm"], x, c, Epsilon);
        T qkv = ops.Reshape(Layers.Linear(scope["qkv"], h, c, 3 * c), 0, n, heads, 3 * dim);
        T[] parts = [.. ops.Split(qkv, 3, dim, dim, dim).Select(part => ops.Reshape(part, 0, n, c))]; // 3 × [W, N, C]
        (long[] offsets, int count) = Offsets(window);
        T bias = ops.Reshape(ops.Gather(scope.Get("attention_biases", heads, count), 1, offsets), 1, heads, n, n);
        return Layers.Linear(scope["proj"], ops.BiasedAttention(parts[0], parts[1], parts[2], bias, heads), c, c);
    }

    /// <summary>For every pair of tokens the number of its offset (|Δy|, |Δx|); offsets are numbered as they first occur.</summary>
    private static (long[] Indices, int Count) Offsets(int window)
    {
        // The first token meets all offsets, row by row.
        int n = window * window;
        long[] indices = new long[n * n];
        for (int a = 0; a < n; a++)
        {
            for (int b = 0; b < n; b++)
            {
                indices[(a * n) + b] = (Math.Abs((a / window) - (b / window)) * window) + Math.Abs((a % window) - (b % window));
            }
        }

        return (indices, n);
    }

    private static T Tokens<T>(ITensorOps<T> ops, T map, int channels)
        where T : class => ops.Transpose(ops.Reshape(map, 0, channels, -1), 0, 2, 1);
}
