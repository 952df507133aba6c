using Sam3D.Bundles;
using Sam3D.Conversion;

namespace Sam3D.ParityTests;

/// <summary>How a graph is recorded.</summary>
internal sealed record GraphForm
{
    /// <summary>8-bit weights for every linear layer that has a whole number of blocks, however small: cases are narrow.</summary>
    public static GraphForm SmallInt8 { get; } = new() { Precision = GraphPrecision.Int8, Int8 = new Int8Layout { BlockSize = 16, MinElements = 0 } };

    public GraphPrecision Precision { get; init; }

    public bool Float32Attention { get; init; }

    public bool Float32Products { get; init; }

    public Int8Layout Int8 { get; init; } = new();
}
