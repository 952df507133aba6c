namespace Sam3D.Networks;

/// <summary>2D convolutions on maps [B, C, H, W] whose border is repeated (PyTorch's <c>padding_mode='replicate'</c>).</summary>
internal static class ConvBlocks2d
{
    private const float Epsilon = 1e-5f;

    /// <summary>Convolution of an odd kernel that keeps the size.</summary>
    public static T Conv<T>(ParameterScope<T> scope, T x, int input, int output, int kernel)
        where T : class =>
        scope.Ops.Conv2d(
            scope.Ops.ReplicatePad2d(x, kernel / 2), scope.Get("weight", output, input, kernel, kernel), scope.Get("bias", output), stride: 1);

    /// <summary><c>nn.ConvTranspose2d</c> with kernel and stride 2: [B, C, H, W] to [B, C', 2H, 2W].</summary>
    public static T Upsample2<T>(ParameterScope<T> scope, T x, int input, int output)
        where T : class => scope.Ops.ConvTranspose2d(x, scope.Get("weight", input, output, 2, 2), scope.Get("bias", output), stride: 2);

    /// <summary>Official <c>ResidualConvBlock</c>: group norm of one group, ReLU, 3×3, group norm, ReLU, 3×3, plus the input.</summary>
    public static T Residual<T>(ParameterScope<T> scope, T x, int channels, int hidden, int hiddenGroups)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        ParameterScope<T> layers = scope["layers"];
        T h = Conv(layers[2], ops.Relu(Norm(layers[0], x, channels, 1)), channels, hidden, 3);
        h = Conv(layers[5], ops.Relu(Norm(layers[3], h, hidden, hiddenGroups)), hidden, channels, 3);
        return ops.Add(h, x);
    }

    private static T Norm<T>(ParameterScope<T> scope, T x, int channels, int groups)
        where T : class => scope.Ops.GroupNorm(x, scope.Get("weight", channels), scope.Get("bias", channels), groups, channels, Epsilon);
}
