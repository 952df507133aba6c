namespace Sam3D.Tracking;

/// <summary>An object of a video: its memories, what the user said about it, and results that are not final.</summary>
internal sealed class ObjectTrack
{
    public ObjectTrack(int id, TrackerSpec spec) => (Id, Bank) = (id, new MemoryBank(spec));

    /// <summary>The user's number for it.</summary>
    public int Id { get; }

    /// <summary>Memories.</summary>
    public MemoryBank Bank { get; }

    /// <summary>Clicks by frame.</summary>
    public Dictionary<int, ClickList> Clicks { get; } = [];

    /// <summary>Frames that were tracked over, and whether backwards.</summary>
    public Dictionary<int, bool> Passed { get; } = [];

    /// <summary>Results of prompts that have no memory yet, by frame; those that count as prompted, and corrections.</summary>
    public OrderedDictionary<int, TrackedFrame> NewPrompted { get; } = [];

    /// <inheritdoc cref="NewPrompted"/>
    public OrderedDictionary<int, TrackedFrame> NewCorrections { get; } = [];

    /// <summary>The object of a number; it is added where there is none.</summary>
    public static ObjectTrack Of(List<ObjectTrack> tracks, int id, TrackerSpec spec)
    {
        ObjectTrack? track = tracks.Find(t => t.Id == id);
        if (track is null)
        {
            track = new ObjectTrack(id, spec);
            tracks.Add(track);
        }

        return track;
    }

    /// <summary>The newest result of a frame.</summary>
    public TrackedFrame? Latest(int frame) =>
        NewPrompted.TryGetValue(frame, out TrackedFrame? found) || NewCorrections.TryGetValue(frame, out found) ? found : Bank.Find(frame);

    /// <summary>Forgets what no later frame needs.</summary>
    public void Forget(int frame, int reach)
    {
        Bank.Forget(frame);
        foreach (int old in Passed.Keys.Concat(Clicks.Keys).Where(t => Math.Abs(frame - t) > reach).ToList())
        {
            Passed.Remove(old);
            Clicks.Remove(old);
        }
    }
}
