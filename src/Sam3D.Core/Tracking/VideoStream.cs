using System.Numerics;
using System.Runtime.CompilerServices;
using Sam3D.Concepts;
using Sam3D.Masks;

namespace Sam3D.Tracking;

/// <summary>
/// Follows objects through frames as they come, each read once, with the memory of a few frames however long the video is. Of prompted frames, those that are attended to are kept.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="name">What to call it in messages.</param>
internal sealed class VideoStream(VideoModel model, string name)
{
    private const float Beside = 0, On = 1, UpperLeft = 2, LowerRight = 3;

    /// <inheritdoc cref="IVideoSegmenter.TrackAsync"/>
    public async IAsyncEnumerable<VideoMasks> TrackAsync(
        IAsyncEnumerable<VideoFrame> frames, IReadOnlyList<VideoPrompt> prompts, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        VideoPromptRules.ThrowIfUnusable(prompts, model.Supported, name);
        ILookup<int, VideoPrompt> byFrame = prompts.ToLookup(p => p.Frame);
        VideoRun? run = null;
        int number = 0;
        await foreach (VideoFrame frame in frames.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            RgbImage image = (frame ?? throw new ArgumentException($"Frame {number} is null.", nameof(frames))).Image;
            run ??= Begin(prompts, image, cancellationToken);
            int current = number++;
            foreach (VideoMasks masks in await Task.Run(() => run.Next(current, image, [.. byFrame[current]]), cancellationToken).ConfigureAwait(false))
            {
                yield return masks;
            }
        }

        if (run is null)
        {
            throw new ImageException("The video has no frames, expected at least one: check where the frames come from.");
        }

        foreach (VideoMasks masks in run.Rest())
        {
            yield return masks;
        }

        if (prompts.Where(p => p.Frame >= number).ToList() is [var late, ..])
        {
            throw new PromptException($"Object {late.Object} has a prompt on frame {late.Frame}, but the video has {number} frames: give a number below that.");
        }
    }

    private VideoRun Begin(IReadOnlyList<VideoPrompt> prompts, RgbImage first, CancellationToken cancellationToken)
    {
        PromptFrame.Create(first.Width, first.Height, model.Spec.ImageSize, PictureFit.Stretch); // refuses what is too small
        return new VideoRun(model, name, prompts, first.Width, first.Height, cancellationToken);
    }

    /// <summary>One video on its way.</summary>
    private sealed class VideoRun(VideoModel model, string name, IReadOnlyList<VideoPrompt> prompts, int width, int height, CancellationToken cancellationToken)
    {
        private readonly TrackerSteps _steps = new(model.Networks(cancellationToken), model.Spec);
        private readonly IFrameTracker _objects = model.Spec.IsThird
            ? new ThirdFrameTracker(model.Networks(cancellationToken), model.Spec, width, height)
            : new SecondFrameTracker(model.Networks(cancellationToken), model.Spec);

        private readonly HashSet<int> _known = [];
        private readonly ConceptVideo? _concept = prompts.FirstOrDefault(p => p.Prompt.Text is not null) is { } asked
            ? new ConceptVideo(model, asked, [.. prompts.Select(p => p.Object)], width, height, cancellationToken)
            : null;

        /// <summary>Takes a frame; gives the results that are final.</summary>
        public IReadOnlyList<VideoMasks> Next(int number, RgbImage image, IReadOnlyList<VideoPrompt> given)
        {
            if (image.Width != width || image.Height != height)
            {
                throw new ImageException(
                    $"Frame {number} of the video has {image.Width}×{image.Height} pixels, expected {width}×{height} as the frames before: resize it, or track the parts one by one.");
            }

            VideoPrompt[] pointed = [.. given.Where(p => p.Prompt.Text is null)];
            foreach (VideoPrompt prompt in pointed)
            {
                PromptRules.ThrowIfUnusable(prompt.Prompt, image, model.Supported, name, corrects: _known.Contains(prompt.Object));
                _known.Add(prompt.Object);
            }

            string? text = _concept?.TextOn(number);
            if (_known.Count == 0 && text is null)
            {
                VideoMasks nothing = new(number, []); // nothing to look for yet
                return _concept is null ? [nothing] : _concept.Hold(nothing, []);
            }

            (FrameFeatures features, IReadOnlyList<ConceptDetection> found) = model.Encode(image, text, cancellationToken);
            var masks = new VideoMasks(number, [.. Shown(_objects.Next(number, features, [.. pointed.Select(Scaled)]))]);
            return _concept is null ? [masks] : _concept.Hold(masks, text is null ? [] : _concept.Next(number, features, found));
        }

        /// <summary>The results that were held back.</summary>
        public IReadOnlyList<VideoMasks> Rest() => _concept?.Rest() ?? [];

        private IEnumerable<VideoObject> Shown(IReadOnlyList<(int Id, TrackedFrame Frame)> objects)
        {
            List<float[]> large = [.. objects.Select(o => _steps.Enlarge(o.Frame.Mask, width, height))];
            if (model.Spec.SeparatesObjects)
            {
                ObjectOverlap.Separate(large);
            }

            return objects.Zip(large, (o, l) => new VideoObject(o.Id, MaskScores.ToMask(l, width, height), 1 / (1 + MathF.Exp(-o.Frame.Score))));
        }

        /// <summary>A prompt in pixels of the network's picture.</summary>
        private ObjectPrompt Scaled(VideoPrompt prompt)
        {
            var scale = new Vector2((float)model.Spec.ImageSize / width, (float)model.Spec.ImageSize / height);
            (Vector2 Place, float Label)[] points =
            [
                .. prompt.Prompt.Boxes.SelectMany(b => new[] { (b.Min, UpperLeft), (b.Max, LowerRight) }),
                .. prompt.Prompt.Points.Select(p => (p.Position, p.IsForeground ? On : Beside)),
            ];
            var clicks = new ClickList([.. points.SelectMany(p => new[] { p.Place.X * scale.X, p.Place.Y * scale.Y })], [.. points.Select(p => p.Label)]);
            return new ObjectPrompt(prompt.Object, clicks, prompt.Prompt.Mask, Adds: prompt.Prompt.Boxes.Count == 0);
        }
    }
}
