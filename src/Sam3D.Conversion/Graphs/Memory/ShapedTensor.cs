namespace Sam3D.Conversion;

/// <summary>What is known of a tensor of a graph without running it.</summary>
/// <param name="Sizes">Its sizes; at most <see cref="Bundles.BundleLimits.TensorRank"/>.</param>
/// <param name="ElementBytes">Bytes of an element.</param>
/// <param name="IsConstant">Whether it follows from the graph's own tensors alone, so that it is computed while the graph is loaded.</param>
internal sealed record ShapedTensor(Dim[] Sizes, int ElementBytes, bool IsConstant)
{
    /// <summary>The elements, where they are integers that a shape may follow from.</summary>
    public Dim[]? Values { get; init; }

    /// <summary>Number of elements.</summary>
    public long Count => Sizes.Aggregate(1L, (product, dim) => checked(product * dim.Size));

    /// <summary>Size in memory.</summary>
    public long Bytes => checked(Count * ElementBytes);

    /// <summary>Whether ONNX Runtime sees before a run that another tensor has the same size in memory.</summary>
    public bool IsKnownToFit(ShapedTensor other) =>
        ElementBytes == other.ElementBytes && Sizes.AsSpan().SequenceEqual(other.Sizes) && Sizes.All(dim => dim.Key is not null);
}
