namespace Sam3D.Core.Tests.Masks;

/// <summary>A segmenter whose answers a test makes up.</summary>
internal sealed class FakeSegmenter(PromptKinds supported, Func<RgbImage, SegmentationPrompt, IReadOnlyList<ScoredMask>> answer) : ISegmenter
{
    private int _calls;

    public PromptKinds SupportedPrompts => supported;

    public int Calls => _calls;

    public bool IsDisposed { get; private set; }

    public ValueTask<IReadOnlyList<ScoredMask>> SegmentAsync(RgbImage image, SegmentationPrompt prompt, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        return ValueTask.FromResult(answer(image, prompt));
    }

    public void Dispose() => IsDisposed = true;
}
