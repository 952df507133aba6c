using Sam3D.Bundles;
using Sam3D.Sessions;

namespace Sam3D.Tracking;

/// <summary>The image encoder of SAM 2.</summary>
/// <param name="encoder">The graph; this object owns it.</param>
/// <param name="spec">How pictures go in.</param>
internal sealed class SecondPictures(OpenGraph encoder, SegmentationSpec spec) : VideoPictures
{
    /// <inheritdoc/>
    public override bool KnowsWords => false;

    /// <inheritdoc/>
    public override float LeastScore => 1;

    /// <inheritdoc/>
    public override (FrameFeatures Features, IReadOnlyList<ConceptDetection> Found) Encode(RgbImage image, string? text, CancellationToken cancellationToken)
    {
        int size = spec.ImageSize;
        NamedTensor picture = new("image", VideoPicture.Prepare(image, size, spec.Mean, spec.Deviation), 1, 3, size, size);
        return (Features(encoder.Run([picture], TrackerGraphs.None, Needed, cancellationToken)), []);
    }

    /// <inheritdoc/>
    public override void Dispose() => encoder.Dispose();
}
