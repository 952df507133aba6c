namespace Sam3D.Networks;

/// <summary>
/// Residual block over voxels: official <c>SparseResBlock3d</c> of <c>structured_latent_flow.py</c>. The features come already down- or up-sampled
/// and belong to the voxels of <c>neighbors</c>.
/// </summary>
internal static class SparseResBlock
{
    private const float Epsilon = 1e-6f;

    /// <summary>norm1, SiLU, conv1, norm2 modulated by time, SiLU, conv2, plus the input.</summary>
    /// <param name="scope">The block.</param>
    /// <param name="x">[N, input].</param>
    /// <param name="neighbors">Integers [N, 27].</param>
    /// <param name="modulation">Two tensors [output]: scale, then shift.</param>
    /// <param name="input">Channels of <paramref name="x"/>.</param>
    /// <param name="output">Channels of the result.</param>
    /// <returns>[N, output].</returns>
    public static T Apply<T>(ParameterScope<T> scope, T x, T neighbors, T[] modulation, int input, int output)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T h = ops.Silu(Layers.LayerNorm(scope["norm1"], x, input, Epsilon)); // [N, input]
        h = Conv3(scope["conv1.conv"], h, neighbors, input, output); // [N, output]
        h = ops.Silu(ops.ModulatedLayerNorm(h, modulation[1], modulation[0], output, Epsilon));
        h = Conv3(scope["conv2.conv"], h, neighbors, output, output);
        return ops.Add(h, input == output ? x : Layers.Linear(scope["skip_connection"], x, input, output));
    }

    /// <summary>Official <c>SparseConv3d</c> with kernel 3.</summary>
    public static T Conv3<T>(ParameterScope<T> scope, T x, T neighbors, int input, int output, int parts = 1)
        where T : class =>
        scope.Ops.SubmanifoldConv(x, neighbors, scope.Get("weight", output, 3, 3, 3, input), scope.Get("bias", output), parts);
}
