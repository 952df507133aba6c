namespace Sam3D.Networks;

/// <summary>
/// The tensor operations that the networks are written in. One backend records an ONNX graph; another may execute
/// eagerly with autograd. Tensors are float32 unless an operation says otherwise; row numbers are int32.
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
    /// [width], the same for the whole batch.
    /// </summary>
    T ModulatedLayerNorm(T x, T shift, T scale, int width, float epsilon);

    /// <summary>x / ‖x‖ · √width · gain over the last axis of x [N, G, width]; <paramref name="gain"/> is [G, width].</summary>
    T RmsNorm(T x, T gain, int groups, int width);

    /// <summary>
    /// Scaled-dot-product attention, softmax(q·kᵀ/√(C/heads))·v, of q [B, Nq, C], k and v [B, Nk, C], whose channels are
    /// [heads, C/heads]; gives [B, Nq, C].
    /// </summary>
    /// <param name="q">Queries.</param>
    /// <param name="k">Keys; also cut into heads, [B, heads, Nk, C/heads], for a backend need not do that then but may hold all scores in memory.</param>
    /// <param name="v">Values, as the keys.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="bias">
    /// Added to the scores before softmax, [1, 1 or heads, Nq, Nk]; with one the scores are held in memory, so it is for few queries alone.
    /// </param>
    T Attention(T q, T k, T v, int heads, T? bias = null);

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

    /// <summary>Cuts rows x [B·M, ...] into the entries of a batch: [B, M, width] with B and M of <paramref name="like"/> [B, M, ·].</summary>
    T Entries(T x, T like, int width);

    /// <summary>The rows of a batch's first entry: x [B·M, C] to [M, C] with M of <paramref name="like"/> [B, M, ·].</summary>
    T FirstEntry(T x, T like);

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

    /// <summary>Hyperbolic tangent of each element.</summary>
    T Tanh(T x);

    /// <summary>Rows of a matrix x [M, C] by number; <paramref name="rows"/> are integers [...], the result is [..., C].</summary>
    T GatherRows(T x, T rows);

    /// <summary>
    /// Sums of rows of a matrix x [M, width]: row i of the result is the sum of the rows <paramref name="rows"/>[i, ·]. The
    /// integers are [K, J], where M stands for "none"; the result is [K, width].
    /// </summary>
    T SumRows(T x, T rows, int width);

    /// <summary>
    /// Convolution over the neighbours of voxels: y[i] = bias + Σₖ weight[:, k, :]·x[neighbors[i, k]], where k counts the 27 offsets of the
    /// 3×3×3 neighbourhood, the last axis fastest.
    /// </summary>
    /// <param name="x">Features [M, Cin].</param>
    /// <param name="neighbors">Integers [N, 27]: rows of x, where M stands for "none".</param>
    /// <param name="weight">A parameter [Cout, 3, 3, 3, Cin].</param>
    /// <param name="bias">[Cout].</param>
    /// <returns>[N, Cout].</returns>
    T SubmanifoldConv(T x, T neighbors, T weight, T bias);

    /// <summary>Attention inside of windows; each row belongs to one window and attends to the rows of that window alone.</summary>
    /// <param name="q">[N, width], channels [heads, width/heads].</param>
    /// <param name="k">The same.</param>
    /// <param name="v">The same.</param>
    /// <param name="windows">Integers [W, L]: the rows of each window, filled up with N.</param>
    /// <param name="places">Integers [N]: where each row stands in <paramref name="windows"/>, window · L + place.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="width">Channels.</param>
    /// <returns>[N, width].</returns>
    T WindowAttention(T q, T k, T v, T windows, T places, int heads, int width);
}

/// <summary>The two forms of GELU.</summary>
public enum GeluKind
{
    /// <summary>x·Φ(x) with the error function (DINOv2, MoGe, point-map block).</summary>
    Erf,

    /// <summary>The tanh approximation (flow and decoder blocks).</summary>
    Tanh,
}
