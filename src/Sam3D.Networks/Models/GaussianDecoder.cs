namespace Sam3D.Networks;

/// <summary>Sizes of a Gaussian decoder, from <c>slat_decoder_gs.yaml</c> or <c>slat_decoder_gs_4.yaml</c>.</summary>
public sealed record GaussianDecoderConfig
{
    /// <summary>Sizes of the transformer.</summary>
    public required SparseTransformerConfig Transformer { get; init; }

    /// <summary>Gaussians a voxel, G: 32 or 4 in the release (<c>num_gaussians</c>).</summary>
    public required int NumGaussians { get; init; }

    /// <summary>Edge, in voxels, of the cube that a Gaussian's centre stays in; 1.5 in the release (<c>voxel_size</c>).</summary>
    public float VoxelSize { get; init; } = 1.5f;

    /// <summary>Whether each Gaussian of a voxel starts at a place of its own (<c>perturb_offset</c>).</summary>
    public bool PerturbOffset { get; init; } = true;

    /// <summary>Factors on the raw channels (<c>lr</c>).</summary>
    public GaussianRates Rates { get; init; } = new();
}

/// <summary>Factors on the raw channels of a Gaussian decoder; the defaults are those of the release.</summary>
/// <param name="Position"><c>_xyz</c>.</param>
/// <param name="Color"><c>_features_dc</c>.</param>
/// <param name="Scale"><c>_scaling</c>.</param>
/// <param name="Rotation"><c>_rotation</c>.</param>
/// <param name="Opacity"><c>_opacity</c>.</param>
public sealed record GaussianRates(float Position = 1f, float Color = 1f, float Scale = 1f, float Rotation = 0.1f, float Opacity = 1f);

/// <summary>The raw parameters of N·G Gaussians, voxel by voxel, as <c>Sam3D.Gaussians.GaussianCloud</c> takes them.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Positions">[N·G, 3], 0 to 1 over the object cube.</param>
/// <param name="Colors">[N·G, 3] spherical-harmonics coefficients of degree 0.</param>
/// <param name="Scales">[N·G, 3].</param>
/// <param name="Rotations">[N·G, 4] quaternion (w, x, y, z) minus (1, 0, 0, 0).</param>
/// <param name="Opacities">[N·G, 1].</param>
public sealed record GaussianFields<T>(T Positions, T Colors, T Scales, T Rotations, T Opacities)
    where T : class;

/// <summary>
/// The Gaussian decoder of SAM 3D Objects (paper arXiv 2511.16624, official <c>SLatGaussianDecoderTdfyWrapper</c>, configured by
/// <c>slat_decoder_gs.yaml</c>): structured latents to Gaussians.
/// </summary>
public static class GaussianDecoder
{
    private const float OutputEpsilon = 1e-5f;

    /// <summary>Decodes latents.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The root of the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="latents">[N, latent channels], de-normalised.</param>
    /// <param name="windows">Voxels and their windows.</param>
    public static GaussianFields<T> Apply<T>(ParameterScope<T> scope, GaussianDecoderConfig config, T latents, SparseWindows<T> windows)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int width = config.Transformer.ModelChannels, g = config.NumGaussians;
        T h = SparseTransformer.Apply(scope, config.Transformer, latents, windows); // [N, C]
        h = ops.LayerNorm(h, null, null, width, OutputEpsilon);
        h = Layers.Linear(scope["out_layer"], h, width, 14 * g); // [N, 14·G]
        T[] parts = ops.Split(h, 1, 3 * g, 3 * g, 3 * g, 4 * g, g);
        return new GaussianFields<T>(
            Positions(scope, config, parts[0], windows.Coordinates),
            Field(ops, parts[1], config.Rates.Color, 3),
            Field(ops, parts[2], config.Rates.Scale, 3),
            Field(ops, parts[3], config.Rates.Rotation, 4),
            Field(ops, parts[4], config.Rates.Opacity, 1));
    }

    /// <summary>(voxel + 0.5) / R + tanh(offset + perturbation) · 0.5 · voxel size / R.</summary>
    private static T Positions<T>(ParameterScope<T> scope, GaussianDecoderConfig config, T channels, T coordinates)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int g = config.NumGaussians, resolution = config.Transformer.Resolution;
        T offset = Scaled(ops, ops.Reshape(channels, 0, g, 3), config.Rates.Position); // [N, G, 3]
        if (config.PerturbOffset)
        {
            offset = ops.Add(offset, scope.Get("offset_perturbation", g, 3));
        }

        float[] centers = [.. Enumerable.Range(0, resolution).Select(i => (i + 0.5f) / resolution)];
        T center = ops.Reshape(ops.GatherRows(ops.Constant(centers, resolution, 1), coordinates), -1, 1, 3); // [N, 1, 3]
        T reach = ops.Constant([0.5f * config.VoxelSize / resolution], 1);
        return ops.Reshape(ops.Add(center, ops.Multiply(ops.Tanh(offset), reach)), -1, 3); // [N·G, 3]
    }

    /// <summary>[N, G·size] to [N·G, size].</summary>
    private static T Field<T>(ITensorOps<T> ops, T channels, float rate, int size)
        where T : class => Scaled(ops, ops.Reshape(channels, -1, size), rate);

    private static T Scaled<T>(ITensorOps<T> ops, T x, float rate)
        where T : class => rate == 1f ? x : ops.Multiply(x, ops.Constant([rate], 1));
}
