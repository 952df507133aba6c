using Sam3D.Imaging;

namespace Sam3D.Tracking;

/// <summary>
/// Objects of a video that share their prompted frames and the choice of their memories (Carion et al., arXiv 2511.16719; official <c>Sam3TrackerPredictor</c>, of which a state is a
/// group). A prompt on one object makes the frame a prompted one of all.
/// </summary>
/// <param name="networks">The networks.</param>
/// <param name="spec">Sizes and rules.</param>
/// <param name="width">Columns of the video.</param>
/// <param name="height">Rows of the video.</param>
/// <remarks>Not thread-safe.</remarks>
internal sealed class TrackGroup(TrackerNetworks networks, TrackerSpec spec, int width, int height)
{
    /// <summary>Clicks on one frame that the decoder is given.</summary>
    public const int MaxClicks = 16;

    private const float Certain = 1024, Half = 0.5f, Present = 10;

    private readonly TrackerSteps _steps = new(networks, spec);
    private readonly List<ObjectTrack> _objects = [];

    // Masks that the user drew, ±1024 at the size of the video, until they are memories.
    private readonly Dictionary<(int Id, int Frame), float[]> _drawn = [];

    /// <summary>The objects in the order in which they were first named.</summary>
    public IReadOnlyList<ObjectTrack> Objects => _objects;

    /// <summary>Takes clicks or a box. Memories do not take part in the answer.</summary>
    /// <param name="id">The object; a number that is not known yet begins a new one.</param>
    /// <param name="number">The frame's number.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="clicks">In pixels of the network's picture.</param>
    /// <param name="keepsOlder">Whether earlier clicks on the same frame still count.</param>
    public TrackedFrame Click(int id, int number, FrameFeatures frame, ClickList clicks, bool keepsOlder = false)
    {
        ObjectTrack track = Named(id);
        clicks = (keepsOlder && track.Clicks.TryGetValue(number, out ClickList? older) ? older.Append(clicks) : clicks).Limited(MaxClicks);
        track.Clicks[number] = clicks;
        float[]? before = _drawn.Remove((id, number)) ? null : TrackerSteps.Bounded(track.Latest(number)?.Mask);
        return track.NewPrompted[number] = _steps.Decode(frame, frame.Prompted, clicks, before);
    }

    /// <summary>Takes a mask as the truth.</summary>
    /// <param name="id">The object.</param>
    /// <param name="number">The frame's number.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="mask">0 and 1, row-major, of any size.</param>
    /// <param name="columns">Columns of the mask.</param>
    /// <param name="rows">Rows of the mask.</param>
    public TrackedFrame Mark(int id, int number, FrameFeatures frame, float[] mask, int columns, int rows)
    {
        ObjectTrack track = Named(id);
        track.Clicks.Remove(number);
        float[] prompt = Resized(mask, columns, rows, spec.MemorySide, spec.MemorySide);
        float[] drawn = Array.ConvertAll(Resized(mask, columns, rows, width, height), v => v > Half ? Certain : -Certain);

        // 1. What is drawn belongs to no other object that was drawn on the same frame.
        foreach ((int Id, int Frame) other in _drawn.Keys.Where(k => k.Frame == number && k.Id != id).ToList())
        {
            float[] cut = [.. _drawn[other].Zip(drawn, (old, here) => here > 0 ? -Certain : old)];
            _drawn[other] = cut;
            TrackedFrame old = Named(other.Id).NewPrompted[number];
            Named(other.Id).NewPrompted[number] = new TrackedFrame { Mask = Shrunk(cut), Pointer = old.Pointer, Score = old.Score, Quality = old.Quality };
        }

        // 2. The decoder is only asked for a pointer.
        _drawn[(id, number)] = drawn;
        return track.NewPrompted[number] = new TrackedFrame
        {
            Mask = Shrunk(drawn),
            Pointer = _steps.PointerOf(frame, prompt),
            Score = prompt.Any(v => v > 0) ? Present : -Present,
            Quality = 1,
        };
    }

