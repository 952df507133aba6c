namespace Sam3D;

/// <summary>A session of segmenters that have nothing to keep of a photograph: every prompt is a call of its own.</summary>
/// <param name="segmenter">The segmenter; stays its owner's.</param>
/// <param name="image">The photograph.</param>
internal sealed class SinglePictureSession(ISegmenter segmenter, RgbImage image) : ISegmentationSession
{
    private bool _isDisposed;

    public RgbImage Image { get; } = image;

    public ValueTask<IReadOnlyList<ScoredMask>> SegmentAsync(SegmentationPrompt prompt, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return segmenter.SegmentAsync(Image, prompt, cancellationToken);
    }

    public void Dispose() => _isDisposed = true;
}
