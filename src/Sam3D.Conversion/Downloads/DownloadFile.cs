namespace Sam3D.Conversion;

/// <summary>A file that a download fetches.</summary>
public sealed record DownloadFile
{
    /// <summary>The repository, <c>owner/name</c>.</summary>
    public required string Repository { get; init; }

    /// <summary>Branch, tag or commit.</summary>
    public required string Revision { get; init; }

    /// <summary>Path in the repository.</summary>
    public required string Source { get; init; }

    /// <summary>Path below the checkpoint folder, with forward slashes; plain names only.</summary>
    public required string Target { get; init; }

    /// <summary>Bytes, as the repository lists them.</summary>
    public required long Size { get; init; }

    /// <summary>How the file is checked.</summary>
    public required FileCheck Check { get; init; }

    /// <summary>The expected hash in lower-case hexadecimal digits; empty for <see cref="FileCheck.Size"/>.</summary>
    public required string Hash { get; init; }

    /// <summary>What must be the same for two files to have the same content.</summary>
    internal string Identity => $"{Check}:{Hash}:{Size}";
}
