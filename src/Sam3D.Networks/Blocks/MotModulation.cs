namespace Sam3D.Networks;

/// <summary>
/// What the time does to a block: six tensors, shift, scale and gate of the self-attention, then of the MLP. One time for the whole batch has tensors [C];
/// a time for each sample, as in training, has [B, 1, C].
/// </summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Parts">The tensors.</param>
/// <param name="IsPerSample">Whether each sample has its own.</param>
internal readonly record struct MotModulation<T>(T[] Parts, bool IsPerSample)
    where T : class
{
    /// <summary>Layer norm, scaled and shifted.</summary>
    /// <param name="ops">The backend.</param>
    /// <param name="stream">Name and number of tokens.</param>
    /// <param name="x">[B·N, C].</param>
    /// <param name="first">Number of the shift; the scale follows.</param>
    /// <param name="width">Channels C.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <returns>[B·N, C].</returns>
    public T Normalize(ITensorOps<T> ops, MotStream<T> stream, T x, int first, int width, float epsilon) => IsPerSample
        ? ops.Reshape(ops.ModulatedLayerNorm(Samples(ops, stream, x, width), Parts[first], Parts[first + 1], width, epsilon), -1, width)
        : ops.ModulatedLayerNorm(x, Parts[first], Parts[first + 1], width, epsilon);

    /// <summary>Multiplies a branch [B·N, C] by the gate of a number.</summary>
    public T Gate(ITensorOps<T> ops, MotStream<T> stream, T x, int number, int width) => IsPerSample
        ? ops.Reshape(ops.Multiply(Samples(ops, stream, x, width), Parts[number]), -1, width)
        : ops.Multiply(x, Parts[number]);

    private static T Samples(ITensorOps<T> ops, MotStream<T> stream, T x, int width) => stream.Entries(ops, x, width); // [B, N, C]
}
