namespace Sam3D.DataEngine;

/// <summary>A candidate in an export; paths are relative to the export's folder, with slashes.</summary>
internal sealed record ExportedCandidate
{
    public required long Id { get; init; }

    public required string Model { get; init; }

    public required string ModelHash { get; init; }

    public required ulong Seed { get; init; }

    public required string Record { get; init; }

    public required string Voxels { get; init; }

    public string? Mesh { get; init; }

    public string? Gaussians { get; init; }

    public required IReadOnlyDictionary<string, double> Scores { get; init; }
}

/// <summary>A line of <c>samples.jsonl</c>.</summary>
internal sealed record SampleLine
{
    public required long Object { get; init; }

    public required string Name { get; init; }

    public required string Split { get; init; }

    public required string Photo { get; init; }

    public required string Mask { get; init; }

    public required ExportedCandidate Candidate { get; init; }

    public required double Quality { get; init; }

    public required string Method { get; init; }
}

/// <summary>A line of <c>pairs.jsonl</c>.</summary>
internal sealed record PairLine
{
    public required long Object { get; init; }

    public required string Split { get; init; }

    public required string Photo { get; init; }

    public required string Mask { get; init; }

    public required ExportedCandidate Chosen { get; init; }

    public required ExportedCandidate Rejected { get; init; }

    public required string Method { get; init; }

    /// <summary>Judgements for it, and against it; of people only.</summary>
    public int? Wins { get; init; }

    public int? Losses { get; init; }

    /// <summary>Quality of the chosen less that of the rejected; of metrics only.</summary>
    public double? Margin { get; init; }
}

/// <summary>A line of <c>queue.jsonl</c>.</summary>
internal sealed record QueueLine
{
    public required long Object { get; init; }

    public required string Name { get; init; }

    public required string State { get; init; }

    public required string Photo { get; init; }

    public required string Mask { get; init; }

    public double? Quality { get; init; }

    public required IReadOnlyList<ExportedCandidate> Candidates { get; init; }
}

/// <summary>The file <c>manifest.json</c> of an export.</summary>
internal sealed record ExportManifest
{
    public const string CurrentFormat = "sam3d-engine-export/1";
    public const string FileName = "manifest.json";

    public string Format { get; init; } = CurrentFormat;

    public required string Kind { get; init; }

    public required int Entries { get; init; }

    /// <summary>SHA-256 of the file of lines.</summary>
    public required string Digest { get; init; }

    public required IReadOnlyList<ExportedFile> Files { get; init; }
}

/// <summary>A file of an export.</summary>
internal sealed record ExportedFile(string Path, string Sha256, long Bytes);
