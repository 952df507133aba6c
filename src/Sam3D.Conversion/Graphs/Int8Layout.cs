namespace Sam3D.Conversion;

/// <summary>Which linear layers of a graph become 8-bit, and in what blocks.</summary>
internal sealed record Int8Layout
{
    /// <summary>Elements of a row that share a scale: 16, 32, 64, 128 or 256. A layer whose inputs are not a multiple stays float32.</summary>
    public int BlockSize { get; init; } = 64;

    /// <summary>Weights with fewer elements than this stay float32: they take little room, and the ends of networks are sensitive.</summary>
    public long MinElements { get; init; } = 1 << 19;

    /// <summary>Whether a weight [N, K] becomes 8-bit.</summary>
    public bool Takes(GraphTensor weight) =>
        weight is { IsConstant: false, Shape: [_, long inputs] } && inputs % BlockSize == 0 && weight.Count >= MinElements;
}
