namespace Sam3D;

/// <summary>Follows objects through a video: frames and prompts in, masks of each object on each frame out.</summary>
/// <remarks>
/// Implementations are safe for concurrent calls unless they say otherwise. The caller owns the results, which hold no native memory; disposing the segmenter frees its model, which must not
/// happen while a video is being tracked.
/// </remarks>
public interface IVideoSegmenter : IDisposable
{
    /// <summary>The kinds of prompt that this segmenter understands.</summary>
    PromptKinds SupportedPrompts { get; }

    /// <summary>Finds the objects of each frame. A frame is read when its turn comes, and only a few are remembered, so that the memory does not grow with the video.</summary>
    /// <param name="frames">The frames in order, for example of <see cref="VideoFrames"/>; all of one size.</param>
    /// <param name="prompts">What the user says, in any order; at least one.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>One result for each frame, in order. With a text, results come some frames later, when it is sure which objects are none.</returns>
    /// <exception cref="PromptException">Prompts cannot be used, or belong to frames that the video does not have.</exception>
    /// <exception cref="ImageException">A frame has another size than the first one, or there is no frame.</exception>
    IAsyncEnumerable<VideoMasks> TrackAsync(IAsyncEnumerable<VideoFrame> frames, IReadOnlyList<VideoPrompt> prompts, CancellationToken cancellationToken = default);
}
