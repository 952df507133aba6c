namespace Sam3D.Conversion;

/// <summary>A tensor of which only the sizes are known.</summary>
/// <param name="sizes">Sizes, outermost first.</param>
/// <param name="isConstant">Whether it comes from parameters and constants alone, so that a runtime computes it once, while loading.</param>
internal sealed class TensorShape(IReadOnlyList<long> sizes, bool isConstant = false)
{
    /// <summary>A tensor that depends on the input.</summary>
    public TensorShape(params long[] sizes)
        : this(sizes, isConstant: false)
    {
    }

    public IReadOnlyList<long> Sizes { get; } = sizes;

    public bool IsConstant { get; } = isConstant;

    public long Count => Sizes.Aggregate(1L, (product, size) => checked(product * size));

    public override string ToString() => $"[{string.Join(", ", Sizes)}]";
}
