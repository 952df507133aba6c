namespace Sam3D.Networks;

/// <summary>Sizes of the encoder of structured latents, from <c>slat_encoder.yaml</c>.</summary>
public sealed record StructuredLatentEncoderConfig
{
    /// <summary>Sizes of the transformer; its <see cref="SparseTransformerConfig.LatentChannels"/> are the channels of a voxel's features (<c>in_channels</c>).</summary>
    public required SparseTransformerConfig Transformer { get; init; }

    /// <summary>Channels of a structured latent, 8 in the release (<c>latent_channels</c>).</summary>
    public required int LatentChannels { get; init; }
}

/// <summary>
/// The encoder of the structured-latent auto-encoder (TRELLIS, arXiv 2412.01506, class <c>SLatEncoder</c>, from which the decoders of SAM 3D Objects come):
/// features of surface voxels to mean and log-variance of their latents. Only training runs it.
/// </summary>
public static class StructuredLatentEncoder
{
    private const float OutputEpsilon = 1e-5f;

    /// <summary>Encodes the voxels of an object.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The root of the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="features">[N, features] of the voxels.</param>
    /// <param name="windows">Voxels and their windows.</param>
    /// <returns>Mean and log-variance, each [N, latent channels].</returns>
    public static (T Mean, T LogVariance) Apply<T>(
        ParameterScope<T> scope, StructuredLatentEncoderConfig config, T features, SparseWindows<T> windows)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int width = config.Transformer.ModelChannels, channels = config.LatentChannels;
        T h = SparseTransformer.Apply(scope, config.Transformer, features, windows); // [N, C]
        h = ops.LayerNorm(h, null, null, width, OutputEpsilon);
        h = Layers.Linear(scope["out_layer"], h, width, 2 * channels);
        T[] parts = ops.Split(h, 1, channels, channels);
        return (parts[0], parts[1]);
    }
}
