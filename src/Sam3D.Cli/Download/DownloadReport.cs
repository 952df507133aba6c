using Sam3D.Conversion;

namespace Sam3D.Cli.Download;

/// <summary>What a download fetched, or would fetch.</summary>
internal sealed record DownloadReport
{
    /// <summary>The checkpoint folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The repository.</summary>
    public required string Repository { get; init; }

    /// <summary>Its revision.</summary>
    public required string Revision { get; init; }

    /// <summary>Whether nothing was fetched.</summary>
    public required bool IsDryRun { get; init; }

    /// <summary>The files, smallest first.</summary>
    public required IReadOnlyList<DownloadReportFile> Files { get; init; }

    /// <summary>Bytes of all files.</summary>
    public long Bytes => Files.Sum(f => f.Size);

    /// <summary>Bytes that were received in this run.</summary>
    public long BytesReceived => Files.Sum(f => f.BytesReceived ?? 0);

    /// <summary>Wall-clock time.</summary>
    public required double Seconds { get; init; }
}

/// <summary>A file of a download.</summary>
/// <param name="Path">Path below the checkpoint folder.</param>
/// <param name="Source">Repository and path in it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Check">How it is checked.</param>
/// <param name="Hash">The expected hash.</param>
/// <param name="BytesReceived">Bytes of this run; absent for a dry run.</param>
internal sealed record DownloadReportFile(string Path, string Source, long Size, FileCheck Check, string Hash, long? BytesReceived)
{
    /// <summary>The form for reports.</summary>
    public static DownloadReportFile Of(DownloadFile file, long? received) =>
        new(file.Target, $"{file.Repository}/{file.Source}", file.Size, file.Check, file.Hash, received);
}
