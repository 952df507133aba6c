namespace Sam3D;

/// <summary>
/// Finds the object in a photograph: a prompt (points, boxes, text, a rough mask, or nothing at all) in, scored masks out.
/// </summary>
/// <remarks>
/// Implementations are safe for concurrent calls unless they say otherwise. The caller owns the results, which hold
/// no native memory; disposing the segmenter frees its model.
/// </remarks>
public interface ISegmenter : IDisposable
{
    /// <summary>The kinds of prompt that this segmenter understands.</summary>
    PromptKinds SupportedPrompts { get; }

    /// <summary>Segments a photograph.</summary>
    /// <param name="image">The photograph, 8-bit RGB, W × H pixels.</param>
    /// <param name="prompt">What to look for; <see cref="SegmentationPrompt.Salient"/> asks for the main object.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>Masks of the size of <paramref name="image"/>, best first; at least one.</returns>
    /// <exception cref="PromptException">The prompt is of a kind outside <see cref="SupportedPrompts"/>, or lies outside the picture.</exception>
    /// <exception cref="MaskException">Nothing was found.</exception>
    ValueTask<IReadOnlyList<ScoredMask>> SegmentAsync(
        RgbImage image, SegmentationPrompt prompt, CancellationToken cancellationToken = default);

    /// <summary>Opens a photograph for several prompts: what depends on the photograph alone is computed once.</summary>
    /// <param name="image">The photograph, 8-bit RGB, W × H pixels.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>The opened photograph, to be disposed by the caller before the segmenter.</returns>
    /// <exception cref="ImageException">The photograph is too small or too narrow.</exception>
    /// <remarks>Without an implementation of its own, every prompt is a call of <see cref="SegmentAsync"/>.</remarks>
    ValueTask<ISegmentationSession> OpenAsync(RgbImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        return ValueTask.FromResult<ISegmentationSession>(new SinglePictureSession(this, image));
    }
}
