namespace Sam3D.Networks;

/// <content>Operations of the segmentation networks.</content>
public partial interface ITensorOps<T>
    where T : class
{
    /// <summary>
    /// 2D convolution with zero padding and groups: x [B, Cin, H, W], weight [Cout, Cin / groups, K, K], bias [Cout] or none; a depthwise one has as many
    /// groups as channels.
    /// </summary>
    T Conv2d(T x, T weight, T? bias, int stride, int padding, int groups);

    /// <summary>Batch normalisation with stored statistics, each [C], of x [B, C, H, W].</summary>
    T BatchNorm2d(T x, T weight, T bias, T mean, T variance, float epsilon);

    /// <summary>Largest value of each square of <paramref name="size"/> pixels: [B, C, H, W] to [B, C, H / size, W / size].</summary>
    T MaxPool2d(T x, int size);

    /// <summary>x·Φ(x), the exact form.</summary>
    T Gelu(T x);

    /// <summary>1 / (1 + e⁻ˣ) of each element.</summary>
    T Sigmoid(T x);

    /// <summary>1 where an element is <paramref name="value"/>, else 0.</summary>
    T EqualTo(T x, float value);

    /// <summary>Repeats x [1, ...] along its first axis as often as <paramref name="like"/> has entries there.</summary>
    T RepeatBatch(T x, T like);

    /// <summary>
    /// Attention with a given scale whose queries and keys may be wider than its values: softmax(scale·q·kᵀ)·v, of q [B, Nq, heads·D], k [B, Nk, heads·D] and v
    /// [B, Nk, heads·Dv]; gives [B, Nq, heads·Dv].
    /// </summary>
    T ScaledAttention(T q, T k, T v, int heads, float scale);

    /// <summary><see cref="Attention"/> with <paramref name="bias"/> [1, heads, Nq, Nk] added to the scaled scores.</summary>
    T BiasedAttention(T q, T k, T v, T bias, int heads);
}
