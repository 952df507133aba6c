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
    private readonly Dictionary<int, int> _missed = [];
    private readonly Dictionary<(int Older, int Younger), int> _doubled = [];
    private readonly HashSet<int> _removed = [];

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

        foreach (int id in lost)
        {
            _missed[id] = _missed.GetValueOrDefault(id) + 1;
        }

        foreach (IReadOnlyList<int> ids in matches.Where(m => m.Count > 1))
        {
            int oldest = ids.MinBy(id => _first[id]);
            foreach (int id in ids.Where(id => id != oldest))
            {
                _doubled[(oldest, id)] = _doubled.GetValueOrDefault((oldest, id)) + 1;
            }
        }

        List<int> gone =
        [
            .. _first.Keys.Where(id => _first[id] > frame - delay && !_removed.Contains(id)
                && (_missed.GetValueOrDefault(id) >= unmatched || _doubled.Any(d => d.Key.Younger == id && d.Value >= shared))).Order(),
        ];
        _removed.UnionWith(gone);
        return gone;
    }
}
