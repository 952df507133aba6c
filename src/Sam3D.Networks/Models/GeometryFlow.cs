namespace Sam3D.Networks;

/// <summary>Sizes of the geometry flow, from <c>ss_generator.yaml</c>: <c>module.generator.backbone.reverse_fn.backbone</c>.</summary>
public sealed record GeometryFlowConfig
{
    /// <summary>Width C of the transformer, 1024 in the release.</summary>
    public required int ModelChannels { get; init; }

    /// <summary>Channels of a condition token, 1024 in the release.</summary>
    public required int ConditionChannels { get; init; }

    /// <summary>Number of condition tokens, 7528 in the release.</summary>
    public required int ConditionTokens { get; init; }

    /// <summary>Number of blocks, 24 in the release.</summary>
    public required int NumBlocks { get; init; }

    /// <summary>Attention heads, 16 in the release.</summary>
    public required int NumHeads { get; init; }

    /// <summary>Hidden width of the MLP, <c>int(model_channels · mlp_ratio)</c>.</summary>
    public required int MlpHidden { get; init; }

    /// <summary>Whether q and k of the self-attention are RMS-normalised.</summary>
    public bool QkRmsNorm { get; init; } = true;

    /// <summary>Whether all blocks share one modulation layer.</summary>
    public bool ShareModulation { get; init; }

    /// <summary>Whether the step size d is embedded too; it is then always added, also for d = 0.</summary>
    public bool IsShortcutModel { get; init; } = true;

    /// <summary>The latents in the order of <c>latent_mapping</c>.</summary>
    public required IReadOnlyList<FlowLatentConfig> Latents { get; init; }

    /// <summary>Streams made of several latents: stream name to the latents in token order (<c>latent_share_transformer</c>).</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> SharedStreams { get; init; }
}

/// <summary>One latent of the geometry flow.</summary>
/// <param name="Name">Official name.</param>
/// <param name="Tokens">Number of tokens: resolution³ for the shape, 1 for the layout latents.</param>
/// <param name="Channels">Channels of a token.</param>
public sealed record FlowLatentConfig(string Name, int Tokens, int Channels);

/// <summary>
/// The geometry flow of SAM 3D Objects (paper arXiv 2511.16624, official <c>SparseStructureFlowTdfyWrapper</c>, configured by
/// <c>ss_generator.yaml</c>): a mixture of transformers that predicts the velocity of the shape latent and of the layout latents. This is the plain
/// form, the reference of <see cref="CachedGeometryFlow"/>.
/// </summary>
public static class GeometryFlow
{
    private const float OutputEpsilon = 1e-5f;

    /// <summary>Predicts the velocity of every latent.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The backbone in the state dict (<c>reverse_fn.backbone</c>).</param>
    /// <param name="config">Sizes.</param>
    /// <param name="latents">One tensor [B, tokens, channels] a latent, in the order of <see cref="GeometryFlowConfig.Latents"/>.</param>
    /// <param name="t">Time times the time scale, [1].</param>
    /// <param name="d">Step size times the time scale, [1]; <see langword="null"/> for models without step-size embedding.</param>
    /// <param name="condition">Condition tokens [B, L, C]; all zero in the unconditional branch.</param>
    /// <returns>One velocity a latent, of its shape and in the same order.</returns>
    public static T[] Apply<T>(ParameterScope<T> scope, GeometryFlowConfig config, IReadOnlyList<T> latents, T t, T? d, T condition)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int width = config.ModelChannels;
        T activated = EmbedTime(scope, config, t, d); // [1, C]
        MotStream<T>[] streams = ProjectInput(scope, config, latents);
        T rows = ops.Reshape(condition, -1, config.ConditionChannels); // [B·L, C]
        T[]? shared = config.ShareModulation ? Modulation(scope["adaLN_modulation.1"], activated, width) : null;
        for (int i = 0; i < config.NumBlocks; i++)
        {
            ParameterScope<T> block = scope["blocks"][i];
            T[] modulation = shared ?? Modulation(block["adaLN_modulation.1"], activated, width);
            streams = MotBlock.Apply(
                block, streams, modulation, config, (stream, x) => MotCrossAttention.Plain(block, stream, x, rows, config));
        }

