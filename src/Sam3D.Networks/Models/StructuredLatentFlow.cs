namespace Sam3D.Networks;

/// <summary>Sizes of the structured latent flow, from <c>slat_generator.yaml</c>: <c>module.generator.backbone.reverse_fn.backbone</c>.</summary>
public sealed record StructuredLatentFlowConfig
{
    /// <summary>Cells along an axis of the voxel grid, 64 in the release.</summary>
    public required int Resolution { get; init; }

    /// <summary>Channels of a latent, 8 in the release.</summary>
    public required int InChannels { get; init; }

    /// <summary>Channels of a velocity, 8 in the release.</summary>
    public required int OutChannels { get; init; }

    /// <summary>Width C of the transformer, 1024 in the release.</summary>
    public required int ModelChannels { get; init; }

    /// <summary>Channels of a condition token, 1024 in the release.</summary>
    public required int ConditionChannels { get; init; }

    /// <summary>Number of transformer blocks, 24 in the release.</summary>
    public required int NumBlocks { get; init; }

    /// <summary>Attention heads, 16 in the release.</summary>
    public required int NumHeads { get; init; }

    /// <summary>Hidden width of the MLP, <c>int(model_channels · mlp_ratio)</c>.</summary>
    public required int MlpHidden { get; init; }

    /// <summary>Channels of the residual blocks, one number a level of down-sampling, finest first; [128] in the release.</summary>
    public required IReadOnlyList<int> IoBlockChannels { get; init; }

    /// <summary>
    /// Residual blocks a level on the way down, and as many on the way up; 2 in the release. The last one of a level follows the down-sampling, so with 1 nothing of
    /// full resolution reaches the way up, and the flow cannot tell the voxels of a coarse cell apart.
    /// </summary>
    public int NumIoResBlocks { get; init; } = 2;

    /// <summary>Whether the way up sees the results of the way down.</summary>
    public bool UseSkipConnection { get; init; } = true;

    /// <summary>Whether q and k of the self-attention are RMS-normalised.</summary>
    public bool QkRmsNorm { get; init; } = true;

    /// <summary>Whether q and k of the cross-attention are RMS-normalised.</summary>
    public bool CrossQkRmsNorm { get; init; }

    /// <summary>Whether the step size d is embedded too.</summary>
    public bool IsShortcutModel { get; init; }
}

/// <summary>The integer inputs of the structured latent flow, made by <c>Sam3D.Sparse.VoxelPyramid</c>.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Levels">
/// One entry a level, finest first; one more than <see cref="StructuredLatentFlowConfig.IoBlockChannels"/> has numbers.
/// </param>
/// <param name="Steps">The steps between the levels, finest first.</param>
/// <param name="Coordinates">[M, 3] voxels of the coarsest level.</param>
public sealed record SparseLevels<T>(IReadOnlyList<T> Levels, IReadOnlyList<SparseStep<T>> Steps, T Coordinates)
    where T : class;

/// <summary>From a level of N voxels to the next coarser one of M.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Parents">Integers [N]: the coarse row of each fine voxel.</param>
/// <param name="Children">Integers [M, 8]: the fine rows of each coarse voxel, filled up with N.</param>
/// <param name="Divisors">float32 [M, 1]: number of children + 1.</param>
public sealed record SparseStep<T>(T Parents, T Children, T Divisors)
    where T : class;

/// <summary>
/// The structured latent flow of SAM 3D Objects (paper arXiv 2511.16624, official <c>SLatFlowModelTdfyWrapper</c>, configured by
/// <c>slat_generator.yaml</c>): residual blocks over voxels, down-sampled to a transformer and up-sampled again, predict the velocity of
/// one latent a voxel.
/// </summary>
/// <remarks>
/// <see cref="Apply"/> is the whole of a call. <see cref="Modulate"/>, <see cref="EncodeContext"/> and <see cref="ApplyPrepared"/> are the same
/// in three parts, of which the first depends on the times alone and the second on the condition alone, so that a sampling run computes them once.
/// </remarks>
public static partial class StructuredLatentFlow
{
    private const float OutputEpsilon = 1e-5f;

    /// <summary>Predicts the velocity.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The backbone in the state dict (<c>reverse_fn.backbone</c>).</param>
    /// <param name="config">Sizes.</param>
    /// <param name="x">Latents [N, in channels].</param>
    /// <param name="t">Time times the time scale, [1].</param>
    /// <param name="d">Step size times the time scale, [1]; <see langword="null"/> for models without step-size embedding.</param>
    /// <param name="condition">Condition tokens [L, condition channels]; all zero in the unconditional branch.</param>
    /// <param name="levels">Voxels, their neighbours and how they merge.</param>
    /// <returns>[N, out channels].</returns>
    /// <exception cref="ArgumentException">The levels do not fit to the configuration.</exception>
    public static T Apply<T>(
        ParameterScope<T> scope, StructuredLatentFlowConfig config, T x, T t, T? d, T condition, SparseLevels<T> levels)
        where T : class
    {
        T activated = scope.Ops.Silu(EmbedTime(scope, config, t, d)); // [1, C]
        T[][] modulation =
        [
            .. Modulations(config).Select(m =>
                scope.Ops.Split(scope.Ops.Reshape(Layers.Linear(scope[m.Name], activated, config.ModelChannels, m.Size), m.Size), 0, m.Parts)),
        ];
        return Predict(scope, config, x, modulation, EncodeContext(scope, config, condition), levels);
    }

