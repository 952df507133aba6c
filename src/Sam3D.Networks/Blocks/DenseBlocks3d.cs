namespace Sam3D.Networks;

/// <summary>
/// Blocks of the dense structure auto-encoder: official <c>ResBlock3d</c>, <c>DownsampleBlock3d</c>, <c>UpsampleBlock3d</c> and
/// <c>ChannelLayerNorm32</c> (affine, ε 1e-5, over the channels of each voxel).
/// </summary>
internal static class DenseBlocks3d
{
    private const float Epsilon = 1e-5f;

    /// <summary>3×3×3 convolution that keeps the size.</summary>
    public static T Conv3<T>(ParameterScope<T> scope, T x, int input, int output)
        where T : class =>
        scope.Ops.Conv3d(x, scope.Get("weight", output, input, 3, 3, 3), scope.Get("bias", output), kernel: 3, stride: 1, padding: 1);

    /// <summary>Channel layer norm, then SiLU; [B, C, D, H, W].</summary>
    public static T NormSilu<T>(ParameterScope<T> scope, T x, int channels)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T h = ops.Transpose(x, 0, 2, 3, 4, 1); // [B, D, H, W, C]
        h = ops.Silu(Layers.LayerNorm(scope, h, channels, Epsilon));
        return ops.Transpose(h, 0, 4, 1, 2, 3); // [B, C, D, H, W]
    }

    /// <summary>norm1, SiLU, conv1, norm2, SiLU, conv2, plus the input.</summary>
    public static T ResBlock<T>(ParameterScope<T> scope, T x, int channels)
        where T : class
    {
        T h = Conv3(scope["conv1"], NormSilu(scope["norm1"], x, channels), channels, channels);
        h = Conv3(scope["conv2"], NormSilu(scope["norm2"], h, channels), channels, channels);
        return scope.Ops.Add(h, x);
    }

    /// <summary>2×2×2 convolution with stride 2: [B, C, D, H, W] to [B, C', D/2, H/2, W/2].</summary>
    public static T Downsample<T>(ParameterScope<T> scope, T x, int input, int output)
        where T : class
    {
        ParameterScope<T> conv = scope["conv"];
        return scope.Ops.Conv3d(
            x, conv.Get("weight", output, input, 2, 2, 2), conv.Get("bias", output), kernel: 2, stride: 2, padding: 0);
    }

    /// <summary>
    /// 3×3×3 convolution to eight times the channels, then the 3D pixel shuffle: channel c·8 + (a·4 + b·2 + d) goes to
    /// offset (a, b, d) of the finer grid.
    /// </summary>
    public static T Upsample<T>(ParameterScope<T> scope, T x, int input, int output, int resolution)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T h = Conv3(scope["conv"], x, input, output * 8); // [B, 8C', R, R, R]
        h = ops.Reshape(h, 0, output, 2, 2, 2, resolution, resolution, resolution);
        h = ops.Transpose(h, 0, 1, 5, 2, 6, 3, 7, 4); // [B, C', R, 2, R, 2, R, 2]
        return ops.Reshape(h, 0, output, 2 * resolution, 2 * resolution, 2 * resolution);
    }
}
