namespace Sam3D.Conversion;

/// <summary>What a hub may make a download take. A server that goes beyond one is refused with a message that names the limit.</summary>
public sealed record DownloadLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static DownloadLimits Default { get; } = new();

    /// <summary>Most bytes of a repository's listing, all pages together; 8 MB.</summary>
    public int MaxListingBytes { get; init; } = 8 << 20;

    /// <summary>Most entries of a listing, folders included; 10,000.</summary>
    public int MaxListingEntries { get; init; } = 10_000;

    /// <summary>Most pages of a listing; 100.</summary>
    public int MaxListingPages { get; init; } = 100;

    /// <summary>Longest path in a repository, in UTF-16 units; 512.</summary>
    public int MaxPathLength { get; init; } = 512;

    /// <summary>Largest file that a listing may declare, in bytes; 32 GiB.</summary>
    public long MaxFileBytes { get; init; } = 32L << 30;

    /// <summary>Most bytes of all files of one download; 64 GiB. A model of the official size has about 12 GB in float32.</summary>
    public long MaxTotalBytes { get; init; } = 64L << 30;

    /// <summary>Most redirects of one request; 5.</summary>
    public int MaxRedirects { get; init; } = 5;

    /// <summary>
    /// Most attempts in a row at a listing or file that bring no mebibyte that was not there before; 6. With waits that double from one second, that
    /// is half a minute.
    /// </summary>
    public int MaxAttempts { get; init; } = 6;

    /// <summary>Longest wait that a server may ask for, in seconds; 60. A longer one ends the download with a message that tells it.</summary>
    public int MaxWaitSeconds { get; init; } = 60;

    /// <summary>Longest time without a byte from the server, in seconds, before the connection counts as lost; 60.</summary>
    public int MaxSilenceSeconds { get; init; } = 60;
}
