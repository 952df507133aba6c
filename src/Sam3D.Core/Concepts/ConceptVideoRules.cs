namespace Sam3D.Concepts;

/// <summary>How objects of a concept are followed through a video (Carion et al., arXiv 2511.16719; official <c>build_sam3_video_model</c>). Defaults are those of the release.</summary>
internal sealed record ConceptVideoRules
{
    /// <summary>Probability above which a detection counts.</summary>
    public float LeastScore { get; init; } = 0.5f;

    /// <summary>Intersection over union of two detections above which only the surer one counts.</summary>
    public float DoubleDetection { get; init; } = 0.1f;

    /// <summary>Probability from which a detection may begin a track.</summary>
    public float NewScore { get; init; } = 0.7f;

    /// <summary>Intersection over union from which a detection belongs to a track.</summary>
    public float SameObject { get; init; } = 0.1f;

    /// <summary>Intersection over union from which a detection confirms a track.</summary>
    public float Confirmed { get; init; } = 0.5f;

    /// <summary>Probability and intersection over union from which a detection may correct its track, and the score as a logit that the track then needs.</summary>
    public float Sure { get; init; } = 0.8f;

    /// <summary>Every how many frames tracks are corrected; 0 for never.</summary>
    public int CorrectionInterval { get; init; } = 16;

    /// <summary>Intersection over union from which one of two tracks is a double.</summary>
    public float DoubleTrack { get; init; } = 0.7f;

    /// <summary>Share of its area that a track must keep where tracks overlap, or it is not remembered.</summary>
    public float LeastKept { get; init; } = 0.3f;

    /// <summary>Largest hole and island of a mask at low resolution, in pixels.</summary>
    public int CleanedArea { get; init; } = 16;

    /// <summary>Frames for which a track is young, and for which results are held back.</summary>
    public int Delay { get; init; } = 15;

    /// <summary>Frames without a detection after which a young track goes.</summary>
    public int Unmatched { get; init; } = 8;

    /// <summary>Frames with the detection of an older track after which a young track goes.</summary>
    public int Shared { get; init; } = 8;
}
