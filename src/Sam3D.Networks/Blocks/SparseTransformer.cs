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

/// <summary>The integer inputs of a decoder's transformer.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Coordinates">[N, 3] voxels.</param>
/// <param name="Still">Windows without shift.</param>
/// <param name="Shifted">Windows of a shift by half of the window size.</param>
public sealed record SparseWindows<T>(T Coordinates, SparseWindowGroups<T> Still, SparseWindowGroups<T> Shifted)
    where T : class;

/// <summary>Windows in groups, made by <c>Sam3D.Sparse.WindowGroups</c>.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Groups">For each group [W, L] the rows of its windows, filled up with any row, and [W] the rows of each window without filling.</param>
/// <param name="Places">[N] where each row stands in the windows of all groups, one group behind the other.</param>
public sealed record SparseWindowGroups<T>(IReadOnlyList<(T Rows, T Lengths)> Groups, T Places)
    where T : class;

/// <summary>
/// The transformer that the decoders of structured latents share: official <c>SparseTransformerBase</c> with <c>attn_mode: swin</c> and absolute
/// positions. Norms have no parameters (ε 1e-6).
/// </summary>
/// <remarks>
/// A block is applied to one group of windows after the other, from its first norm to its last sum, so that what it makes in between stays small. The rows go from the
/// order of one block's windows directly to that of the next.
/// </remarks>
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
        T[] rows = [.. windows.Still.Groups.Select(g => g.Rows)];
        T[] toShifted = Between(ops, windows.Still, windows.Shifted), toStill = Between(ops, windows.Shifted, windows.Still);
        for (int i = 0; i < config.NumBlocks; i++)
        {
            SparseWindowGroups<T> groups = i % 2 == 0 ? windows.Still : windows.Shifted;
            rows = i == 0 ? rows : i % 2 == 0 ? toStill : toShifted;
            var parts = new T[rows.Length];
            for (int group = 0; group < parts.Length; group++)
            {
                T part = Block(scope["blocks"][i], config, ops.GatherRows(x, rows[group]), groups.Groups[group].Lengths); // [W, L, C]
                parts[group] = ops.Reshape(part, -1, width);
            }

            x = ops.Concat(0, parts); // [rows of all groups, C]
        }

        return config.NumBlocks == 0 ? x : ops.GatherRows(x, (config.NumBlocks % 2 == 0 ? windows.Shifted : windows.Still).Places);
    }

    /// <summary>The rows of each group's windows in the order of other windows: [W, L] a group.</summary>
    private static T[] Between<T>(ITensorOps<T> ops, SparseWindowGroups<T> from, SparseWindowGroups<T> to)
        where T : class => [.. to.Groups.Select(g => ops.GatherRows(from.Places, g.Rows))];

    /// <summary>Official <c>SparseTransformerBlock</c> with window attention, on windows x [W, L, C].</summary>
    private static T Block<T>(ParameterScope<T> scope, SparseTransformerConfig config, T x, T lengths)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int width = config.ModelChannels;
        T h = ops.LayerNorm(x, null, null, width, Epsilon); // [W, L, C]
        T qkv = Layers.Linear(scope["attn.to_qkv"], h, width, 3 * width); // [W, L, 3C]
        T[] parts = ops.Split(qkv, 2, width, width, width);
        h = ops.WindowAttention(parts[0], parts[1], parts[2], lengths, config.NumHeads, width);
        x = ops.Add(x, Layers.Linear(scope["attn.to_out"], h, width, width));
        h = ops.LayerNorm(x, null, null, width, Epsilon);
        return ops.Add(x, Layers.Mlp(scope["mlp.mlp"], "0", "2", h, width, config.MlpHidden, GeluKind.Tanh));
    }
}
