namespace Sam3D.Conversion;

/// <summary>What is known of a tensor of a graph without running it.</summary>
/// <param name="Sizes">Its sizes, none of them free; at most <see cref="Bundles.BundleLimits.TensorRank"/>.</param>
/// <param name="ElementBytes">Bytes of an element.</param>
/// <param name="IsConstant">Whether it follows from the graph's own tensors alone, so that it is computed while the graph is loaded.</param>
internal sealed record ShapedTensor(long[] Sizes, int ElementBytes, bool IsConstant)
{
    /// <summary>The elements, where they are integers that a shape may follow from.</summary>
    public long[]? Values { get; init; }

    /// <summary>Number of elements.</summary>
    public long Count => Sizes.Aggregate(1L, (a, b) => checked(a * b));

    /// <summary>Size in memory.</summary>
    public long Bytes => checked(Count * ElementBytes);
}
