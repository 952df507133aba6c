namespace Sam3D.DataEngine;

/// <summary>Exports what is good enough to learn from: for each accepted object photograph, mask and the chosen candidate. The layout stands in docs/data-engine.md.</summary>
public static class FineTuningExport
{
    /// <summary>Share of photographs that is held out by default.</summary>
    public const double DefaultHeldOut = 0.1;

    internal const string Kind = "samples", ListName = "samples.jsonl";

    /// <summary>Writes the set; it appears complete or not at all.</summary>
    /// <param name="store">The store, after a selection.</param>
    /// <param name="folder">The folder to make; missing or empty.</param>
    /// <param name="heldOut">Share of photographs, 0 to 0.5, that is marked for measuring instead of training. Default 0.1.</param>
    /// <param name="cancellationToken">Honoured between samples.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="DataEngineException">Nothing is accepted, or a file was damaged.</exception>
    /// <exception cref="ExportException">The place cannot be written, or holds something.</exception>
    public static ExportSummary Write(EngineStore store, string folder, double heldOut = DefaultHeldOut, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        HeldOutSplit.Check(heldOut);
        Dictionary<long, EngineObject> objects = store.Objects(QueueState.Accepted).ToDictionary(o => o.Id);
        EngineDecision[] decisions = [.. store.Decisions().Where(d => d.CandidateId is not null && objects.ContainsKey(d.ObjectId))];
        if (decisions.Length == 0)
        {
            throw new DataEngineException($"No object of {store.Folder} is accepted, so there is nothing to export; run 'sam3d engine select', or lower the threshold.");
        }

        using var output = new ExportFolder(store, folder);
        var lines = new List<SampleLine>();
        foreach (EngineDecision decision in decisions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            EngineObject item = objects[decision.ObjectId];
            string place = ExportFolder.Numbered("samples", item.Id);
            (string photo, string mask) = output.Add(item, place);
            lines.Add(new SampleLine
            {
                Object = item.Id,
                Name = item.Name,
                Split = HeldOutSplit.Of(item.PhotoHash, heldOut),
                Photo = photo,
                Mask = mask,
                Candidate = output.Add(store.Candidate(decision.CandidateId!.Value), place),
                Quality = decision.Quality,
                Method = decision.Method.Word(),
            });
        }

        return output.Commit(Kind, ListName, lines, EngineJson.Lines.SampleLine);
    }
}
