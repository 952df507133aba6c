using Sam3D.Sessions;

namespace Sam3D.Tracking;

/// <summary>What makes of a frame what trackers need.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal abstract class VideoPictures : IDisposable
{
    /// <summary>Outputs that trackers need, in the order of <see cref="Features"/>.</summary>
    protected static IReadOnlyList<string> Needed { get; } = ["pix_feat", "image_embeddings", "high_res_feats_0", "high_res_feats_1"];

    /// <summary>Whether words can be looked for.</summary>
    public abstract bool KnowsWords { get; }

    /// <summary>Probability above which what is found counts, where <see cref="KnowsWords"/>.</summary>
    public abstract float LeastScore { get; }

    /// <summary>Encodes a frame.</summary>
    /// <param name="image">The frame.</param>
    /// <param name="text">What shall be detected on it, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured between two operators.</param>
    public abstract (FrameFeatures Features, IReadOnlyList<ConceptDetection> Found) Encode(RgbImage image, string? text, CancellationToken cancellationToken);

    /// <summary>Frees the networks.</summary>
    public abstract void Dispose();

    /// <summary>What was <see cref="Needed"/>.</summary>
    protected static FrameFeatures Features(IReadOnlyList<NamedTensor> made)
    {
        float[] Values(int i) => made[i].Values.ToArray();
        return new FrameFeatures(Values(0), Values(1), Values(2), Values(3));
    }
}
