using System.Numerics;
using System.Runtime.CompilerServices;
using Sam3D.Imaging;
using Sam3D.Masks;

namespace Sam3D.Tracking;

/// <summary>
/// Follows objects through frames as they come, each read once, with the memory of a few frames however long the video is. Only prompted frames are kept to the end.
/// </summary>
/// <param name="networks">The networks.</param>
/// <param name="spec">Sizes and rules.</param>
/// <param name="encode">The image encoder.</param>
internal sealed class VideoStream(TrackerNetworks networks, TrackerSpec spec, Func<RgbImage, FrameFeatures> encode)
{
    private const PromptKinds Supported = PromptKinds.Points | PromptKinds.Boxes | PromptKinds.Mask;
    private const float Half = 0.5f, Beside = 0, On = 1, UpperLeft = 2, LowerRight = 3;

    /// <summary>Finds the objects of each frame.</summary>
    /// <param name="frames">The frames in order.</param>
    /// <param name="prompts">What the user says, in any order; at least one. A later prompt of an object corrects it.</param>
    /// <param name="cancellationToken">Stops within one frame.</param>
    /// <exception cref="PromptException">Prompts cannot be used, or belong to frames that the video does not have.</exception>
    /// <exception cref="ImageException">A frame has another size than the first one.</exception>
    public async IAsyncEnumerable<VideoMasks> TrackAsync(
        IAsyncEnumerable<VideoFrame> frames, IReadOnlyList<VideoPrompt> prompts, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ThrowIfUnusable(prompts);
        ILookup<int, VideoPrompt> byFrame = prompts.ToLookup(p => p.Frame);
        var tracker = new VideoTracker(networks, spec);
        int number = 0, width = 0, height = 0;
        await foreach (VideoFrame frame in frames.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            (width, height) = number == 0 ? (frame.Image.Width, frame.Image.Height) : (width, height);
            if (frame.Image.Width != width || frame.Image.Height != height)
            {
                throw new ImageException(
                    $"Frame {number} of the video has {frame.Image.Width}×{frame.Image.Height} pixels, expected {width}×{height} as the frames before: resize it, or track the parts one by one.");
            }

            int current = number++;
            yield return await Task.Run(() => Next(tracker, current, frame.Image, byFrame[current]), cancellationToken).ConfigureAwait(false);
        }

        if (prompts.Where(p => p.Frame >= number).ToList() is [var late, ..])
        {
            throw new PromptException($"Object {late.Object} has a prompt on frame {late.Frame}, but the video has {number} frames: give a number below that.");
        }
    }

    private VideoMasks Next(VideoTracker tracker, int number, RgbImage image, IEnumerable<VideoPrompt> prompts)
    {
        List<VideoPrompt> given = [.. prompts];
        given.ForEach(p => PromptRules.ThrowIfUnusable(p.Prompt, image, Supported, "The tracker"));
        if (tracker.Objects.Count == 0 && given.Count == 0)
        {
            return new VideoMasks(number, []); // nothing to look for yet
        }

        FrameFeatures features = encode(image);
        foreach (VideoPrompt prompt in given)
        {
            Tell(tracker, number, features, image, prompt);
        }

        tracker.Settle(_ => features);
        IReadOnlyList<(ObjectTrack Object, TrackedFrame Frame)> found = tracker.Track(number, features, forgets: true);
        IReadOnlyList<float[]> logits = tracker.Enlarge(found.Select(f => f.Frame.Mask), image.Width, image.Height);
        return new VideoMasks(number, [.. found.Zip(logits, (f, l) => new VideoObject(f.Object.Id, ToMask(l, image.Width, image.Height), f.Frame.Score))]);
    }

    private void Tell(VideoTracker tracker, int number, FrameFeatures features, RgbImage image, VideoPrompt prompt)
    {
        if (prompt.Prompt.Mask is { } mask)
        {
            float[] values = [.. mask.ValueArray.Select(v => v == 0 ? 0f : 1f)];
            float[] resized = PictureResampler.Resize(values, 1, mask.Height, mask.Width, spec.ImageSize, spec.ImageSize, Interpolation.Bilinear, antialias: true);
            tracker.Mark(prompt.Object, number, features, [.. resized.Select(v => v >= Half ? 1f : 0f)]);
            return;
        }

        var scale = new Vector2((float)spec.ImageSize / image.Width, (float)spec.ImageSize / image.Height);
        IEnumerable<(Vector2 Place, float Label)> points =
        [
            .. prompt.Prompt.Boxes.SelectMany(b => new[] { (b.Min, UpperLeft), (b.Max, LowerRight) }),
            .. prompt.Prompt.Points.Select(p => (p.Position, p.IsForeground ? On : Beside)),
        ];
        tracker.Click(
            prompt.Object, number, features, new ClickList([.. points.SelectMany(p => new[] { p.Place.X * scale.X, p.Place.Y * scale.Y })], [.. points.Select(p => p.Label)]));
    }

    /// <summary>What can be said before any frame is there.</summary>
    private static void ThrowIfUnusable(IReadOnlyList<VideoPrompt> prompts)
    {
        var violations = new List<string>();
        if (prompts.Count == 0)
        {
            violations.Add("there is none: give a click, a box or a mask on a frame");
        }

        foreach (VideoPrompt prompt in prompts)
        {
            string where = $"object {prompt.Object} on frame {prompt.Frame}";
            if (prompt.Frame < 0)
            {
                violations.Add($"{where}: frames count from 0");
            }

            if (prompt.Prompt.Boxes.Count > 1)
            {
                violations.Add($"{where} has {prompt.Prompt.Boxes.Count} boxes: give each object its own number");
            }

            if (prompt.Prompt.Mask is not null && (prompt.Prompt.Points.Count > 0 || prompt.Prompt.Boxes.Count > 0))
            {
                violations.Add($"{where} has a mask beside clicks or a box: give one of them");
            }
        }

        violations.AddRange(prompts.GroupBy(p => (p.Frame, p.Object)).Where(g => g.Count() > 1).Select(g => $"object {g.Key.Object} on frame {g.Key.Frame} has {g.Count()} prompts: put them into one"));
        if (violations.Count > 0)
        {
            throw new PromptException($"The prompts of the video cannot be used: {string.Join("; ", violations)}.");
        }
    }

    private static Mask ToMask(float[] logits, int width, int height) => new(width, height, Array.ConvertAll(logits, l => l > 0 ? byte.MaxValue : (byte)0));
}
