using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// Records the networks of the texture and refinement stage with the inputs and outputs that the runtime expects. The number of voxels, of windows and
/// of condition tokens is free.
/// </summary>
internal static class RefinementGraphs
{
    private const string BackboneScope = "reverse_fn.backbone";
    private const int Neighbors = 27;
    private const int Children = 8;

    /// <summary>The free size of the finest level; those of the next ones follow downwards.</summary>
    public const long Level = -9;

    /// <summary>The free number of condition tokens.</summary>
    public const long Tokens = -2;

    /// <summary>
    /// Groups of windows: so many that windows of a group are filled up by a few percent, and that its rows are few enough for a processor's cache; so few that the graph is loaded in about a
    /// second, for ONNX Runtime's time of loading grows with the square of the nodes.
    /// </summary>
    public const int WindowGroups = 8;

    private const long Times = -3, Gaussians = -8;

    // Two free sizes a group.
    private const long Still = -1000, Shifted = -2000;

    /// <summary>Input <c>t</c> [S]; output <c>modulation</c> [S, total].</summary>
    public static void RecordModulation<T>(INetworkBuilder<T> builder, StructuredLatentFlowConfig config)
        where T : class
    {
        T modulation = StructuredLatentFlow.Modulate(Backbone(builder), config, builder.Input("t", Times), null);
        builder.Output("modulation", modulation, Times, StructuredLatentFlow.ModulationSize(config));
    }

    /// <summary>Input <c>condition</c> [L, channels]; outputs <c>k.i</c> and <c>v.i</c> [1, L, C] for block i.</summary>
    public static void RecordContext<T>(INetworkBuilder<T> builder, StructuredLatentFlowConfig config)
        where T : class
    {
        IReadOnlyList<AttentionContext<T>> context = StructuredLatentFlow.EncodeContext(
            Backbone(builder), config, builder.Input("condition", Tokens, config.ConditionChannels));
        for (int i = 0; i < context.Count; i++)
        {
            builder.Output($"k.{i}", context[i].Keys, 1, Tokens, config.ModelChannels);
            builder.Output($"v.{i}", context[i].Values, 1, Tokens, config.ModelChannels);
        }
    }

    /// <summary>
    /// Inputs <c>x</c> [N, channels], <c>modulation</c> [total], <c>k.i</c>, <c>v.i</c>, and the index work of the voxels (see <see cref="DeclareLevels"/>);
    /// output <c>velocity</c> [N, channels].
    /// </summary>
    public static void RecordFlow<T>(INetworkBuilder<T> builder, StructuredLatentFlowConfig config)
        where T : class
    {
        T x = builder.Input("x", Level, config.InChannels);
        T modulation = builder.Input("modulation", StructuredLatentFlow.ModulationSize(config));
        AttentionContext<T>[] context =
        [
            .. Enumerable.Range(0, config.NumBlocks).Select(i => new AttentionContext<T>(
                builder.Input($"k.{i}", 1, Tokens, config.ModelChannels), builder.Input($"v.{i}", 1, Tokens, config.ModelChannels))),
        ];
        SparseLevels<T> levels = DeclareLevels(builder, config.IoBlockChannels.Count);
        builder.Output(
            "velocity", StructuredLatentFlow.ApplyPrepared(Backbone(builder), config, x, modulation, context, levels), Level, config.OutChannels);
    }

    /// <summary>
    /// Inputs <c>latents</c> [N, channels] and those of <see cref="DeclareWindows"/>; outputs <c>positions</c>, <c>colors</c>, <c>scales</c> [N·G, 3],
    /// <c>rotations</c> [N·G, 4], <c>opacities</c> [N·G, 1], all raw.
    /// </summary>
    public static void RecordGaussians<T>(INetworkBuilder<T> builder, GaussianDecoderConfig config)
        where T : class
    {
        T latents = builder.Input("latents", Level, config.Transformer.LatentChannels);
        GaussianFields<T> fields = GaussianDecoder.Apply(new ParameterScope<T>(builder.Ops), config, latents, DeclareWindows(builder));
        builder.Output("positions", fields.Positions, Gaussians, 3);
        builder.Output("colors", fields.Colors, Gaussians, 3);
        builder.Output("scales", fields.Scales, Gaussians, 3);
        builder.Output("rotations", fields.Rotations, Gaussians, 4);
        builder.Output("opacities", fields.Opacities, Gaussians, 1);
    }