        return ProjectOutput(scope, config, streams);
    }

    /// <summary>Names of the streams, and the latents of each in token order.</summary>
    internal static IReadOnlyList<(string Name, IReadOnlyList<string> Latents)> Streams(GeometryFlowConfig config)
    {
        var merged = config.SharedStreams.SelectMany(s => s.Value).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. config.Latents.Where(l => !merged.Contains(l.Name)).Select(l => (l.Name, (IReadOnlyList<string>)[l.Name])),
            .. config.SharedStreams.Select(s => (s.Key, s.Value)),
        ];
    }

    /// <summary>SiLU of the embedding of times [S] and a step size [1]: [S, C].</summary>
    internal static T EmbedTime<T>(ParameterScope<T> scope, GeometryFlowConfig config, T t, T? d)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T time = TimestepEmbedder.Apply(scope["t_embedder"], t, config.ModelChannels);
        if (config.IsShortcutModel)
        {
            ArgumentNullException.ThrowIfNull(d);
            time = ops.Add(time, TimestepEmbedder.Apply(scope["d_embedder"], d, config.ModelChannels));
        }

        return ops.Silu(time);
    }

    private static T[] Modulation<T>(ParameterScope<T> scope, T activatedTime, int width)
        where T : class
    {
        T all = scope.Ops.Reshape(Layers.Linear(scope, activatedTime, width, 6 * width), 6 * width); // [6C]
        return scope.Ops.Split(all, 0, width, width, width, width, width, width);
    }

    /// <summary>The streams at their start.</summary>
    /// <param name="scope">The backbone.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="latents">As in <see cref="Apply"/>.</param>
    /// <param name="candidates">Whether the latents besides the shape have any number of tokens, one a candidate.</param>
    internal static MotStream<T>[] ProjectInput<T>(ParameterScope<T> scope, GeometryFlowConfig config, IReadOnlyList<T> latents, bool candidates = false)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int width = config.ModelChannels;
        Dictionary<string, int> tokens = config.Latents.ToDictionary(l => l.Name, l => l.Tokens, StringComparer.Ordinal);
        var projected = new Dictionary<string, T>(StringComparer.Ordinal);
        for (int i = 0; i < config.Latents.Count; i++)
        {
            FlowLatentConfig latent = config.Latents[i];
            if (candidates && latent.Name != MotBlock.ProtectedStream)
            {
                continue;
            }

            ParameterScope<T> mapping = scope[$"latent_mapping.{latent.Name}"];
            ParameterScope<T> layer = mapping["input_layer"];
            T h = ops.Linear(latents[i], layer.Get("weight", width, latent.Channels), null); // [B, N, C]
            T offset = ops.Add(mapping.Get("pos_emb", latent.Tokens, width), layer.Get("bias", width)); // a constant
            projected[latent.Name] = ops.Add(h, offset);
        }

        return [.. Streams(config).Select(s =>
        {
            if (candidates && s.Name != MotBlock.ProtectedStream)
            {
                T joint = CandidateLayers.Project(scope, config, s.Latents, latents); // [B, K·P, C]
                return new MotStream<T>(s.Name, null, joint, ops.Reshape(joint, -1, width));
            }

            T entries = s.Latents.Count == 1 ? projected[s.Latents[0]] : ops.Concat(1, [.. s.Latents.Select(n => projected[n])]); // [B, N, C]
            return new MotStream<T>(s.Name, s.Latents.Sum(n => tokens[n]), entries, ops.Reshape(entries, -1, width));
        })];
    }

    internal static T[] ProjectOutput<T>(ParameterScope<T> scope, GeometryFlowConfig config, MotStream<T>[] streams)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int width = config.ModelChannels;
        var sizes = config.Latents.ToDictionary(l => l.Name, StringComparer.Ordinal);
        var velocities = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach ((MotStream<T> stream, IReadOnlyList<string> names) in streams.Zip(Streams(config).Select(s => s.Latents)))
        {
            T normalized = ops.LayerNorm(stream.Value, null, null, width, OutputEpsilon); // [B·N, C]
            if (stream.Tokens is null)
            {
                foreach ((string name, T velocity) in names.Zip(CandidateLayers.Velocities(scope, config, names, stream.Start, normalized)))
                {
                    velocities[name] = velocity;
                }

                continue;
            }

            normalized = stream.Entries(ops, normalized, width); // [B, N, C]
            T[] parts = names.Count == 1 ? [normalized] : ops.Split(normalized, 1, [.. names.Select(n => (long)sizes[n].Tokens)]);
            foreach ((string name, T part) in names.Zip(parts))
            {
                velocities[name] = Layers.Linear(scope[$"latent_mapping.{name}.out_layer"], part, width, sizes[name].Channels);
            }
        }

        return [.. config.Latents.Select(l => velocities[l.Name])];
    }
}
