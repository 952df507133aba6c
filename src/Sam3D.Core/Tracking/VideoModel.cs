namespace Sam3D.Tracking;

/// <summary>All that a video needs of a model.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal abstract class VideoModel
{
    /// <summary>Sizes and rules.</summary>
    public abstract TrackerSpec Spec { get; }

    /// <summary>The kinds of prompt that the model understands.</summary>
    public abstract PromptKinds Supported { get; }

    /// <summary>Probability above which a detection of a text counts.</summary>
    public abstract float LeastScore { get; }

    /// <summary>The networks of the tracker.</summary>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    public abstract TrackerNetworks Networks(CancellationToken cancellationToken);

    /// <summary>Encodes a frame.</summary>
    /// <param name="image">The frame.</param>
    /// <param name="text">What shall be detected on it, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>What the tracker needs, and what was detected.</returns>
    public abstract (FrameFeatures Features, IReadOnlyList<ConceptDetection> Found) Encode(RgbImage image, string? text, CancellationToken cancellationToken);
}
