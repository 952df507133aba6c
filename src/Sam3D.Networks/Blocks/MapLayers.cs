namespace Sam3D.Networks;

/// <summary>Layers of the segmentation networks on maps [B, C, H, W], with PyTorch's parameter names.</summary>
internal static class MapLayers
{
    /// <summary>ε of <see cref="LayerNorm2d"/>.</summary>
    public const float Epsilon = 1e-6f;

    /// <summary>Official <c>LayerNorm2d</c>: layer normalisation over the channels of each pixel.</summary>
    public static T LayerNorm2d<T>(ParameterScope<T> scope, T x, int channels)
        where T : class => ToChannelsFirst(scope.Ops, Layers.LayerNorm(scope, ToChannelsLast(scope.Ops, x), channels, Epsilon));

    /// <summary><c>nn.Conv2d</c> of a square kernel.</summary>
    public static T Conv<T>(
        ParameterScope<T> scope, T x, int input, int output, int kernel, int stride = 1, int padding = 0, int groups = 1, bool bias = true)
        where T : class => scope.Ops.Conv2d(
            x, scope.Get("weight", output, input / groups, kernel, kernel), bias ? scope.Get("bias", output) : null, stride, padding, groups);

    /// <summary>[B, C, H, W] to [B, H, W, C].</summary>
    public static T ToChannelsLast<T>(ITensorOps<T> ops, T x)
        where T : class => ops.Transpose(x, 0, 2, 3, 1);

    /// <summary>[B, H, W, C] to [B, C, H, W].</summary>
    public static T ToChannelsFirst<T>(ITensorOps<T> ops, T x)
        where T : class => ops.Transpose(x, 0, 3, 1, 2);

    /// <summary>Each pixel of x [1, C, H, W] four times: [1, C, 2H, 2W].</summary>
    public static T Double<T>(ITensorOps<T> ops, T x, int channels, int side)
        where T : class
    {
        T cells = ops.Reshape(x, channels, side, 1, side, 1);
        return ops.Reshape(ops.Expand(cells, channels, side, 2, side, 2), 1, channels, 2 * side, 2 * side);
    }
}
