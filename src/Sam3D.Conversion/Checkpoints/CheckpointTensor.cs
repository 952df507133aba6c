namespace Sam3D.Conversion;

/// <summary>Name, element type and shape of a stored tensor.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes, outermost first; empty for a scalar.</param>
public sealed record CheckpointTensor(string Name, CheckpointType Type, IReadOnlyList<long> Shape)
{
    /// <summary>Number of elements; 0 when any size is 0, however large the others are.</summary>
    public long Count => Shape.Contains(0) ? 0 : Shape.Aggregate(1L, (a, b) => checked(a * b));

    /// <summary>Number of bytes of all elements, without padding.</summary>
    public long ByteCount => checked(Count * Type.ItemSize());

    /// <summary>The number of bytes, or null when it exceeds an int64.</summary>
    internal long? TryByteCount()
    {
        try
        {
            return ByteCount;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
