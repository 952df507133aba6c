using Sam3D.Tensors;

namespace Sam3D.DataEngine.Annotation;

/// <summary>
/// What an annotator judges next. Nothing is remembered but judgements: the next task follows from them, so that a session goes on wherever it was left.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="options">Checked options.</param>
internal sealed class AnnotationQueue(EngineStore store, AnnotationOptions options)
{
    /// <summary>Where an annotator stands, with the first task that is open.</summary>
    public AnnotationState Next(string annotator)
    {
        long id = store.Annotator(annotator);
        return State(annotator, id, null);
    }

    /// <summary>Records a choice.</summary>
    /// <exception cref="DataEngineException">It is no answer to what this annotator was shown, for example because another window answered already.</exception>
    public AnnotationState Judge(string annotator, AnnotationAnswer answer)
    {
        long id = store.Annotator(annotator);
        var judgement = new EngineJudgement
        {
            Id = 0,
            Annotator = annotator,
            ObjectId = answer.Object,
            Round = answer.Round,
            Shown = answer.Shown,
            Winner = answer.Winner,
            Rating = answer.Rating,
            Milliseconds = Math.Clamp(answer.Milliseconds, 0, 86_400_000),
        };
        store.AddJudgement(id, judgement, () => Check(TaskOf(id, store.Object(answer.Object)), answer));
        return State(annotator, id, null);
    }

    /// <summary>Takes the last choice back and shows its task again.</summary>
    public AnnotationState Undo(string annotator)
    {
        long id = store.Annotator(annotator);
        return State(annotator, id, store.Undo(id));
    }

    private AnnotationState State(string annotator, long id, long? objectId)
    {
        (long all, long open, long? first) = store.Workload(id, options.States);
        return new AnnotationState
        {
            Annotator = annotator.Trim(),
            Done = all - open,
            Total = all,
            CanUndo = store.HasJudged(id),
            AsksRating = options.AsksRating,
            Columns = Turntable.Columns,
            Task = (objectId ?? first) is { } next ? TaskOf(id, store.Object(next)) : null,
        };
    }

    private AnnotationTask? TaskOf(long annotator, EngineObject item)
    {
        IReadOnlyList<EngineJudgement> before = store.Judgements(annotator, item.Id);
        HashSet<long> seen = [.. before.SelectMany(j => j.Shown)];
        EngineCandidate[] made = [.. store.Candidates(item.Id).Where(c => c.IsMade)];
        EngineCandidate[] open = Shuffled([.. made.Where(c => !seen.Contains(c.Id))], annotator, item.Id);
        if (open.Length == 0)
        {
            return null;
        }

        // The winner so far stands in the same shuffled order as the others, so that its place does not tell it.
        EngineCandidate[] champion = [.. made.Where(c => c.Id == before.LastOrDefault()?.Winner)];
        EngineCandidate[] shown = [.. champion, .. open.Take(options.Shown - champion.Length)];
        return new AnnotationTask
        {
            Object = item.Id,
            Name = item.Name,
            Round = before.Count == 0 ? 0 : before[^1].Round + 1,
            IsLast = shown.Length - champion.Length == open.Length,
            Overview = item.Overview,
            Detail = item.Detail,
            Shown = [.. Shuffled(shown, annotator, item.Id).Select(c => new ShownCandidate(c.Id, c.Turntable!))],
        };
    }

    private void Check(AnnotationTask? task, AnnotationAnswer answer)
    {
        bool fits = task is not null && task.Round == answer.Round && task.Shown.Select(s => s.Candidate).SequenceEqual(answer.Shown)
            && (answer.Winner is not { } winner || answer.Shown.Contains(winner));
        if (!fits)
        {
            throw new DataEngineException("This is no answer to what is shown now, perhaps another window answered already; load the page again.");
        }

        bool isRated = options.AsksRating && task!.IsLast && answer.Winner is not null;
        if (isRated != answer.Rating is >= 1 and <= 5 || (answer.Rating is not null && !isRated))
        {
            throw new DataEngineException(isRated ? "A rating of 1 to 5 is expected with this choice." : "No rating is expected with this choice.");
        }
    }

    /// <summary>Each annotator has an order of their own, so that a place on the page favours no model.</summary>
    private static EngineCandidate[] Shuffled(EngineCandidate[] candidates, long annotator, long objectId)
    {
        Span<uint> key = stackalloc uint[1];
        var keys = new (uint, long)[candidates.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            Philox.FillBits(key, unchecked(((ulong)annotator << 32) ^ (ulong)objectId), (uint)candidates[i].Id);
            keys[i] = (key[0], candidates[i].Id);
        }

        EngineCandidate[] shuffled = [.. candidates];
        Array.Sort(keys, shuffled);
        return shuffled;
    }
}
