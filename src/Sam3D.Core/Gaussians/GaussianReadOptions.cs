namespace Sam3D.Gaussians;

/// <summary>Limits of the readers behind <see cref="GaussianCloud.Load"/>.</summary>
public sealed record GaussianReadOptions
{
    /// <summary>Most Gaussians that are read, 1 to 100 million; default 10 million, 560 MB in memory.</summary>
    public int MaxGaussians { get; init; } = 10_000_000;

    /// <summary>Most bytes that an SPZ file may decompress to, 1 MiB to 16 GiB; default 1 GiB.</summary>
    public long MaxDecompressedBytes { get; init; } = 1L << 30;

    /// <summary>
    /// Most bytes that a byte of an SPZ file may decompress to, 1 to 1,032 (the most that the format of gzip can); default 100. Files of up to 1 MiB
    /// decompressed are not asked.
    /// </summary>
    public int MaxCompressionRatio { get; init; } = 100;

    /// <summary>Checks all members.</summary>
    /// <exception cref="ArgumentException">At least one member is out of range; the message names every one.</exception>
    public void Validate()
    {
        var errors = new List<string>();
        if (MaxGaussians is < 1 or > 100_000_000)
        {
            errors.Add($"{nameof(MaxGaussians)} is {MaxGaussians}, expected 1 to 100,000,000");
        }

        if (MaxDecompressedBytes is < 1 << 20 or > 1L << 34)
        {
            errors.Add($"{nameof(MaxDecompressedBytes)} is {MaxDecompressedBytes}, expected 1 MiB to 16 GiB");
        }

        if (MaxCompressionRatio is < 1 or > 1032)
        {
            errors.Add($"{nameof(MaxCompressionRatio)} is {MaxCompressionRatio}, expected 1 to 1,032");
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", errors) + ".");
        }
    }
}
