using Sam3D.Imaging;
using Sam3D.Masks;

namespace Sam3D.Tracking;

/// <summary>
/// Follows objects through a video, frame by frame (Ravi et al., arXiv 2408.00714; official <c>SAM2VideoPredictor</c>). Prompts may come on any frame; <see cref="Settle"/> makes them
/// memories, <see cref="Track"/> finds all objects on a frame.
/// </summary>
/// <param name="networks">The networks.</param>
/// <param name="spec">Sizes and rules.</param>
/// <remarks>Not thread-safe.</remarks>
internal sealed class VideoTracker(TrackerNetworks networks, TrackerSpec spec)
{
    private const float FilledHole = 0.1f;

    private readonly TrackerSteps _steps = new(networks, spec);
    private readonly List<ObjectTrack> _objects = [];

    /// <summary>The objects in the order in which they were first named.</summary>
    public IReadOnlyList<ObjectTrack> Objects => _objects;

    /// <summary>Takes clicks or a box.</summary>
    /// <param name="id">The object; a number that is not known yet begins a new one.</param>
    /// <param name="number">The frame's number.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="clicks">In pixels of the network's picture.</param>
    /// <param name="keepsOlder">Whether earlier clicks on the same frame still count.</param>
    public TrackedFrame Click(int id, int number, FrameFeatures frame, ClickList clicks, bool keepsOlder = false)
    {
        ObjectTrack track = Named(id);
        clicks = keepsOlder && track.Clicks.TryGetValue(number, out ClickList? older) ? older.Append(clicks) : clicks;
        track.Clicks[number] = clicks;
        bool begins = !track.Passed.TryGetValue(number, out bool reverse), isPrompted = begins || spec.KeepsCorrections;

        TrackedFrame? before = (isPrompted ? track.NewPrompted : track.NewCorrections).GetValueOrDefault(number) ?? track.Bank.Find(number);
        float[] embedding = begins ? frame.Prompted : networks.Attend(frame, track.Bank.Select(number, reverse));
        TrackedFrame found = Filled(_steps.Decode(frame, embedding, clicks, TrackerSteps.Bounded(before?.Mask)));
        (isPrompted ? track.NewPrompted : track.NewCorrections)[number] = found;
        return found;
    }

    /// <summary>Takes a mask as the truth.</summary>
    /// <param name="id">The object.</param>
    /// <param name="number">The frame's number.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="mask">[S, S] of the network's picture, 0 and 1.</param>
    public TrackedFrame Mark(int id, int number, FrameFeatures frame, float[] mask)
    {
        ObjectTrack track = Named(id);
        track.Clicks.Remove(number);
        bool isPrompted = !track.Passed.ContainsKey(number) || spec.KeepsCorrections, isThere = mask.Any(v => v > 0);
        float[] logits = [.. mask.Select(v => (v * TrackerSteps.MaskScale) + TrackerSteps.MaskOffset)];
        TrackedFrame found = Filled(new TrackedFrame
        {
            Mask = PictureResampler.Resize(logits, 1, spec.ImageSize, spec.ImageSize, spec.LowSide, spec.LowSide, Interpolation.Bilinear, antialias: true),
            Pointer = _steps.PointerOf(frame, mask),
            Score = isThere ? TrackerSteps.MaskScale + TrackerSteps.MaskOffset : TrackerSteps.MaskOffset,
            Quality = 1,
        });
        (isPrompted ? track.NewPrompted : track.NewCorrections)[number] = found;
        return found;
    }

    /// <summary>Makes memories of all prompts since the last time.</summary>
    /// <param name="frames">The frames by number.</param>
    public void Settle(Func<int, FrameFeatures> frames)
    {
        foreach (ObjectTrack track in _objects)
        {
            foreach ((int number, TrackedFrame found) in track.NewCorrections)
            {
                track.Bank.Tracked[number] = Remembered(frames(number), found);
            }

            foreach ((int number, TrackedFrame found) in track.NewPrompted)
            {
                track.Bank.Prompted[number] = Remembered(frames(number), found);
            }

            track.NewCorrections.Clear();
            track.NewPrompted.Clear();
            foreach (int number in track.Bank.Prompted.Keys)
            {
                track.Bank.Tracked.Remove(number);
            }
        }
    }

    /// <summary>Finds every object that was prompted before on a frame. Objects without any prompted frame are left out.</summary>
    /// <param name="number">The frame's number.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="reverse">Whether tracking goes back in time.</param>
    /// <param name="forgets">Whether frames that no later frame needs are forgotten; then prompts must come in the order of the frames.</param>
    public IReadOnlyList<(ObjectTrack Object, TrackedFrame Frame)> Track(int number, FrameFeatures frame, bool reverse = false, bool forgets = false)
    {
        var results = new List<(ObjectTrack, TrackedFrame)>(_objects.Count);
        foreach (ObjectTrack track in _objects.Where(t => t.Bank.Prompted.Count > 0))
        {
            if (!track.Bank.Prompted.TryGetValue(number, out TrackedFrame? found))
            {
                TrackedFrame raw = _steps.Decode(frame, networks.Attend(frame, track.Bank.Select(number, reverse)), ClickList.Empty, null);
                found = Filled(raw).With(Remember(frame, raw, isPrompt: false));
                track.Bank.Tracked[number] = found;
            }

            track.Passed[number] = reverse;
            results.Add((track, found));
            if (forgets)
            {
                track.Forget(number, spec.Reach);
            }
        }

        return results;
    }

    /// <summary>Logits of objects at the size of the video, [objects][height, width].</summary>
    /// <param name="masks">Logits at low resolution; <see langword="null"/> for an object that is not there yet.</param>
    /// <param name="width">Columns of the video.</param>
    /// <param name="height">Rows of the video.</param>
    public IReadOnlyList<float[]> Enlarge(IEnumerable<float[]?> masks, int width, int height)
    {
        List<float[]> large =
        [
            .. masks.Select(m => m is null ? TrackerSteps.Absent(width * height) : _steps.Enlarge(m, width, height)),
        ];
        if (spec.SeparatesObjects)
        {
            ObjectOverlap.Separate(large);
        }

        return large;
    }

    private ObjectTrack Named(int id) => ObjectTrack.Of(_objects, id, spec);

    private TrackedFrame Remembered(FrameFeatures frame, TrackedFrame found) => found.Memory is null ? found.With(Remember(frame, found, isPrompt: true)) : found;

    private float[] Remember(FrameFeatures frame, TrackedFrame found, bool isPrompt) =>
        _steps.Remember(frame, _steps.Enlarge(found.Mask, spec.ImageSize, spec.ImageSize), isAbsent: found.Score <= 0, isPrompt);

    private TrackedFrame Filled(TrackedFrame found)
    {
        if (spec.HoleArea == 0)
        {
            return found;
        }

        float[] logits = found.Mask, filled = [.. logits];
        MaskComponents holes = MaskComponents.Find(spec.LowSide, spec.LowSide, i => !(logits[i] > 0));
        for (int i = 0; i < filled.Length; i++)
        {
            filled[i] = holes.AreaAt(i) is > 0 and int area && area <= spec.HoleArea ? FilledHole : filled[i];
        }

        return new TrackedFrame { Mask = filled, Pointer = found.Pointer, Score = found.Score, Quality = found.Quality };
    }
}
