using Sam3D.Concepts;
using Sam3D.Masks;

namespace Sam3D.Tracking;

/// <summary>The objects of a text in a video, held back until it is sure which of them are none.</summary>
internal sealed class ConceptVideo
{
    private readonly ConceptVideoRules _rules;
    private readonly ConceptTracker _tracker;
    private readonly TrackerSteps _steps;
    private readonly VideoPrompt _asked;
    private readonly Queue<(VideoMasks Masks, IReadOnlyList<ConceptTrack> Found)> _held = [];
    private readonly HashSet<int> _taken;

    // Mistakes by number, with the frame on which they were recognised.
    private readonly Dictionary<int, int> _removed = [];
    private readonly int _width, _height;
    private int _next;

    /// <param name="model">The model.</param>
    /// <param name="asked">The prompt with the text.</param>
    /// <param name="taken">Numbers that the user gave to objects.</param>
    /// <param name="width">Columns of the video.</param>
    /// <param name="height">Rows of the video.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    public ConceptVideo(VideoModel model, VideoPrompt asked, HashSet<int> taken, int width, int height, CancellationToken cancellationToken)
    {
        (_asked, _taken, _width, _height, _next) = (asked, taken, width, height, asked.Object);
        _taken.Remove(asked.Object);
        _rules = new ConceptVideoRules { LeastScore = model.LeastScore };
        _steps = new TrackerSteps(model.Networks(cancellationToken), model.Spec);
        _tracker = new ConceptTracker(model.Networks(cancellationToken), model.Spec, _rules, NextId, width, height);
    }

    /// <summary>What is looked for on a frame.</summary>
    public string? TextOn(int number) => number >= _asked.Frame ? _asked.Prompt.Text : null;

    /// <summary>Takes a frame.</summary>
    public IReadOnlyList<ConceptTrack> Next(int number, FrameFeatures features, IReadOnlyList<ConceptDetection> found)
    {
        // Frames count from the one with the text: the first of a video has a meaning of its own.
        IReadOnlyList<ConceptTrack> tracks = _tracker.Next(number - _asked.Frame, features, found);
        foreach (int id in _tracker.Removed)
        {
            _removed[id] = number;
        }

        return tracks;
    }

    /// <summary>Holds a result back; gives those that are final.</summary>
    public IReadOnlyList<VideoMasks> Hold(VideoMasks masks, IReadOnlyList<ConceptTrack> found)
    {
        _held.Enqueue((masks, found));
        return _held.Count >= _rules.Delay ? [Released()] : [];
    }

    /// <summary>All that is held back.</summary>
    public IReadOnlyList<VideoMasks> Rest()
    {
        var rest = new List<VideoMasks>(_held.Count);
        while (_held.Count > 0)
        {
            rest.Add(Released());
        }

        return rest;
    }

    private VideoMasks Released()
    {
        (VideoMasks masks, IReadOnlyList<ConceptTrack> found) = _held.Dequeue();
        var shown = new List<(ConceptTrack Track, float[] Mask)>();
        foreach (ConceptTrack track in found.Where(t => !_removed.ContainsKey(t.Id)).OrderBy(t => t.Id))
        {
            float[] large = Array.ConvertAll(_steps.Enlarge(track.Mask, _width, _height), v => v > 0 ? 1f : 0f);
            if (large.Any(v => v > 0))
            {
                shown.Add((track, large));
            }
        }

        foreach (int id in _removed.Where(r => r.Value <= masks.Frame).Select(r => r.Key).ToList())
        {
            _removed.Remove(id); // it is on no later frame
        }

        TrackMasks.SeparateByScore([.. shown.Select(s => s.Mask)], [.. shown.Select(s => s.Track.Score)], 0);
        return new VideoMasks(
            masks.Frame, [.. masks.Objects, .. shown.Select(s => new VideoObject(s.Track.Id, MaskScores.ToMask(s.Mask, _width, _height), s.Track.Probability))]);
    }

    private int NextId()
    {
        while (_taken.Contains(_next))
        {
            _next++;
        }

        return _next++;
    }
}
