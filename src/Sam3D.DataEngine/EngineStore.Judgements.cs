using Microsoft.Data.Sqlite;

namespace Sam3D.DataEngine;

/// <content>Annotators and their judgements.</content>
public sealed partial class EngineStore
{
    private const string JudgementColumns =
        """
        SELECT j.id, a.name, j.object, j.round, j.winner, j.rating, j.milliseconds, j.recorded, j.withdrawn
        FROM judgements j JOIN annotators a ON a.id = j.annotator
        """;

    /// <summary>All judgements in the order of recording.</summary>
    /// <param name="withWithdrawn">Whether those that were taken back are listed too. Default <see langword="false"/>.</param>
    public IReadOnlyList<EngineJudgement> Judgements(bool withWithdrawn = false) =>
        _database.Query($"{JudgementColumns} WHERE j.withdrawn <= @0 ORDER BY j.id", ReadJudgement, withWithdrawn ? 1 : 0);

    /// <summary>The judgements of one annotator on one object, round by round, without what was taken back.</summary>
    internal IReadOnlyList<EngineJudgement> Judgements(long annotator, long objectId) =>
        _database.Query($"{JudgementColumns} WHERE j.withdrawn = 0 AND j.annotator = @0 AND j.object = @1 ORDER BY j.round", ReadJudgement, annotator, objectId);

    /// <summary>The number of an annotator, who is added where the name is new.</summary>
    /// <exception cref="DataEngineException">The name cannot be used, or there are too many annotators.</exception>
    internal long Annotator(string name) => _database.Transaction(() =>
    {
        string trimmed = Checked(name.Trim(), "annotator");
        if (_database.Number("SELECT id FROM annotators WHERE name = @0", trimmed) is { } id)
        {
            return id;
        }

        if (_database.Number("SELECT count(*) FROM annotators") >= DataEngineLimits.Annotators)
        {
            throw new DataEngineException($"{Folder} has {DataEngineLimits.Annotators} annotators, the most there can be; use one of their names.");
        }

        _database.Execute("INSERT INTO annotators (name) VALUES (@0)", trimmed);
        return LastId();
    });

    /// <summary>Records a choice, after <paramref name="check"/> has agreed within the same transaction.</summary>
    internal void AddJudgement(long annotator, EngineJudgement judgement, Action check) => _database.Transaction(() =>
    {
        check();
        _database.Execute(
            "INSERT INTO judgements (annotator, object, round, winner, rating, milliseconds, recorded) VALUES (@0, @1, @2, @3, @4, @5, @6)",
            annotator, judgement.ObjectId, judgement.Round, judgement.Winner, judgement.Rating, judgement.Milliseconds, Now());
        long id = LastId();
        for (int i = 0; i < judgement.Shown.Count; i++)
        {
            _database.Execute("INSERT INTO shown (judgement, position, candidate) VALUES (@0, @1, @2)", id, i, judgement.Shown[i]);
        }

        return id;
    });

    /// <summary>Takes an annotator's last judgement back; it stays in the store, marked.</summary>
    /// <returns>Its object; <see langword="null"/> where there is nothing to take back.</returns>
    internal long? Undo(long annotator) => _database.Transaction(() =>
    {
        long? id = _database.Number("SELECT max(id) FROM judgements WHERE annotator = @0 AND withdrawn = 0", annotator);
        _database.Execute("UPDATE judgements SET withdrawn = 1 WHERE id = @0", id);
        return _database.Number("SELECT object FROM judgements WHERE id = @0", id);
    });

    /// <summary>How many objects have candidates, and how many of them an annotator has not judged to the end.</summary>
    /// <param name="annotator">The annotator's number.</param>
    /// <param name="states">Words of the states to count; all where none is given.</param>
    /// <returns>All, open ones, and the first open one.</returns>
    internal (long All, long Open, long? First) Workload(long annotator, IReadOnlyCollection<QueueState> states)
    {
        // The words are our own, so they may stand in the text.
        string among = states.Count == 0 ? "" : $" AND o.state IN ({string.Join(", ", states.Select(s => $"'{s.Word()}'"))})";
        const string IsOpen =
            """
            EXISTS (SELECT 1 FROM candidates c WHERE c.object = o.id AND c.error IS NULL AND NOT EXISTS (
                SELECT 1 FROM judgements j JOIN shown s ON s.judgement = j.id
                WHERE j.annotator = @0 AND j.object = o.id AND j.withdrawn = 0 AND s.candidate = c.id))
            """;
        return _database.Query(
            $"""
            SELECT count(*), coalesce(sum(open), 0), min(CASE WHEN open THEN id END) FROM (
                SELECT o.id AS id, {IsOpen} AS open FROM objects o
                WHERE EXISTS (SELECT 1 FROM candidates c WHERE c.object = o.id AND c.error IS NULL){among})
            """,
            r => (r.GetInt64(0), r.GetInt64(1), r.IsDBNull(2) ? (long?)null : r.GetInt64(2)),
            annotator).Single();
    }

    /// <summary>Whether an annotator has anything to take back.</summary>
    internal bool HasJudged(long annotator) =>
        _database.Number("SELECT EXISTS (SELECT 1 FROM judgements WHERE annotator = @0 AND withdrawn = 0)", annotator) == 1;

    /// <summary>Whether annotators may see a file: pictures of objects and turntables of candidates, nothing else.</summary>
    internal bool IsPicture(string hash) => _database.Number(
        """
        SELECT EXISTS (SELECT 1 FROM objects WHERE overview = @0 OR detail = @0) OR EXISTS (SELECT 1 FROM candidates WHERE turntable = @0)
        """,
        hash) == 1;

    private EngineJudgement ReadJudgement(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Annotator = row.GetString(1),
        ObjectId = row.GetInt64(2),
        Round = row.GetInt32(3),
        Winner = row.IsDBNull(4) ? null : row.GetInt64(4),
        Rating = row.IsDBNull(5) ? null : row.GetInt32(5),
        Milliseconds = row.GetInt64(6),
        Recorded = Text(row, 7),
        IsWithdrawn = row.GetInt64(8) == 1,
        Shown = _database.Query("SELECT candidate FROM shown WHERE judgement = @0 ORDER BY position LIMIT 100", r => r.GetInt64(0), row.GetInt64(0)),
    };
}
