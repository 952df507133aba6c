using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>Records the graphs of a tracker, each for one object.</summary>
internal static class VideoGraphs
{
    // Numbers of memories and of pointers: free sizes.
    private const long Frames = -3, Pointers = -4;

    /// <summary>A frame and what it attends to.</summary>
    public static void RecordAttention<T>(INetworkBuilder<T> builder, MemoryConfig config)
        where T : class
    {
        ITensorOps<T> ops = builder.Ops;
        int c = config.Width, m = config.MemoryWidth, g = config.Grid, n = g * g;
        var root = new ParameterScope<T>(ops);
        T image = Tokens(ops, builder.Input("pix_feat", 1, c, g, g), c, n);
        T memories = builder.Input("memories", Frames, n, m), slots = builder.IndexInput("memory_times", Frames);
        T pointers = builder.Input("pointers", Pointers, c), codes = builder.Input("pointer_times", Pointers, c);

        T times = ops.GatherRows(Reshaped(root, "maskmem_tpos_enc", [config.Memories, 1, 1, m], config.Memories, m), slots); // [F, M]
        T positions = ops.Add(Sines(ops, m, g), ops.Reshape(times, -1, 1, m)); // [F, G², M]
        T pointerPositions = config.TimedPointers
            ? Layers.Linear(root["obj_ptr_tpos_proj"], codes, c, m)
            : ops.Multiply(ops.Take(codes, 1, m), ops.Constant([0f], 1, 1)); // [P, M]
        T each = ops.Reshape(pointerPositions, -1, 1, m);
        T[] repeated = [.. Enumerable.Repeat(each, config.PointerTokens)];

        T attended = MemoryAttention.Apply(
            root[config.AttentionScope],
            config,
            image,
            Sines(ops, c, g),
            memories,
            positions,
            ops.Reshape(pointers, 1, -1, m),
            ops.Reshape(ops.Concat(1, repeated), 1, -1, m)); // [1, G², C]
        builder.Output("image_embeddings", ops.Reshape(ops.Transpose(attended, 0, 2, 1), 1, c, g, g), 1, c, g, g);
    }

    /// <summary>A pointer of each mask, and the pointer of an object that is not there: further outputs of the mask decoder.</summary>
    public static void RecordPointers<T>(INetworkBuilder<T> builder, SamMasks<T> masks, SamDecoderConfig config)
        where T : class
    {
        int c = config.Width;
        var root = new ParameterScope<T>(builder.Ops);
        builder.Output("obj_ptrs", Pointer(root["obj_ptr_proj"], masks.Tokens, c), -1, config.MaskTokens, c);
        builder.Output("absent_ptr", Reshaped(root, "no_obj_ptr", [1, c], 1, c), 1, c);
    }

    /// <summary>A frame and a mask to a memory.</summary>
    public static void RecordMemory<T>(INetworkBuilder<T> builder, MemoryConfig config)
        where T : class
    {
        ITensorOps<T> ops = builder.Ops;
        int c = config.Width, m = config.MemoryWidth, g = config.Grid;
        var root = new ParameterScope<T>(ops);
        T image = builder.Input("pix_feat", 1, c, g, g), mask = builder.Input("mask", 1, 1, config.MaskSide, config.MaskSide), absent = builder.Input("absent", 1, 1, 1);
        T memory = Tokens(ops, MemoryEncoder.Apply(root[config.EncoderScope], config, image, mask), m, g * g);
        if (config.MarksAbsence)
        {
            memory = ops.Add(memory, ops.Multiply(absent, Reshaped(root, "no_obj_embed_spatial", [1, m], 1, 1, m)));
        }

        builder.Output("memory", memory, 1, g * g, m);
    }

    /// <summary>A user's mask to an earlier mask.</summary>
    public static void RecordMaskPrompt<T>(INetworkBuilder<T> builder, MemoryConfig config)
        where T : class
    {
        int side = config.MaskSide;
        T mask = builder.Input("mask", 1, 1, side, side);
        builder.Output("mask_input", MapLayers.Conv(new ParameterScope<T>(builder.Ops, "mask_downsample"), mask, 1, 1, 4, 4), 1, 1, side / 4, side / 4);
    }

    private static T Pointer<T>(ParameterScope<T> scope, T tokens, int c)
        where T : class
    {
        for (int i = 0; i < 3; i++)
        {
            tokens = Layers.Linear(scope["layers"][i], tokens, c, c);
            tokens = i < 2 ? scope.Ops.Relu(tokens) : tokens;
        }

        return tokens;
    }

    private static T Reshaped<T>(ParameterScope<T> root, string name, ReadOnlySpan<long> stored, params ReadOnlySpan<long> shape)
        where T : class => root.Ops.Reshape(root.Get(name, stored), shape);

    /// <summary>[1, C, G, G] to [1, G², C].</summary>
    private static T Tokens<T>(ITensorOps<T> ops, T map, int channels, int count)
        where T : class => ops.Transpose(ops.Reshape(map, 1, channels, count), 0, 2, 1);

    /// <summary>Sine positions as tokens, [1, G², C].</summary>
    private static T Sines<T>(ITensorOps<T> ops, int channels, int grid)
        where T : class => Tokens(ops, ops.Constant(SinePosition.Create(channels, grid, grid), 1, channels, grid, grid), channels, grid * grid);
}
