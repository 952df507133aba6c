namespace Sam3D.Networks;

/// <summary>
/// The tensor operations that the networks are written in. One backend records an ONNX graph; another may execute
/// eagerly with autograd. Tensors are float32 unless an operation says otherwise.
/// </summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <remarks>
/// Shapes stand behind the calls as <c>// [B, N, C]</c>. In <see cref="Reshape"/> a size 0 keeps the input's size at the
/// same place and −1 is inferred, as in ONNX. Binary operations broadcast as in NumPy.
/// </remarks>
public partial interface ITensorOps<T>
    where T : class
{
    /// <summary>A parameter by its official state-dict name.</summary>
    /// <exception cref="CheckpointException">The parameter is missing or has another shape.</exception>
    T Parameter(string name, params ReadOnlySpan<long> shape);

    /// <summary>A constant; <paramref name="values"/> are row-major.</summary>
    T Constant(float[] values, params ReadOnlySpan<long> shape);

    /// <summary>a + b.</summary>
    T Add(T a, T b);

    /// <summary>a − b.</summary>
    T Subtract(T a, T b);

    /// <summary>a · b, element by element.</summary>
    T Multiply(T a, T b);

    /// <summary>a / b, element by element.</summary>
    T Divide(T a, T b);

    /// <summary>Matrix product of the last two axes, batched over the others.</summary>
    T MatMul(T a, T b);

    /// <summary>x · weightᵀ + bias over the last axis; weight is [out, in] as in PyTorch.</summary>
    T Linear(T x, T weight, T? bias);

    /// <summary><see cref="Linear"/> followed by GELU.</summary>
    T LinearGelu(T x, T weight, T bias, GeluKind kind);

    /// <summary>Layer normalisation over the last axis, of <paramref name="width"/> elements, with optional affine parameters.</summary>
    T LayerNorm(T x, T? weight, T? bias, int width, float epsilon);

    /// <summary>
    /// LayerNorm(x)·(1 + scale) + shift without affine parameters; <paramref name="scale"/> and <paramref name="shift"/> are
    /// [1, width], the same for the whole batch.
    /// </summary>
    T ModulatedLayerNorm(T x, T shift, T scale, int width, float epsilon);

    /// <summary>x / ‖x‖ · √width over the last axis.</summary>
    T RmsNorm(T x, int width);

    /// <summary>
    /// Scaled-dot-product attention, softmax(q·kᵀ/√(C/heads))·v, of q [B, Nq, C], k and v [B, Nk, C], whose channels are
    /// [heads, C/heads]; gives [B, Nq, C].
    /// </summary>
    T Attention(T q, T k, T v, int heads);

    /// <summary>x · sigmoid(x).</summary>
    T Silu(T x);

    /// <summary>Cosine of each element.</summary>
    T Cos(T x);

    /// <summary>Sine of each element.</summary>
    T Sin(T x);

    /// <summary>1 where every element along the last axis is finite, else 0; keeps the axis with size 1.</summary>
    T FiniteMask(T x);

    /// <summary>x with NaN and infinities replaced by 0.</summary>
    T ZeroNonFinite(T x);

    /// <summary>2D convolution without padding; x [B, Cin, H, W], weight [Cout, Cin, K, K], bias [Cout].</summary>
    T Conv2d(T x, T weight, T bias, int stride);

    /// <summary>3D convolution; x [B, Cin, D, H, W], weight [Cout, Cin, K, K, K], bias [Cout].</summary>
    T Conv3d(T x, T weight, T bias, int kernel, int stride, int padding);

    /// <summary>Another shape of the same elements; 0 keeps a size, −1 infers it.</summary>
    T Reshape(T x, params ReadOnlySpan<long> shape);

    /// <summary>Axes in another order.</summary>
    T Transpose(T x, params ReadOnlySpan<int> permutation);

    /// <summary>Repeats axes of size 1 to the given shape.</summary>
    T Expand(T x, params ReadOnlySpan<long> shape);

    /// <summary>Joins tensors along an axis.</summary>
    T Concat(int axis, params ReadOnlySpan<T> parts);

    /// <summary>Cuts a tensor along an axis into parts of the given sizes.</summary>
    T[] Split(T x, int axis, params ReadOnlySpan<long> sizes);

    /// <summary>Takes entries of an axis.</summary>
    T Gather(T x, int axis, long[] indices);
}

/// <summary>The two forms of GELU.</summary>
public enum GeluKind
{
    /// <summary>x·Φ(x) with the error function (DINOv2, MoGe, point-map block).</summary>
    Erf,

    /// <summary>The tanh approximation (flow and decoder blocks).</summary>
    Tanh,
}