    /// <summary>The official <c>SparseDownsample</c>: sum of the children over their number + 1.</summary>
    /// <param name="ops">The backend.</param>
    /// <param name="x">[N, width].</param>
    /// <param name="step">How the voxels merge.</param>
    /// <param name="width">Channels.</param>
    /// <returns>[M, width].</returns>
    internal static T Downsample<T>(ITensorOps<T> ops, T x, SparseStep<T> step, int width)
        where T : class => ops.Divide(ops.SumRows(x, step.Children, width), step.Divisors);

    private static T Predict<T>(
        ParameterScope<T> scope, StructuredLatentFlowConfig config, T x, T[][] modulation, IReadOnlyList<AttentionContext<T>> context, SparseLevels<T> levels)
        where T : class
    {
        if (levels.Steps.Count != config.IoBlockChannels.Count || levels.Levels.Count != levels.Steps.Count + 1)
        {
            throw new ArgumentException(
                $"{levels.Levels.Count} levels and {levels.Steps.Count} steps for {config.IoBlockChannels.Count} widths of residual blocks.", nameof(levels));
        }

        ITensorOps<T> ops = scope.Ops;
        int width = config.ModelChannels, first = config.IoBlockChannels[0], inputs = ResBlocks(config);
        T h = Layers.Linear(scope["input_layer"], x, config.InChannels, first); // [N, first]
        var skips = new Stack<T>();
        h = Descend(scope["input_blocks"], config, h, modulation[..inputs], levels, skips); // [M, C]
        int coarsest = config.Resolution >> config.IoBlockChannels.Count;
        h = ops.Add(h, SparsePosition.Apply(ops, levels.Coordinates, width, coarsest));
        for (int i = 0; i < config.NumBlocks; i++)
        {
            h = ModulatedCrossBlock.Apply(scope["blocks"][i], h, modulation[inputs + i], context[i], config);
        }

        h = Ascend(scope["out_blocks"], config, h, modulation[(inputs + config.NumBlocks)..], levels, skips); // [N, first]
        h = ops.LayerNorm(h, null, null, first, OutputEpsilon);
        return Layers.Linear(scope["out_layer"], h, first, config.OutChannels);
    }

    private static T EmbedTime<T>(ParameterScope<T> scope, StructuredLatentFlowConfig config, T t, T? d)
        where T : class
    {
        T time = TimestepEmbedder.Apply(scope["t_embedder"], t, config.ModelChannels);
        if (!config.IsShortcutModel)
        {
            return time;
        }

        ArgumentNullException.ThrowIfNull(d);
        return scope.Ops.Add(time, TimestepEmbedder.Apply(scope["d_embedder"], d, config.ModelChannels));
    }

    private static T Descend<T>(
        ParameterScope<T> scope, StructuredLatentFlowConfig config, T h, T[][] modulation, SparseLevels<T> levels, Stack<T> skips)
        where T : class
    {
        int block = 0;
        for (int level = 0; level < config.IoBlockChannels.Count; level++)
        {
            int width = config.IoBlockChannels[level];
            for (int i = 1; i < config.NumIoResBlocks; i++, block++)
            {
                h = SparseResBlock.Apply(scope[block], h, levels.Levels[level], modulation[block], width, width);
                skips.Push(h);
            }

            h = Downsample(scope.Ops, h, levels.Steps[level], width); // [M, width]
            h = SparseResBlock.Apply(scope[block], h, levels.Levels[level + 1], modulation[block], width, Width(config, level + 1));
            block++;
            skips.Push(h);
        }

        return h;
    }

    private static T Ascend<T>(
        ParameterScope<T> scope, StructuredLatentFlowConfig config, T h, T[][] modulation, SparseLevels<T> levels, Stack<T> skips)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int block = 0;
        for (int level = config.IoBlockChannels.Count - 1; level >= 0; level--)
        {
            int width = Width(config, level + 1), output = config.IoBlockChannels[level];
            for (int i = 0; i < config.NumIoResBlocks; i++, block++)
            {
                // The skip joins before the up-sampling, at the level where it left.
                T joined = config.UseSkipConnection ? ops.Concat(1, h, skips.Pop()) : h;
                joined = i == 0 ? ops.GatherRows(joined, levels.Steps[level].Parents) : joined; // [N, ·]
                int input = config.UseSkipConnection ? 2 * width : width;
                h = SparseResBlock.Apply(scope[block], joined, levels.Levels[level], modulation[block], input, output);
                width = output;
            }
        }

        return h;
    }

    private static int Width(StructuredLatentFlowConfig config, int level) =>
        level < config.IoBlockChannels.Count ? config.IoBlockChannels[level] : config.ModelChannels;
}
