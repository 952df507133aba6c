namespace Sam3D.Conversion;

/// <summary>Which synthetic checkpoint to make.</summary>
public sealed record SyntheticCheckpointOptions
{
    /// <summary>Sizes of the networks. Default <see cref="SyntheticSize.Small"/>.</summary>
    public SyntheticSize Size { get; init; } = SyntheticSize.Small;

    /// <summary>Any number; each gives other weights. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Element types of the weights. Default <see cref="SyntheticPrecision.Float32"/>.</summary>
    public SyntheticPrecision Precision { get; init; } = SyntheticPrecision.Float32;

    /// <summary>Refuses what cannot be made.</summary>
    /// <exception cref="ArgumentException">At least one member is out of range; the message names every one.</exception>
    internal void Validate()
    {
        string?[] violations =
        [
            Enum.IsDefined(Size) ? null : $"{nameof(Size)} is {Size}, expected {string.Join(" or ", Enum.GetNames<SyntheticSize>())}",
            Enum.IsDefined(Precision) ? null : $"{nameof(Precision)} is {Precision}, expected {string.Join(" or ", Enum.GetNames<SyntheticPrecision>())}",
        ];
        if (violations.Any(v => v is not null))
        {
            throw new ArgumentException($"{string.Join("; ", violations.Where(v => v is not null))}.");
        }
    }
}

/// <summary>Sizes of a synthetic checkpoint.</summary>
public enum SyntheticSize
{
    /// <summary>The structure of the release at test size: about 10 MB, 16³ voxels, pictures of 70 pixels.</summary>
    Small,

    /// <summary>The sizes of the release: about 13 GB in float32.</summary>
    Full,
}

/// <summary>Element types of a synthetic checkpoint.</summary>
public enum SyntheticPrecision
{
    /// <summary>As in the release: float32, and float16 for the inner layers of the Gaussian decoders and of the structure auto-encoder.</summary>
    Float32,

    /// <summary>Everything in float16.</summary>
    Float16,
}
