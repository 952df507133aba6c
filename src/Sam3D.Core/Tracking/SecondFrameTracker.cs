using Sam3D.Imaging;

namespace Sam3D.Tracking;

/// <summary>Objects that a user points at, by the rules of SAM 2: each has memories of its own.</summary>
/// <param name="networks">The networks.</param>
/// <param name="spec">Sizes and rules.</param>
internal sealed class SecondFrameTracker(TrackerNetworks networks, TrackerSpec spec) : IFrameTracker
{
    private const float Half = 0.5f;

    private readonly VideoTracker _tracker = new(networks, spec);

    /// <inheritdoc/>
    public IReadOnlyList<(int Id, TrackedFrame Frame)> Next(int number, FrameFeatures frame, IReadOnlyList<ObjectPrompt> prompts)
    {
        _tracker.Track(number, frame, forgets: true);
        foreach (ObjectPrompt prompt in prompts)
        {
            if (prompt.Mask is { } mask)
            {
                float[] resized = PictureResampler.Resize(prompt.Pixels, 1, mask.Height, mask.Width, spec.ImageSize, spec.ImageSize, Interpolation.Bilinear, antialias: true);
                _tracker.Mark(prompt.Id, number, frame, Array.ConvertAll(resized, v => v >= Half ? 1f : 0f));
            }
            else
            {
                _tracker.Click(prompt.Id, number, frame, prompt.Clicks, prompt.Adds);
            }
        }

        _tracker.Settle(_ => frame);
        return [.. _tracker.Objects.Select(o => (o.Id, o.Bank.Find(number)!))];
    }
}
