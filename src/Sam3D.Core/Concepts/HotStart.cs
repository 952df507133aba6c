namespace Sam3D.Concepts;

/// <summary>
/// Decides which new objects of a video were a mistake (SAM 3; official <c>_process_hotstart</c>): young ones that no detection confirms, or that share their detection with an older
/// object.
/// </summary>
/// <param name="delay">Frames for which an object is young, 15 in the release.</param>
/// <param name="unmatched">Frames without a detection after which it goes, 8.</param>
/// <param name="shared">Frames with the detection of an older object after which it goes, 8.</param>
internal sealed class HotStart(int delay, int unmatched, int shared)
{
    private readonly Dictionary<int, int> _first = [];

    // Of young objects alone.
    private readonly Dictionary<int, int> _missed = [];
    private readonly Dictionary<(int Older, int Younger), int> _doubled = [];

    /// <summary>Takes a frame.</summary>
    /// <param name="frame">Its number.</param>
    /// <param name="begun">Objects that begin here.</param>
    /// <param name="matches">Objects of each detection.</param>
    /// <param name="lost">Objects without a detection.</param>
    /// <returns>Objects to remove now.</returns>
    public IReadOnlyList<int> Next(int frame, IEnumerable<int> begun, IEnumerable<IReadOnlyList<int>> matches, IEnumerable<int> lost)
    {
        foreach (int id in begun)
        {
            _first.TryAdd(id, frame);
        }

        bool IsYoung(int id) => _first[id] > frame - delay;
        foreach (int id in lost.Where(IsYoung))
        {
            _missed[id] = _missed.GetValueOrDefault(id) + 1;
        }

        foreach (IReadOnlyList<int> ids in matches.Where(m => m.Count > 1))
        {
            int oldest = ids.MinBy(id => _first[id]);
            foreach (int id in ids.Where(id => id != oldest && IsYoung(id)))
            {
                _doubled[(oldest, id)] = _doubled.GetValueOrDefault((oldest, id)) + 1;
            }
        }

        List<int> gone =
        [
            .. _first.Keys.Where(id => IsYoung(id) && (_missed.GetValueOrDefault(id) >= unmatched || _doubled.Any(d => d.Key.Younger == id && d.Value >= shared))).Order(),
        ];
        Forget(id => gone.Contains(id) || !IsYoung(id));
        gone.ForEach(id => _first.Remove(id));
        return gone;
    }

    /// <summary>Forgets what was held against objects.</summary>
    private void Forget(Func<int, bool> which)
    {
        foreach (int id in _missed.Keys.Where(which).ToList())
        {
            _missed.Remove(id);
        }

        foreach ((int Older, int Younger) pair in _doubled.Keys.Where(p => which(p.Younger)).ToList())
        {
            _doubled.Remove(pair);
        }
    }
}
