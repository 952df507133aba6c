namespace Sam3D.Cli.Tracking;

/// <summary>What <c>sam3d track</c> did.</summary>
internal sealed record TrackReport
{
    /// <summary>Folder with the frames.</summary>
    public required string Folder { get; init; }

    /// <summary>The bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>What the networks ran on.</summary>
    public required string Device { get; init; }

    /// <summary>Folder with the results.</summary>
    public required string Output { get; init; }

    /// <summary>Number of frames.</summary>
    public required int Frames { get; init; }

    /// <summary>Width of the frames in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the frames in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>The objects, by their numbers.</summary>
    public required IReadOnlyList<TrackedObject> Objects { get; init; }

    /// <summary>Pictures that were written.</summary>
    public required int Files { get; init; }

    /// <summary>Wall-clock time.</summary>
    public required double Seconds { get; init; }

    /// <summary>Largest resident memory of the process.</summary>
    public long? PeakMemoryBytes { get; init; }
}

/// <summary>An object of a video.</summary>
internal sealed record TrackedObject
{
    /// <summary>Its number.</summary>
    public required int Id { get; init; }

    /// <summary>The first frame on which it is to be seen; <see langword="null"/> for none.</summary>
    public int? FirstFrame { get; init; }

    /// <summary>The last frame on which it is to be seen.</summary>
    public int? LastFrame { get; init; }

    /// <summary>Frames on which it is to be seen.</summary>
    public required int Frames { get; init; }

    /// <summary>Its pixels on these, on average.</summary>
    public required double MeanPixels { get; init; }

    /// <summary>Folder with its masks.</summary>
    public required string Masks { get; init; }
}
