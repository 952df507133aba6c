namespace Sam3D.Tracking;

/// <summary>Objects that a user points at, by the rules of SAM 3's tracker: each is a group of its own, for a group shares its prompts.</summary>
/// <param name="networks">The networks.</param>
/// <param name="spec">Sizes and rules.</param>
/// <param name="width">Columns of the video.</param>
/// <param name="height">Rows of the video.</param>
internal sealed class ThirdFrameTracker(TrackerNetworks networks, TrackerSpec spec, int width, int height) : IFrameTracker
{
    private readonly OrderedDictionary<int, TrackGroup> _groups = [];

    /// <inheritdoc/>
    public IReadOnlyList<(int Id, TrackedFrame Frame)> Next(int number, FrameFeatures frame, IReadOnlyList<ObjectPrompt> prompts)
    {
        foreach (TrackGroup group in _groups.Values)
        {
            group.Track(number, frame);
        }

        foreach (ObjectPrompt prompt in prompts)
        {
            if (!_groups.TryGetValue(prompt.Id, out TrackGroup? group))
            {
                _groups[prompt.Id] = group = new TrackGroup(networks, spec, width, height);
            }

            if (prompt.Mask is { } mask)
            {
                group.Mark(prompt.Id, number, frame, prompt.Pixels, mask.Width, mask.Height);
            }
            else
            {
                group.Click(prompt.Id, number, frame, prompt.Clicks, prompt.Adds);
            }
        }

        var found = new List<(int, TrackedFrame)>(_groups.Count);
        foreach ((int id, TrackGroup group) in _groups)
        {
            group.Settle(_ => frame);
            group.Forget(number);
            found.Add((id, group.Objects[0].Bank.Find(number)!));
        }

        return found;
    }
}
