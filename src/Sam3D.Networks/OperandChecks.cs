namespace Sam3D.Networks;

/// <summary>What every backend checks of parameters and constants, in the same words.</summary>
internal static class OperandChecks
{
    /// <summary>A shape for messages: <c>[2, 3]</c>.</summary>
    public static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    /// <summary>The error of a parameter that is not there.</summary>
    /// <param name="checkpoint">The file.</param>
    /// <param name="name">Official name.</param>
    /// <param name="shape">What the configuration asks for.</param>
    public static CheckpointException Missing(string checkpoint, string name, ReadOnlySpan<long> shape) =>
        new($"{checkpoint} has no tensor '{name}' of shape {Text(shape)}; check that checkpoint and YAML configuration belong together.");

    /// <summary>Checks the shape of a parameter.</summary>
    /// <param name="checkpoint">The file.</param>
    /// <param name="name">Official name.</param>
    /// <param name="stored">What the checkpoint holds.</param>
    /// <param name="shape">What the configuration asks for.</param>
    /// <exception cref="CheckpointException">They differ.</exception>
    public static void RequireShape(string checkpoint, string name, ReadOnlySpan<long> stored, ReadOnlySpan<long> shape)
    {
        if (!shape.SequenceEqual(stored))
        {
            throw new CheckpointException(
                $"{checkpoint}: tensor '{name}' has shape {Text(stored)}, the configuration asks for {Text(shape)}; check that checkpoint and YAML configuration belong together.");
        }
    }

    /// <summary>Checks that a constant has as many values as its shape says.</summary>
    /// <exception cref="ArgumentException">It has not.</exception>
    public static void RequireCount(float[] values, ReadOnlySpan<long> shape)
    {
        ArgumentNullException.ThrowIfNull(values);
        long count = 1;
        foreach (long size in shape)
        {
            count = checked(count * size);
        }

        if (count != values.Length)
        {
            throw new ArgumentException($"{values.Length} values for shape {Text(shape)}.", nameof(values));
        }
    }
}