    /// <summary>Makes memories of all prompts since the last time: of all objects on each of these frames, without overlaps.</summary>
    /// <param name="frames">The frames by number.</param>
    public void Settle(Func<int, FrameFeatures> frames)
    {
        foreach (int number in _objects.SelectMany(o => o.NewPrompted.Keys).Distinct().Order().ToList())
        {
            FrameFeatures frame = frames(number);
            TrackedFrame[] found = [.. _objects.Select(o => o.Latest(number) ?? Missing())];
            float[][] large = [.. found.Select(f => _steps.Enlarge(f.Mask, spec.ImageSize, spec.ImageSize))];
            ObjectOverlap.Separate(large);
            foreach ((int i, ObjectTrack track) in _objects.Index())
            {
                track.Bank.Prompted[number] = found[i].With(_steps.Remember(frame, large[i], isAbsent: found[i].Score <= 0, isPrompt: true));
                track.Bank.Tracked.Remove(number);
            }
        }

        _drawn.Clear();
        _objects.ForEach(o => o.NewPrompted.Clear());
    }

    /// <summary>Finds all objects on a frame.</summary>
    /// <param name="number">The frame's number.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="reverse">Whether tracking goes back in time.</param>
    /// <param name="remembers">Whether memories are made at once, of each object alone; else <see cref="Remember"/> must follow.</param>
    public IReadOnlyList<TrackedFrame> Track(int number, FrameFeatures frame, bool reverse = false, bool remembers = true)
    {
        if (_objects.TrueForAll(o => o.Bank.Prompted.ContainsKey(number)))
        {
            return [.. _objects.Select(o => o.Bank.Prompted[number])];
        }

        TrackedFrame[] found = [.. _objects.Select(o => _steps.Decode(frame, networks.Attend(frame, o.Bank.Select(number, reverse)), ClickList.Empty, null))];

        // A mean of products of all pairs, as the official code has it: the product of the means.
        float? usefulness = spec.SelectsMemories ? found.Average(f => Math.Max(0, (2 / (1 + MathF.Exp(-f.Score))) - 1)) * found.Average(f => f.Quality) : null;
        foreach ((int i, ObjectTrack track) in _objects.Index())
        {
            float[]? memory = remembers
                ? _steps.Remember(frame, _steps.Enlarge(found[i].Mask, spec.ImageSize, spec.ImageSize), isAbsent: found[i].Score <= 0, isPrompt: false)
                : null;
            track.Bank.Tracked[number] = found[i] = found[i].With(memory, usefulness);
        }

        return found;
    }

    /// <summary>Makes memories of a frame, of other masks than those that <see cref="Track"/> found. The frame may have been prompted in between.</summary>
    /// <param name="number">The frame's number.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="masks">Logits of each object, [16G, 16G]. An empty mask stands for an object that is not there.</param>
    public void Remember(int number, FrameFeatures frame, IReadOnlyList<float[]> masks)
    {
        foreach ((int i, ObjectTrack track) in _objects.Index())
        {
            float[] memory = _steps.Remember(frame, masks[i], isAbsent: !masks[i].Any(v => v > 0), isPrompt: false);
            if (track.Bank.Prompted.TryGetValue(number, out TrackedFrame? prompted))
            {
                track.Bank.Prompted[number] = prompted.With(memory);
            }
            else
            {
                TrackedFrame tracked = track.Bank.Tracked[number];
                track.Bank.Tracked[number] = tracked.With(memory, tracked.Usefulness);
            }
        }
    }

    /// <summary>Forgets an object.</summary>
    public void Remove(int id) => _objects.RemoveAll(o => o.Id == id);

    /// <summary>Forgets frames that no later frame needs, when tracking goes forward.</summary>
    /// <param name="number">The frame that was tracked last.</param>
    public void Forget(int number) => _objects.ForEach(o => o.Forget(number, spec.Reach));

    private ObjectTrack Named(int id) => ObjectTrack.Of(_objects, id, spec);

    /// <summary>An object of which nothing is known on a frame.</summary>
    private TrackedFrame Missing() =>
        new() { Mask = TrackerSteps.Absent(spec.LowSide * spec.LowSide), Pointer = networks.AbsentPointer, Score = Present, Quality = 0 };

    private float[] Shrunk(float[] drawn) => Resized(drawn, width, height, spec.LowSide, spec.LowSide);

    private static float[] Resized(float[] mask, int columns, int rows, int newColumns, int newRows) => (columns, rows) == (newColumns, newRows)
        ? mask
        : PictureResampler.Resize(mask, 1, rows, columns, newRows, newColumns, Interpolation.Bilinear, antialias: true);
}
