namespace Sam3D.Networks;

/// <content>Operations on pictures and feature maps [B, C, H, W], whose height and width may be free sizes of a graph.</content>
public partial interface ITensorOps<T>
    where T : class
{
    /// <summary>max(x, 0).</summary>
    T Relu(T x);

    /// <summary>Widens a map by <paramref name="padding"/> pixels on each side, which repeat its border: [B, C, H, W] to [B, C, H + 2p, W + 2p].</summary>
    T ReplicatePad2d(T x, int padding);

    /// <summary>
    /// Transposed 2D convolution without padding whose stride is its kernel K, so that every pixel becomes a tile of its own: x [B, Cin, H, W],
    /// weight [Cin, Cout, K, K], bias [Cout]; gives [B, Cout, K·H, K·W].
    /// </summary>
    T ConvTranspose2d(T x, T weight, T bias, int stride);

    /// <summary>
    /// Group normalisation of x [B, C, H, W]: mean and variance over the pixels and the C / <paramref name="groups"/> channels of a group;
    /// <paramref name="weight"/> and <paramref name="bias"/> are [C].
    /// </summary>
    T GroupNorm(T x, T weight, T bias, int groups, int channels, float epsilon);

    /// <summary>Leaves out the first <paramref name="count"/> entries of an axis.</summary>
    T Skip(T x, int axis, int count);

    /// <summary>Keeps the first <paramref name="count"/> entries of an axis.</summary>
    T Take(T x, int axis, int count);

    /// <summary>Cuts the last axis of x [B, C, H·W] into rows: [B, C, H, W] with the height and width of <paramref name="grid"/> [·, ·, H, W].</summary>
    T Unflatten(T x, T grid);
}
