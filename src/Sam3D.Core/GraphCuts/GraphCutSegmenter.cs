using Sam3D.GraphCuts;
using Sam3D.Masks;

namespace Sam3D;

/// <summary>
/// Finds objects by clicks, boxes and rough masks without any promptable network: colours of object and background as mixtures of Gaussians, the cheapest boundary between them as a
/// minimum cut (Boykov and Jolly, 2001; Rother et al., "GrabCut", 2004), and, where a segmenter of salient objects is given, what stands out near the prompt as a prior.
/// </summary>
/// <remarks>
/// Safe for concurrent calls. The same picture and prompt give the same mask. It knows nothing of objects: what looks like its surroundings, is cluttered, or has many colours needs
/// more clicks or a box; docs/segmentation.md tells how well it does. Masks cost what the number of pixels along the boundary asks for, never a large network.
/// </remarks>
public sealed class GraphCutSegmenter : ISegmenter
{
    private readonly ISegmenter? _salient;

    /// <summary>Makes a segmenter.</summary>
    /// <param name="salient">
    /// Finds what stands out in a picture, for example <c>SalientObjectSegmenter</c>; it is asked about parts of the photograph around each prompt. It is disposed with
    /// this segmenter. <see langword="null"/> for colours alone.
    /// </param>
    /// <exception cref="ArgumentException">The segmenter does not answer an empty prompt.</exception>
    public GraphCutSegmenter(ISegmenter? salient = null)
    {
        if (salient is not null && !salient.SupportedPrompts.HasFlag(PromptKinds.Salient))
        {
            throw new ArgumentException($"The segmenter understands {salient.SupportedPrompts}, expected one that needs no prompt.", nameof(salient));
        }

        _salient = salient;
    }

    /// <inheritdoc/>
    public PromptKinds SupportedPrompts =>
        PromptKinds.Points | PromptKinds.Boxes | PromptKinds.Mask | PromptKinds.Previous | (_salient is null ? 0 : PromptKinds.Salient);

    /// <summary>How <see cref="AutomaticMaskGenerator"/> is best run with this segmenter, whose qualities are others than a network's.</summary>
    public static AutomaticMaskOptions Everything { get; } = new()
    {
        PointsPerSide = 8,
        LeastQuality = 0.75f,
        LeastStability = 0.6f,
        MaxBoxIoU = 0.6f,
    };

    /// <inheritdoc/>
    public ValueTask<ISegmentationSession> OpenAsync(RgbImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        PromptRules.ThrowIfTooSmall(image.Width, image.Height);
        return ValueTask.FromResult<ISegmentationSession>(new GraphCutSession(image, _salient, SupportedPrompts));
    }

    /// <inheritdoc/>
    /// <exception cref="ImageException">The photograph has fewer than 2×2 pixels.</exception>
    public async ValueTask<IReadOnlyList<ScoredMask>> SegmentAsync(
        RgbImage image, SegmentationPrompt prompt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        PromptRules.ThrowIfUnusable(prompt, image, SupportedPrompts, nameof(GraphCutSegmenter));
        using ISegmentationSession session = await OpenAsync(image, cancellationToken).ConfigureAwait(false);
        return await session.SegmentAsync(prompt, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Frees the segmenter of salient objects.</summary>
    public void Dispose() => _salient?.Dispose();
}
