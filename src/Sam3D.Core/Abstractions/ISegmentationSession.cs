namespace Sam3D;

/// <summary>One photograph that a segmenter has seen, ready for many prompts. See <see cref="ISegmenter.OpenAsync"/>.</summary>
/// <remarks>
/// Implementations are safe for concurrent calls unless they say otherwise. Results hold no native memory and stay valid after the session is disposed; disposing it frees
/// what the segmenter knows of the photograph.
/// </remarks>
public interface ISegmentationSession : IDisposable
{
    /// <summary>The photograph.</summary>
    RgbImage Image { get; }

    /// <summary>Answers a prompt.</summary>
    /// <param name="prompt">What to look for.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>Masks of the size of <see cref="Image"/>, best first; at least one. With several boxes the best mask of each box, in their order.</returns>
    /// <exception cref="PromptException">The prompt is of a kind that the segmenter lacks, is empty, contradicts itself, or lies outside of the picture.</exception>
    /// <exception cref="MaskException">Nothing was found.</exception>
    ValueTask<IReadOnlyList<ScoredMask>> SegmentAsync(SegmentationPrompt prompt, CancellationToken cancellationToken = default);
}
