namespace Sam3D.Networks;

/// <content>The parts of a call that do not depend on the latents, and the rest of it.</content>
public static partial class StructuredLatentFlow
{
    /// <summary>Numbers that <see cref="Modulate"/> gives for one time.</summary>
    /// <param name="config">Sizes.</param>
    public static int ModulationSize(StructuredLatentFlowConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return checked((int)Modulations(config).Sum(m => (long)m.Size));
    }

    /// <summary>The modulation of every block by time.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The backbone in the state dict (<c>reverse_fn.backbone</c>).</param>
    /// <param name="config">Sizes.</param>
    /// <param name="t">S times, each times the time scale, [S].</param>
    /// <param name="d">Step size times the time scale, [1]; <see langword="null"/> for models without step-size embedding.</param>
    /// <returns>[S, <see cref="ModulationSize"/>].</returns>
    public static T Modulate<T>(ParameterScope<T> scope, StructuredLatentFlowConfig config, T t, T? d)
        where T : class
    {
        T activated = scope.Ops.Silu(EmbedTime(scope, config, t, d)); // [S, C]
        return scope.Ops.Concat(
            1, [.. Modulations(config).Select(m => Layers.Linear(scope[m.Name], activated, config.ModelChannels, m.Size))]);
    }

    /// <summary>Keys and values of the condition for every block's cross-attention.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The backbone in the state dict (<c>reverse_fn.backbone</c>).</param>
    /// <param name="config">Sizes.</param>
    /// <param name="condition">
    /// Condition tokens [L, condition channels]. The unconditional branch sees L tokens of zero, whose keys are equal; attention over them equals attention
    /// over one of them, so one token of zero is enough.
    /// </param>
    public static IReadOnlyList<AttentionContext<T>> EncodeContext<T>(ParameterScope<T> scope, StructuredLatentFlowConfig config, T condition)
        where T : class =>
        [.. Enumerable.Range(0, config.NumBlocks).Select(i => ModulatedCrossBlock.EncodeContext(scope["blocks"][i], condition, config))];

    /// <summary>Predicts the velocity from what <see cref="Modulate"/> and <see cref="EncodeContext"/> gave.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The backbone in the state dict (<c>reverse_fn.backbone</c>).</param>
    /// <param name="config">Sizes.</param>
    /// <param name="x">Latents [N, in channels].</param>
    /// <param name="modulation">One row of the modulation, [<see cref="ModulationSize"/>].</param>
    /// <param name="context">Keys and values, one entry a block.</param>
    /// <param name="levels">Voxels, their neighbours and how they merge.</param>
    /// <returns>[N, out channels].</returns>
    /// <exception cref="ArgumentException">The levels do not fit to the configuration.</exception>
    public static T ApplyPrepared<T>(
        ParameterScope<T> scope, StructuredLatentFlowConfig config, T x, T modulation, IReadOnlyList<AttentionContext<T>> context, SparseLevels<T> levels)
        where T : class
    {
        ModulationPart[] blocks = [.. Modulations(config)];
        T[] parts = scope.Ops.Split(modulation, 0, [.. blocks.SelectMany(b => b.Parts)]);
        var rows = new T[blocks.Length][];
        for (int i = 0, next = 0; i < blocks.Length; next += blocks[i].Parts.Length, i++)
        {
            rows[i] = parts[next..(next + blocks[i].Parts.Length)];
        }

        return Predict(scope, config, x, rows, context, levels);
    }

    /// <summary>The modulated blocks in the order of the network.</summary>
    private static IEnumerable<ModulationPart> Modulations(StructuredLatentFlowConfig config)
    {
        int inputs = ResBlocks(config), width = config.ModelChannels;
        for (int i = 0; i < inputs; i++)
        {
            bool last = (i + 1) % config.NumIoResBlocks == 0;
            int level = i / config.NumIoResBlocks;
            yield return Residual($"input_blocks.{i}", last ? Width(config, level + 1) : Width(config, level));
        }

        for (int i = 0; i < config.NumBlocks; i++)
        {
            yield return new ModulationPart($"blocks.{i}.adaLN_modulation.1", [width, width, width, width, width, width]);
        }

        for (int i = 0; i < inputs; i++)
        {
            yield return Residual($"out_blocks.{i}", config.IoBlockChannels[^(1 + (i / config.NumIoResBlocks))]);
        }
    }

    /// <summary>Scale, then shift.</summary>
    private static ModulationPart Residual(string block, int width) => new(block + ".emb_layers.1", [width, width]);

    /// <summary>Residual blocks on the way down, and as many on the way up.</summary>
    private static int ResBlocks(StructuredLatentFlowConfig config) => config.IoBlockChannels.Count * config.NumIoResBlocks;

    /// <summary>The layer that modulates a block, and what its output is cut into.</summary>
    private sealed record ModulationPart(string Name, long[] Parts)
    {
        public int Size => (int)Parts.Sum();
    }
}
