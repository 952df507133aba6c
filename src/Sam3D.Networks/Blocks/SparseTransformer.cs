namespace Sam3D.Networks;

/// <summary>Sizes of a decoder's transformer, from <c>slat_decoder_*.yaml</c>.</summary>
public sealed record SparseTransformerConfig
{
    /// <summary>Channels of a structured latent, 8 in the release (<c>latent_channels</c>).</summary>
    public required int LatentChannels { get; init; }

    /// <summary>Width C of the transformer, 768 in the release.</summary>
    public required int ModelChannels { get; init; }

    /// <summary>Number of blocks, 12 in the release.</summary>
    public required int NumBlocks { get; init; }

    /// <summary>Attention heads, 12 in the release.</summary>
    public required int NumHeads { get; init; }

    /// <summary>Hidden width of the MLP, <c>int(model_channels · mlp_ratio)</c>.</summary>
    public required int MlpHidden { get; init; }

    /// <summary>Edge of an attention window in voxels, 8 in the release; every other block shifts by its half.</summary>
    public required int WindowSize { get; init; }

    /// <summary>Cells along an axis of the voxel grid, 64 in the release.</summary>
    public required int Resolution { get; init; }
}

/// <summary>The integer inputs of a decoder's transformer, made by <c>Sam3D.Sparse.WindowPartition</c>.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Coordinates">[N, 3] voxels.</param>
/// <param name="Windows">[W, L] windows without shift: rows, filled up with N.</param>
/// <param name="Places">[N] where each row stands in <paramref name="Windows"/>.</param>
/// <param name="ShiftedWindows">[W', L'] windows of a shift by half of the window size.</param>
/// <param name="ShiftedPlaces">[N] where each row stands in <paramref name="ShiftedWindows"/>.</param>
public sealed record SparseWindows<T>(T Coordinates, T Windows, T Places, T ShiftedWindows, T ShiftedPlaces)
    where T : class;

/// <summary>
/// The transformer that the decoders of structured latents share: official <c>SparseTransformerBase</c> with <c>attn_mode: swin</c> and absolute
/// positions. Norms have no parameters (ε 1e-6).
/// </summary>
internal static class SparseTransformer
{
    private const float Epsilon = 1e-6f;

    /// <summary>Applies the input layer, the position embedding and all blocks.</summary>
    /// <param name="scope">The decoder.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="latents">[N, latent channels].</param>
    /// <param name="windows">Voxels and their windows.</param>
    /// <returns>[N, C].</returns>
    public static T Apply<T>(ParameterScope<T> scope, SparseTransformerConfig config, T latents, SparseWindows<T> windows)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int width = config.ModelChannels;
        T x = Layers.Linear(scope["input_layer"], latents, config.LatentChannels, width); // [N, C]
        x = ops.Add(x, SparsePosition.Apply(ops, windows.Coordinates, width, config.Resolution));
        for (int i = 0; i < config.NumBlocks; i++)
        {
            x = i % 2 == 0
                ? Block(scope["blocks"][i], config, x, windows.Windows, windows.Places)
                : Block(scope["blocks"][i], config, x, windows.ShiftedWindows, windows.ShiftedPlaces);
        }

        return x;
    }

    /// <summary>Official <c>SparseTransformerBlock</c> with window attention.</summary>
    private static T Block<T>(ParameterScope<T> scope, SparseTransformerConfig config, T x, T windows, T places)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int width = config.ModelChannels;
        T h = ops.LayerNorm(x, null, null, width, Epsilon); // [N, C]
        T qkv = Layers.Linear(scope["attn.to_qkv"], h, width, 3 * width); // [N, 3C]
        T[] parts = ops.Split(qkv, 1, width, width, width);
        h = ops.WindowAttention(parts[0], parts[1], parts[2], windows, places, config.NumHeads, width);
        x = ops.Add(x, Layers.Linear(scope["attn.to_out"], h, width, width));
        h = ops.LayerNorm(x, null, null, width, Epsilon);
        return ops.Add(x, Layers.Mlp(scope["mlp.mlp"], "0", "2", h, width, config.MlpHidden, GeluKind.Tanh));
    }
}
