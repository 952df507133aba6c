namespace Sam3D.Networks;

/// <summary>
/// The image encoder of SAM 3 (Carion et al., arXiv 2511.16719; official <c>ViT</c> of <c>vitdet.py</c> and <c>Sam3DualViTDetNeck</c>): a ViT with windows and rotary positions, and
/// a neck that makes maps of three resolutions from its last block.
/// </summary>
public static class ConceptVisionEncoder
{
    private const float Epsilon = 1e-5f;

    /// <summary>Encodes a picture.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The encoder in the state dict, <c>backbone.vision_backbone</c>.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="image">[1, 3, S, S], −1 to 1.</param>
    /// <returns>[1, C, 4G, 4G], [1, C, 2G, 2G] and [1, C, G, G].</returns>
    public static IReadOnlyList<T> Apply<T>(ParameterScope<T> scope, ConceptVisionConfig config, T image)
        where T : class => Apply(scope, config, image, null);

    internal static IReadOnlyList<T> Apply<T>(ParameterScope<T> scope, ConceptVisionConfig config, T image, Action<string, T>? observe)
        where T : class
    {
        T trunk = Trunk(scope["trunk"], config, image, observe);
        IReadOnlyList<T> levels = Neck(scope["convs"], config, trunk);
        for (int i = 0; i < levels.Count; i++)
        {
            observe?.Invoke($"convs.{i}", levels[i]);
        }

        return levels;
    }

    /// <summary>The ViT: [1, C, G, G].</summary>
    internal static T Trunk<T>(ParameterScope<T> trunk, ConceptVisionConfig config, T image, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = trunk.Ops;
        int c = config.EmbedDim, grid = config.Grid, dim = c / config.NumHeads;
        T x = MapLayers.Conv(trunk["patch_embed.proj"], image, 3, c, config.PatchSize, config.PatchSize, bias: false);
        x = MapLayers.ToChannelsLast(ops, x); // [1, G, G, C]
        observe?.Invoke("trunk.patch_embed", x);
        T positions = Positions(trunk, config);
        observe?.Invoke("trunk.pos_embed_full", positions);
        x = Layers.LayerNorm(trunk["ln_pre"], ops.Add(x, positions), c, Epsilon);
        observe?.Invoke("trunk.ln_pre", x);

        // Both kinds of blocks see the same range of positions.
        RotaryTable inWindows = RotaryTable.Create(config.WindowSize, dim), inPicture = RotaryTable.Create(grid, dim, (double)config.WindowSize / grid);
        for (int i = 0; i < config.Depth; i++)
        {
            int window = config.GlobalBlocks.Contains(i) ? grid : config.WindowSize;
            x = Block(trunk["blocks"][i], config, x, window, window == grid ? inPicture : inWindows, h => observe?.Invoke($"trunk.blocks.{i}.attn", h));
            observe?.Invoke($"trunk.blocks.{i}", x);
        }

        return MapLayers.ToChannelsFirst(ops, x);
    }

    /// <summary>The table without its class token, repeated over the picture and cut: [1, G, G, C].</summary>
    private static T Positions<T>(ParameterScope<T> scope, ConceptVisionConfig config)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.EmbedDim, side = config.PositionGrid, grid = config.Grid, times = SquareWindows.Across(grid, side);
        T table = ops.Skip(scope.Get("pos_embed", 1, 1 + (side * side), c), 1, 1);
        T tiles = ops.Expand(ops.Reshape(table, 1, side, 1, side, c), times, side, times, side, c);
        T whole = ops.Reshape(tiles, 1, times * side, times * side, c);
        return times * side == grid ? whole : ops.Take(ops.Take(whole, 1, grid), 2, grid);
    }

    private static T Block<T>(ParameterScope<T> scope, ConceptVisionConfig config, T x, int window, RotaryTable table, Action<T> observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.EmbedDim, grid = config.Grid, heads = config.NumHeads;
        bool isGlobal = window == grid;
        T h = Layers.LayerNorm(scope["norm1"], x, c, Epsilon);
        h = isGlobal ? h : SquareWindows.Partition(ops, h, grid, window, c); // [W, window, window, C]
        T[] parts = Layers.LinearParts(scope["attn.qkv"], ops.Reshape(h, -1, window * window, c), c, c, c, c);
        h = ops.Attention(ops.Rotate(parts[0], table, heads), ops.Rotate(parts[1], table, heads), parts[2], heads);
        h = ops.Reshape(Layers.Linear(scope["attn.proj"], h, c, c), -1, window, window, c);
        observe(h);
        x = ops.Add(x, isGlobal ? h : SquareWindows.Join(ops, h, grid, window, c));

        h = Layers.LayerNorm(scope["norm2"], x, c, Epsilon);
        return ops.Add(x, Layers.Mlp(scope["mlp"], "fc1", "fc2", h, c, config.HiddenDim, GeluKind.Erf));
    }

    /// <summary>A neck: maps of three resolutions. The checkpoint has two, <c>convs</c> for concepts and <c>sam2_convs</c> for clicks and videos.</summary>
    internal static IReadOnlyList<T> Neck<T>(ParameterScope<T> scope, ConceptVisionConfig config, T x)
        where T : class
    {
        int c = config.EmbedDim;
        T fine = scope.Ops.Gelu(Enlarge(scope["0.dconv_2x2_0"], x, c, c / 2));
        return
        [
            Project(scope[0], Enlarge(scope["0.dconv_2x2_1"], fine, c / 2, c / 4), c / 4, config.OutChannels),
            Project(scope[1], Enlarge(scope["1.dconv_2x2"], x, c, c / 2), c / 2, config.OutChannels),
            Project(scope[2], x, c, config.OutChannels),
        ];
    }

    private static T Enlarge<T>(ParameterScope<T> scope, T x, int input, int output)
        where T : class => ConvBlocks2d.Upsample2(scope, x, input, output);

    private static T Project<T>(ParameterScope<T> scope, T x, int input, int output)
        where T : class => MapLayers.Conv(scope["conv_3x3"], MapLayers.Conv(scope["conv_1x1"], x, input, output, 1), output, output, 3, padding: 1);
}
