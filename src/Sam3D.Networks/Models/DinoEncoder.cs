using Sam3D.Imaging;

namespace Sam3D.Networks;

/// <summary>Sizes of a DINOv2 backbone with registers and of the official wrapper around it.</summary>
public sealed record DinoConfig
{
    /// <summary>Side in pixels to which the wrapper resizes its input, 518 in the release.</summary>
    public required int InputSize { get; init; }

    /// <summary>Side in pixels that the position embedding was trained for.</summary>
    public required int TrainImageSize { get; init; }

    /// <summary>Side of a patch in pixels, 14.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Channels C of a token, 1024 in the release.</summary>
    public required int EmbedDim { get; init; }

    /// <summary>Number of blocks, 24 in the release.</summary>
    public required int Depth { get; init; }

    /// <summary>Attention heads, 16 in the release.</summary>
    public required int NumHeads { get; init; }

    /// <summary>Hidden width of the MLP over <see cref="EmbedDim"/>.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Register tokens, 4 in the release.</summary>
    public int RegisterTokens { get; init; } = 4;

    /// <summary>Whether the position embedding is interpolated with antialiasing.</summary>
    public bool InterpolateAntialias { get; init; } = true;

    /// <summary>Whether the ImageNet mean and deviation are applied (to masks as well).</summary>
    public bool NormalizeImages { get; init; } = true;

    /// <summary>
    /// False (geometry stage): class and patch tokens after the final norm. True (refinement stage): all tokens before it, layer-normalised
    /// without parameters.
    /// </summary>
    public bool PrenormFeatures { get; init; }

    /// <summary>Tokens of one picture.</summary>
    public int OutputTokens => 1 + (PrenormFeatures ? RegisterTokens : 0) + (GridSize * GridSize);

    /// <summary>Tokens of one picture inside of the backbone: class, registers, patches.</summary>
    public int FeatureTokens => 1 + RegisterTokens + (GridSize * GridSize);

    internal int GridSize => InputSize / PatchSize;

    internal int TrainGridSize => TrainImageSize / PatchSize;
}

