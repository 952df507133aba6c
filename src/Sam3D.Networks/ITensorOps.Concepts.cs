namespace Sam3D.Networks;

/// <content>Operations of tracking and of concept prompts.</content>
public partial interface ITensorOps<T>
    where T : class
{
    /// <summary>
    /// Turns neighbouring channels by angles: (a, b) at channels 2i and 2i + 1 of every head becomes (a·cos − b·sin, a·sin + b·cos).
    /// </summary>
    /// <param name="x">[B, N, heads·D].</param>
    /// <param name="table">The angles of each of the N tokens, for the D / 2 pairs of a head.</param>
    /// <param name="heads">Number of heads.</param>
    /// <returns>[B, N, heads·D].</returns>
    T Rotate(T x, RotaryTable table, int heads);

    /// <summary><see cref="Attention"/> over the keys whose <paramref name="mask"/> [B, Nk] is 1; 0 leaves a key out.</summary>
    T MaskedAttention(T q, T k, T v, T mask, int heads);

    /// <summary>Each element held between two values.</summary>
    T Clamp(T x, float lowest, float highest);

    /// <summary>Natural logarithm of each element.</summary>
    T Log(T x);

    /// <summary>Sum over an axis, which stays with the size 1.</summary>
    T Sum(T x, int axis);
}
