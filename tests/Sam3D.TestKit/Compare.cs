namespace Sam3D.TestKit;

/// <summary>Errors between a result and its reference.</summary>
public static class Compare
{
    /// <summary>
    /// Largest absolute difference over the reference's largest magnitude. NaN must stand in the same places; equal infinities count
    /// as equal.
    /// </summary>
    public static double MaxRelative(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        if (expected.Length != actual.Length)
        {
            throw new ArgumentException($"{actual.Length} values, expected {expected.Length}.");
        }

        double largest = 0, difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (float.IsNaN(expected[i]) || float.IsNaN(actual[i]))
            {
                if (float.IsNaN(expected[i]) != float.IsNaN(actual[i]))
                {
                    return double.PositiveInfinity;
                }
            }
            else if (expected[i] != actual[i])
            {
                difference = Math.Max(difference, Math.Abs((double)expected[i] - actual[i]));
            }

            if (float.IsFinite(expected[i]))
            {
                largest = Math.Max(largest, Math.Abs(expected[i]));
            }
        }

        return difference == 0 ? 0 : difference / Math.Max(largest, 1e-30);
    }

    /// <summary>Root mean square of the difference over that of the reference.</summary>
    public static double RelativeRms(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        if (expected.Length != actual.Length)
        {
            throw new ArgumentException($"{actual.Length} values, expected {expected.Length}.");
        }

        double difference = 0, reference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double d = (double)expected[i] - actual[i];
            difference += d * d;
            reference += (double)expected[i] * expected[i];
        }

        return Math.Sqrt(difference / Math.Max(reference, 1e-60));
    }
}
