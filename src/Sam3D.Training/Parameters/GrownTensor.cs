namespace Sam3D.Training;

/// <summary>A tensor that begins with the values of a smaller one, so that a trained network goes on with more channels.</summary>
internal static class GrownTensor
{
    /// <summary>Whether a tensor has as many axes as another one and is smaller along some of them, larger along none.</summary>
    /// <param name="small">Sizes of the smaller one.</param>
    /// <param name="large">Sizes of the larger one.</param>
    public static bool Fits(IReadOnlyList<long> small, IReadOnlyList<long> large) =>
        small.Count == large.Count && !small.SequenceEqual(large) && small.Zip(large).All(s => s.First <= s.Second);

    /// <summary>Puts a tensor into the first rows, columns … of a larger one.</summary>
    /// <param name="values">The smaller tensor, row by row.</param>
    /// <param name="small">Its sizes.</param>
    /// <param name="into">The larger tensor; its other values stay.</param>
    /// <param name="large">Its sizes.</param>
    /// <param name="parts">Pieces of equal size that the first axis is made of; each begins its own piece. Both first sizes are multiples of it.</param>
    /// <returns>The larger tensor.</returns>
    public static float[] Create(ReadOnlySpan<float> values, IReadOnlyList<long> small, float[] into, IReadOnlyList<long> large, int parts)
    {
        long rows = small[0] / parts;
        for (int i = 0; i < values.Length; i++)
        {
            long rest = i, place = 0, stride = 1;
            for (int axis = small.Count - 1; axis > 0; axis--)
            {
                place += rest % small[axis] * stride;
                rest /= small[axis];
                stride *= large[axis];
            }

            long row = (rest / rows * (large[0] / parts)) + (rest % rows);
            into[place + (row * stride)] = values[i];
        }

        return into;
    }
}