    /// <summary>
    /// Inputs <c>latents</c> [N, channels], those of <see cref="DeclareWindows"/>, <c>neighbors</c> [N, 27], and for the subdivisions <c>first</c> and <c>second</c>
    /// <c>.neighbors</c> [·, 27] and <c>.parents</c> [·]; output <c>features</c> [64·N, features].
    /// </summary>
    public static void RecordMesh<T>(INetworkBuilder<T> builder, MeshDecoderConfig config)
        where T : class
    {
        T latents = builder.Input("latents", Level, config.Transformer.LatentChannels);
        SparseWindows<T> windows = DeclareWindows(builder);
        T features = MeshDecoder.Apply(
            new ParameterScope<T>(builder.Ops),
            config,
            latents,
            windows,
            builder.IndexInput("neighbors", Level, Neighbors),
            DeclareSubdivision(builder, "first", Level - 1),
            DeclareSubdivision(builder, "second", Level - 2));
        builder.Output("features", features, Level - 2, config.OutChannels);
    }

    /// <summary>
    /// <c>neighbors.i</c> [Nᵢ, 27] of each level i; <c>parents.i</c> [Nᵢ], <c>children.i</c> [Nᵢ₊₁, 8] and <c>divisors.i</c> [Nᵢ₊₁, 1] of each step to the
    /// next one; <c>coordinates</c> [·, 3] of the coarsest.
    /// </summary>
    public static SparseLevels<T> DeclareLevels<T>(INetworkBuilder<T> builder, int steps)
        where T : class => new(
        [.. Enumerable.Range(0, steps + 1).Select(i => builder.IndexInput($"neighbors.{i}", Level - i, Neighbors))],
        [
            .. Enumerable.Range(0, steps).Select(i => new SparseStep<T>(
                builder.IndexInput($"parents.{i}", Level - i),
                builder.IndexInput($"children.{i}", Level - i - 1, Children),
                builder.Input($"divisors.{i}", Level - i - 1, 1))),
        ],
        builder.IndexInput("coordinates", Level - steps, 3));

    /// <summary>
    /// <c>coordinates</c> [N, 3]; <c>windows.g</c> [W, L] and <c>lengths.g</c> [W] of each group g, and <c>places</c> [N]; the same with <c>shifted_</c> before the name.
    /// </summary>
    private static SparseWindows<T> DeclareWindows<T>(INetworkBuilder<T> builder)
        where T : class => new(
        builder.IndexInput("coordinates", Level, 3), DeclareGroups(builder, "", Still), DeclareGroups(builder, "shifted_", Shifted));

    private static SparseWindowGroups<T> DeclareGroups<T>(INetworkBuilder<T> builder, string prefix, long sizes)
        where T : class => new(
        [
            .. Enumerable.Range(0, WindowGroups).Select(g => (
                // Sizes by name would make ONNX Runtime keep a group's memory for the same group in the next block, so that all groups would be in memory.
                builder.Ops.Reshape(builder.IndexInput($"{prefix}windows.{g}", sizes - g, sizes - WindowGroups - g), 0, -1),
                builder.IndexInput($"{prefix}lengths.{g}", sizes - g))),
        ],
        builder.IndexInput(prefix + "places", Level));

    private static SparseSubdivision<T> DeclareSubdivision<T>(INetworkBuilder<T> builder, string name, long children)
        where T : class => new(
        builder.IndexInput(name + ".neighbors", children, Neighbors),
        builder.IndexInput(name + ".parents", children));

    private static ParameterScope<T> Backbone<T>(INetworkBuilder<T> builder)
        where T : class => new ParameterScope<T>(builder.Ops)[BackboneScope];
}
