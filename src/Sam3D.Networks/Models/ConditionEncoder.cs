namespace Sam3D.Networks;

/// <summary>Sizes of the condition encoder, from <c>ss_generator.yaml</c>: <c>module.condition_embedder.backbone</c>.</summary>
public sealed record ConditionEncoderConfig
{
    /// <summary>The embedders in the order of <c>embedder_list</c>, which is the order of their tokens.</summary>
    public required IReadOnlyList<EmbedderConfig> Embedders { get; init; }

    /// <summary>Whether the projections start with a LayerNorm.</summary>
    public bool ProjectionPreNorm { get; init; } = true;

    /// <summary>Hidden width of a projection over the token width, before the 2/3 of SwiGLU; 0 for no projection.</summary>
    public double ProjectionMultiplier { get; init; } = 4;

    /// <summary>Channels of a condition token: the widest embedder's.</summary>
    public int Width => Embedders.Max(e => e.EmbedDim);

    /// <summary>Position groups in order of first use; a group's row of <c>idx_emb</c> is its place here.</summary>
    public IReadOnlyList<string> Groups =>
        [.. Embedders.SelectMany(e => e.Inputs).Select(i => i.Group).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>Number of condition tokens of all inputs.</summary>
    public int Tokens => Embedders.Sum(e => e.Inputs.Count * e.OutputTokens);
}

/// <summary>One embedder and the inputs that pass it.</summary>
public sealed record EmbedderConfig
{
    /// <summary>The DINOv2 wrapper, when this embedder is one.</summary>
    public DinoConfig? Dino { get; init; }

    /// <summary>The point-map embedder, when this embedder is one.</summary>
    public PointPatchConfig? PointPatch { get; init; }

    /// <summary>Input names with their position group (<c>cropped</c>, <c>full</c>, or none), in token order.</summary>
    public required IReadOnlyList<EmbedderInput> Inputs { get; init; }

    /// <summary>Channels of the embedder's tokens.</summary>
    public int EmbedDim => Dino?.EmbedDim ?? PointPatch!.EmbedDim;

    /// <summary>Tokens of one input.</summary>
    public int OutputTokens => Dino?.OutputTokens ?? PointPatch!.OutputTokens;
}

/// <summary>An input of an embedder.</summary>
/// <param name="Name">Official name, for example <c>rgb_image</c>.</param>
/// <param name="Group">Position group, or <see langword="null"/>.</param>
public sealed record EmbedderInput(string Name, string? Group);

/// <summary>
/// The condition encoder (official <c>EmbedderFuser</c>): every input passes its embedder and a SwiGLU projection and gets its
/// group's learned embedding. Each embedder is a network of its own here, so that one can be left out, loaded or released alone, and the backbone
/// of a picture embedder another, so that embedders of equal backbones share it; all tokens in order are the condition. A dropped modality keeps its tokens, all zero.
/// </summary>
public static class ConditionEncoder
{
    private const int HiddenMultiple = 256;
    private const float ProjectionEpsilon = 1e-5f;

    /// <summary>Encodes all inputs of one embedder.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The condition embedder in the state dict (<c>_base_models.condition_embedder</c>).</param>
    /// <param name="config">Sizes.</param>
    /// <param name="index">Which embedder.</param>
    /// <param name="pictures">[K, channels, height, width]; K inputs of the embedder, in order.</param>
    /// <param name="height">Height of the inputs in pixels.</param>
    /// <param name="width">Width of the inputs in pixels.</param>
    /// <param name="batch">B, the number of samples; <paramref name="pictures"/> are then [K·B, channels, height, width], the first input of all samples first.</param>
    /// <returns>[K·B, tokens, C].</returns>
    public static T Apply<T>(
        ParameterScope<T> scope, ConditionEncoderConfig config, int index, T pictures, int height, int width, int batch = 1)
        where T : class
    {
        EmbedderConfig embedder = config.Embedders[index];
        int count = embedder.Inputs.Count * batch;
        ParameterScope<T> module = scope["module_list"][index];
        T tokens = embedder.Dino is { } dino
            ? DinoEncoder.Select(module, dino, DinoEncoder.Features(module, dino, pictures, count, height, width))
            : PointPatchEncoder.Apply(module, embedder.PointPatch!, pictures, count, height, width);
        return Finish(scope, config, index, tokens, batch);
    }

    /// <summary>Encodes what a DINOv2 backbone made of all inputs of one embedder.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The condition embedder in the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="index">Which embedder; one that is a DINOv2 wrapper.</param>
    /// <param name="features">[K, feature tokens, channels], as <see cref="DinoEncoder.Features"/> gives them.</param>
    /// <returns>[K, tokens, C].</returns>
    public static T ApplyToFeatures<T>(ParameterScope<T> scope, ConditionEncoderConfig config, int index, T features)
        where T : class
    {
        DinoConfig dino = config.Embedders[index].Dino
            ?? throw new ArgumentException($"Embedder {index} is no DINOv2 wrapper.", nameof(index));
        return Finish(scope, config, index, DinoEncoder.Select(scope["module_list"][index], dino, features), batch: 1);
    }

    private static T Finish<T>(ParameterScope<T> scope, ConditionEncoderConfig config, int index, T tokens, int batch)
        where T : class
    {
        EmbedderConfig embedder = config.Embedders[index];
        if (config.ProjectionMultiplier > 0)
        {
            tokens = Project(scope["projection_nets"][index], config, tokens, embedder.EmbedDim); // [K, N, C]
        }

        return AddGroups(scope, config, embedder, tokens, batch);
    }

    /// <summary>LayerNorm, then w2(silu(w1·x) · w3·x) without biases (official <c>FeedForward</c> of Llama 3).</summary>
    private static T Project<T>(ParameterScope<T> scope, ConditionEncoderConfig config, T x, int input)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int output = config.Width;
        int hidden = (int)(2 * (int)(config.ProjectionMultiplier * output) / 3.0);
        hidden = (hidden + HiddenMultiple - 1) / HiddenMultiple * HiddenMultiple;
        T h = config.ProjectionPreNorm ? Layers.LayerNorm(scope[0], x, input, ProjectionEpsilon) : x;
        T gate = ops.Silu(Layers.Linear(scope["1.w1"], h, input, hidden, bias: false)); // [K, N, hidden]
        T value = Layers.Linear(scope["1.w3"], h, input, hidden, bias: false);
        return Layers.Linear(scope["1.w2"], ops.Multiply(gate, value), hidden, output, bias: false);
    }

    private static T AddGroups<T>(ParameterScope<T> scope, ConditionEncoderConfig config, EmbedderConfig embedder, T tokens, int batch)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        IReadOnlyList<string> groups = config.Groups;
        if (embedder.Inputs.All(i => i.Group is null))
        {
            return tokens;
        }

        if (embedder.Inputs.Any(i => i.Group is null))
        {
            throw new CheckpointException(
                "condition_embedder: an embedder mixes inputs with and without a position group, which is not supported; give all of them a group.");
        }

        T table = scope.Get("idx_emb", groups.Count + 1, config.Width);
        long[] rows = [.. embedder.Inputs.Select(i => (long)groups.ToList().IndexOf(i.Group!))];
        T selected = ops.Reshape(ops.Gather(table, 0, rows), rows.Length, 1, config.Width); // [K, 1, C]
        return batch == 1
            ? ops.Add(tokens, selected)
            : ops.Reshape(ops.Add(ops.Reshape(tokens, rows.Length, -1, config.Width), selected), rows.Length * batch, -1, config.Width);
    }
}
