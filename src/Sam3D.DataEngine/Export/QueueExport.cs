namespace Sam3D.DataEngine;

/// <summary>Exports a queue, for example the hard cases for artists: photograph, mask, and what was made so far. The layout stands in docs/data-engine.md.</summary>
public static class QueueExport
{
    /// <summary>Writes the queue; it appears complete or not at all.</summary>
    /// <param name="store">The store.</param>
    /// <param name="folder">The folder to make; missing or empty.</param>
    /// <param name="state">The queue. Default the hard cases.</param>
    /// <param name="cancellationToken">Honoured between objects.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="DataEngineException">The queue is empty, or a file was damaged.</exception>
    /// <exception cref="ExportException">The place cannot be written, or holds something.</exception>
    public static ExportSummary Write(EngineStore store, string folder, QueueState state = QueueState.Hard, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        IReadOnlyList<EngineObject> objects = store.Objects(state);
        if (objects.Count == 0)
        {
            throw new DataEngineException($"No object of {store.Folder} is {state.Word()}, so there is nothing to export; 'sam3d engine status' tells the queues.");
        }

        Dictionary<long, double> qualities = store.Decisions().ToDictionary(d => d.ObjectId, d => d.Quality);
        using var output = new ExportFolder(store, folder);
        var lines = new List<QueueLine>();
        foreach (EngineObject item in objects)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (string photo, string mask) = output.Add(item, ExportFolder.Numbered("objects", item.Id));
            lines.Add(new QueueLine
            {
                Object = item.Id,
                Name = item.Name,
                State = item.State.Word(),
                Photo = photo,
                Mask = mask,
                Quality = qualities.TryGetValue(item.Id, out double quality) ? quality : null,
                Candidates =
                [
                    .. store.Candidates(item.Id).Where(c => c.IsMade).Select(c => output.Add(c, ExportFolder.Numbered("candidates", c.Id))),
                ],
            });
        }

        return output.Commit("queue", "queue.jsonl", lines, EngineJson.Lines.QueueLine);
    }
}
