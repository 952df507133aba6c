namespace Sam3D.Networks;

/// <summary>Sizes of the dense structure auto-encoder, from <c>ss_decoder.yaml</c> or <c>ss_encoder.yaml</c>.</summary>
public sealed record StructureAutoencoderConfig
{
    /// <summary>Channels of the latent grid, 8 in the release.</summary>
    public required int LatentChannels { get; init; }

    /// <summary>Channels of the voxel grid, 1.</summary>
    public required int VoxelChannels { get; init; }

    /// <summary>Channels of each level in the order of the network; 512, 128, 32 for the released decoder.</summary>
    public required IReadOnlyList<int> Channels { get; init; }

    /// <summary>Residual blocks a level.</summary>
    public required int ResBlocks { get; init; }

    /// <summary>Residual blocks at the coarsest level.</summary>
    public required int MiddleResBlocks { get; init; }

    /// <summary>Cells along an axis of the network's input: the latent grid for the decoder, the voxel grid for the encoder.</summary>
    public required int InputResolution { get; init; }
}

/// <summary>
/// The decoder of the dense structure auto-encoder (official <c>SparseStructureDecoderTdfyWrapper</c>, <c>ss_decoder.yaml</c>): shape
/// latent to occupancy logits.
/// </summary>
public static class StructureDecoder
{
    /// <summary>Decodes a latent grid.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The decoder in the state dict (no prefix in the release).</param>
    /// <param name="config">Sizes.</param>
    /// <param name="latent">[B, R³, latent channels] in x-major order, as the geometry flow makes it.</param>
    /// <returns>Logits [B, 1, R', R', R'] with R' = R·2^(levels−1).</returns>
    public static T Apply<T>(ParameterScope<T> scope, StructureAutoencoderConfig config, T latent)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int r = config.InputResolution;
        T h = ops.Reshape(ops.Transpose(latent, 0, 2, 1), 0, config.LatentChannels, r, r, r); // [B, C, R, R, R]
        h = DenseBlocks3d.Conv3(scope["input_layer"], h, config.LatentChannels, config.Channels[0]);
        for (int i = 0; i < config.MiddleResBlocks; i++)
        {
            h = DenseBlocks3d.ResBlock(scope["middle_block"][i], h, config.Channels[0]);
        }

        int block = 0;
        for (int level = 0; level < config.Channels.Count; level++)
        {
            int channels = config.Channels[level];
            for (int i = 0; i < config.ResBlocks; i++)
            {
                h = DenseBlocks3d.ResBlock(scope["blocks"][block++], h, channels);
            }

            if (level + 1 < config.Channels.Count)
            {
                h = DenseBlocks3d.Upsample(scope["blocks"][block++], h, channels, config.Channels[level + 1], r);
                r *= 2;
            }
        }

        h = DenseBlocks3d.NormSilu(scope["out_layer.0"], h, config.Channels[^1]);
        return DenseBlocks3d.Conv3(scope["out_layer.2"], h, config.Channels[^1], config.VoxelChannels);
    }
}

/// <summary>
/// The encoder of the dense structure auto-encoder (official <c>SparseStructureEncoderTdfyWrapper</c>, <c>ss_encoder.yaml</c>): occupancy
/// to mean and log-variance of the shape latent. The released pipeline does not run it.
/// </summary>
public static class StructureEncoder
{
    /// <summary>Encodes an occupancy grid.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The encoder in the state dict (no prefix).</param>
    /// <param name="config">Sizes.</param>
    /// <param name="occupancy">[B, 1, R, R, R] of 0 and 1.</param>
    /// <returns>Mean and log-variance, each [B, latent channels, R', R', R'] with R' = R/2^(levels−1).</returns>
    public static (T Mean, T LogVariance) Apply<T>(ParameterScope<T> scope, StructureAutoencoderConfig config, T occupancy)
        where T : class
    {
        T h = DenseBlocks3d.Conv3(scope["input_layer"], occupancy, config.VoxelChannels, config.Channels[0]);
        int block = 0;
        for (int level = 0; level < config.Channels.Count; level++)
        {
            int channels = config.Channels[level];
            for (int i = 0; i < config.ResBlocks; i++)
            {
                h = DenseBlocks3d.ResBlock(scope["blocks"][block++], h, channels);
            }

            if (level + 1 < config.Channels.Count)
            {
                h = DenseBlocks3d.Downsample(scope["blocks"][block++], h, channels, config.Channels[level + 1]);
            }
        }

        for (int i = 0; i < config.MiddleResBlocks; i++)
        {
            h = DenseBlocks3d.ResBlock(scope["middle_block"][i], h, config.Channels[^1]);
        }

        h = DenseBlocks3d.NormSilu(scope["out_layer.0"], h, config.Channels[^1]);
        h = DenseBlocks3d.Conv3(scope["out_layer.2"], h, config.Channels[^1], 2 * config.LatentChannels);
        T[] parts = scope.Ops.Split(h, 1, config.LatentChannels, config.LatentChannels);
        return (parts[0], parts[1]);
    }
}