/// <summary>
/// DINOv2 with registers (Oquab et al., arXiv 2304.07193; Darcet et al., arXiv 2309.16588) inside of the official wrapper <c>Dino</c>:
/// resizes, normalises and encodes pictures or one-channel masks.
/// </summary>
public static class DinoEncoder
{
    private const float NormEpsilon = 1e-6f;
    private const float PrenormEpsilon = 1e-5f;
    private static readonly float[] ImageNetMean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] ImageNetStd = [0.229f, 0.224f, 0.225f];

    /// <summary>Encodes a batch of pictures: <see cref="Features"/>, then <see cref="Select"/>.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The wrapper in the state dict; its parameters lie below <c>backbone</c>.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="pictures">[K, 3 or 1, height, width] in 0 to 1.</param>
    /// <param name="count">K, the number of pictures.</param>
    /// <param name="height">Height of the pictures in pixels.</param>
    /// <param name="width">Width of the pictures in pixels.</param>
    /// <returns>[K, <see cref="DinoConfig.OutputTokens"/>, C].</returns>
    public static T Apply<T>(ParameterScope<T> scope, DinoConfig config, T pictures, int count, int height, int width)
        where T : class => Select(scope, config, Features(scope, config, pictures, count, height, width));

    /// <summary>
    /// The backbone alone, up to its last block. Two wrappers of equal weights that differ only in what <see cref="Select"/> does may share it.
    /// </summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The wrapper in the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="pictures">[K, 3 or 1, height, width] in 0 to 1.</param>
    /// <param name="count">K, the number of pictures.</param>
    /// <param name="height">Height of the pictures in pixels.</param>
    /// <param name="width">Width of the pictures in pixels.</param>
    /// <returns>Class, register and patch tokens before the final norm, [K, <see cref="DinoConfig.FeatureTokens"/>, C].</returns>
    public static T Features<T>(ParameterScope<T> scope, DinoConfig config, T pictures, int count, int height, int width)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        ParameterScope<T> backbone = scope["backbone"];
        int c = config.EmbedDim, patches = config.GridSize * config.GridSize;
        T x = Normalize(ops, config, Resize(ops, pictures, height, width, config.InputSize), count);

        ParameterScope<T> projection = backbone["patch_embed.proj"];
        T tokens = ops.Conv2d(
            x, projection.Get("weight", c, 3, config.PatchSize, config.PatchSize), projection.Get("bias", c), config.PatchSize);
        tokens = ops.Transpose(ops.Reshape(tokens, 0, c, patches), 0, 2, 1); // [K, P, C]

        // Registers stand behind the class token and have no position.
        (T classPosition, T patchPosition) = Positions(backbone, config);
        T first = ops.Add(backbone.Get("cls_token", 1, 1, c), classPosition); // [1, 1, C]
        T head = config.RegisterTokens == 0
            ? first
            : ops.Concat(1, first, backbone.Get("register_tokens", 1, config.RegisterTokens, c));
        T h = ops.Concat(1, ops.Expand(head, count, 1 + config.RegisterTokens, c), ops.Add(tokens, patchPosition));

        int hidden = (int)(c * config.MlpRatio);
        for (int i = 0; i < config.Depth; i++)
        {
            h = VitBlock.Apply(backbone["blocks"][i], h, c, config.NumHeads, hidden, layerScale: true); // [K, 1+R+P, C]
        }

        return h;
    }

    /// <summary>What the wrapper makes of the backbone's tokens: see <see cref="DinoConfig.PrenormFeatures"/>.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The wrapper in the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="features">[K, <see cref="DinoConfig.FeatureTokens"/>, C], as <see cref="Features"/> gives them.</param>
    /// <returns>[K, <see cref="DinoConfig.OutputTokens"/>, C].</returns>
    public static T Select<T>(ParameterScope<T> scope, DinoConfig config, T features)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.EmbedDim;
        if (config.PrenormFeatures)
        {
            return ops.LayerNorm(features, null, null, c, PrenormEpsilon);
        }

        T h = Layers.LayerNorm(scope["backbone.norm"], features, c, NormEpsilon);
        if (config.RegisterTokens == 0)
        {
            return h;
        }

        T[] parts = ops.Split(h, 1, 1, config.RegisterTokens, config.GridSize * config.GridSize);
        return ops.Concat(1, parts[0], parts[2]); // [K, 1+P, C]
    }

    /// <summary>
    /// Bilinear resize without antialiasing (<c>align_corners</c> false), written as two products with constant matrices: exact,
    /// differentiable, and free of the differences between runtimes' resize operators.
    /// </summary>
    private static T Resize<T>(ITensorOps<T> ops, T x, int height, int width, int size)
        where T : class
    {
        if (width != size)
        {
            float[] columns = PictureResampler.TransposedResizeMatrix(width, size, Interpolation.Bilinear, antialias: false);
            x = ops.MatMul(x, ops.Constant(columns, width, size)); // [K, ch, H, S]
        }

        if (height != size)
        {
            float[] rows = PictureResampler.ResizeMatrix(height, size, Interpolation.Bilinear, antialias: false);
            x = ops.MatMul(ops.Constant(rows, size, height), x); // [K, ch, S, S]
        }

        return x;
    }

    private static T Normalize<T>(ITensorOps<T> ops, DinoConfig config, T x, int count)
        where T : class => config.NormalizeImages
            ? ops.Divide(ops.Subtract(x, ops.Constant(ImageNetMean, 1, 3, 1, 1)), ops.Constant(ImageNetStd, 1, 3, 1, 1))
            : ops.Expand(x, count, 3, config.InputSize, config.InputSize);

    /// <summary>Position embedding of the class token [1, 1, C] and of the patches [1, P, C], interpolated where the grid differs.</summary>
    private static (T Class, T Patches) Positions<T>(ParameterScope<T> backbone, DinoConfig config)
        where T : class
    {
        ITensorOps<T> ops = backbone.Ops;
        int c = config.EmbedDim, source = config.TrainGridSize, target = config.GridSize;
        T all = backbone.Get("pos_embed", 1, 1 + (source * source), c);
        T[] parts = ops.Split(all, 1, 1, source * source);
        if (source == target)
        {
            return (parts[0], parts[1]);
        }

        T matrix = ops.Constant(
            PictureResampler.ResizeMatrix(source, target, Interpolation.Bicubic, config.InterpolateAntialias), target, source);
        T grid = ops.MatMul(matrix, ops.Reshape(parts[1], source, source * c)); // rows: [G', G·C]
        grid = ops.MatMul(matrix, ops.Reshape(grid, target, source, c)); // columns: [G', G', C]
        return (parts[0], ops.Reshape(grid, 1, target * target, c));
    }
}
