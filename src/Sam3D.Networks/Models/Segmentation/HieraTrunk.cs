using Sam3D.Imaging;

namespace Sam3D.Networks;

/// <summary>
/// The trunk of SAM 2's image encoder: Hiera (Ryali et al., arXiv 2306.00989; official <c>sam2.modeling.backbones.hieradet.Hiera</c>), a vision transformer whose map
/// shrinks from stage to stage.
/// </summary>
internal static class HieraTrunk
{
    private const float Epsilon = 1e-6f;
    private const int PatchKernel = 7, PatchStride = 4, PatchPadding = 3;

    /// <summary>Encodes a picture [1, 3, S, S].</summary>
    /// <returns>The map of each stage, [1, C, G, G].</returns>
    public static IReadOnlyList<T> Apply<T>(ParameterScope<T> scope, HieraConfig config, T image, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T x = MapLayers.Conv(scope["patch_embed.proj"], image, 3, config.EmbedDim, PatchKernel, PatchStride, PatchPadding);
        x = MapLayers.ToChannelsLast(ops, x); // [1, G, G, C]
        observe?.Invoke("patch_embed.out", x);
        T positions = Positions(scope, config);
        observe?.Invoke("pos_embed_full", positions);
        x = ops.Add(x, positions);
        var maps = new List<T>();
        for (int i = 0; i < config.Depth; i++)
        {
            x = Block(scope["blocks"][i], config, x, i);
            observe?.Invoke($"blocks.{i}.out", x);
            if (i == config.Depth - 1 || config.StageOf(i + 1) != config.StageOf(i))
            {
                maps.Add(MapLayers.ToChannelsFirst(ops, x));
            }
        }

        return maps;
    }

    /// <summary>A small table of the background, resized, plus one of a window, repeated: [1, G, G, C].</summary>
    private static T Positions<T>(ParameterScope<T> scope, HieraConfig config)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.EmbedDim, source = config.BackgroundGrid, grid = config.Grid(0), window = config.Windows[0], times = grid / window;
        T matrix = ops.Constant(PictureResampler.ResizeMatrix(source, grid, Interpolation.Bicubic, antialias: false), grid, source);
        T table = ops.Transpose(ops.Reshape(scope.Get("pos_embed", 1, c, source, source), c, source, source), 1, 2, 0); // [y, x, C]
        T rows = ops.MatMul(matrix, ops.Reshape(table, source, source * c)); // [G, x·C]
        T background = ops.MatMul(matrix, ops.Reshape(rows, grid, source, c)); // [G, G, C]
        T tile = ops.Transpose(ops.Reshape(scope.Get("pos_embed_window", 1, c, window, window), c, window, window), 1, 2, 0);
        T tiles = ops.Expand(ops.Reshape(tile, 1, window, 1, window, c), times, window, times, window, c);
        return ops.Reshape(ops.Add(background, ops.Reshape(tiles, grid, grid, c)), 1, grid, grid, c);
    }

    private static T Block<T>(ParameterScope<T> scope, HieraConfig config, T x, int index)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int stage = config.StageOf(index), before = index == 0 ? 0 : config.StageOf(index - 1);
        bool shrinks = stage != before;

        // A block that begins a stage still has the windows of the stage before.
        int side = config.Grid(before), window = config.GlobalBlocks.Contains(index) ? side : config.Windows[before];
        int input = config.EmbedDim << before, c = config.EmbedDim << stage, heads = config.NumHeads << stage;
        int outSide = shrinks ? side / 2 : side, outWindow = shrinks ? window / 2 : window;
        bool isGlobal = window == side;

        T h = Layers.LayerNorm(scope["norm1"], x, input, Epsilon);
        T shortcut = shrinks ? Pool(ops, Layers.Linear(scope["proj"], h, input, c)) : x;
        h = isGlobal ? h : SquareWindows.Partition(ops, h, side, window, input); // [W, window, window, Cin]
        h = Attention(scope["attn"], h, input, c, heads, window, shrinks);
        h = ops.Reshape(h, -1, outWindow, outWindow, c);
        h = isGlobal ? h : SquareWindows.Join(ops, h, outSide, outWindow, c);
        x = ops.Add(shortcut, h);

        h = Layers.LayerNorm(scope["norm2"], x, c, Epsilon);
        return ops.Add(x, Layers.Mlp(scope["mlp"], "layers.0", "layers.1", h, c, config.MlpRatio * c, GeluKind.Erf));
    }

    /// <summary>Attention inside of windows [W, window, window, Cin], whose queries are pooled where the map shrinks: [W, tokens, C].</summary>
    private static T Attention<T>(ParameterScope<T> scope, T x, int input, int c, int heads, int window, bool shrinks)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T[] parts = Layers.LinearParts(scope["qkv"], x, input, c, c, c);
        T q = shrinks ? Pool(ops, parts[0]) : parts[0];
        int queries = shrinks ? window / 2 * (window / 2) : window * window;
        T attended = ops.Attention(
            ops.Reshape(q, -1, queries, c), ops.Reshape(parts[1], -1, window * window, c), ops.Reshape(parts[2], -1, window * window, c), heads);
        return Layers.Linear(scope["proj"], attended, c, c);
    }

    /// <summary>[W, H, W, C] to half of the height and width.</summary>
    private static T Pool<T>(ITensorOps<T> ops, T x)
        where T : class => MapLayers.ToChannelsLast(ops, ops.MaxPool2d(MapLayers.ToChannelsFirst(ops, x), 2));
}
