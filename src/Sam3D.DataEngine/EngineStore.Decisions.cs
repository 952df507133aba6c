namespace Sam3D.DataEngine;

/// <content>Decisions, exports, counts.</content>
public sealed partial class EngineStore
{
    /// <summary>The decisions by object, in the order of the objects.</summary>
    public IReadOnlyList<EngineDecision> Decisions() => _database.Query(
        "SELECT d.object, d.candidate, d.method, d.quality, d.threshold, o.state FROM decisions d JOIN objects o ON o.id = d.object ORDER BY d.object",
        r => new EngineDecision
        {
            ObjectId = r.GetInt64(0),
            CandidateId = r.IsDBNull(1) ? null : r.GetInt64(1),
            Method = StoreWords.Parse<SelectionMethod>(r.GetString(2)),
            Quality = r.GetDouble(3),
            Threshold = r.GetDouble(4),
            State = StoreWords.Parse<QueueState>(r.GetString(5)),
        });

    /// <summary>Counts of everything.</summary>
    public StoreStatus Status() => new()
    {
        Photos = Count("photos"),
        Objects = Count("objects"),
        States = Enum.GetValues<QueueState>().ToDictionary(s => s, s => _database.Number("SELECT count(*) FROM objects WHERE state = @0", s.Word())!.Value),
        Models = Count("models"),
        Candidates = _database.Number("SELECT count(*) FROM candidates WHERE error IS NULL")!.Value,
        Failures = _database.Number("SELECT count(*) FROM candidates WHERE error IS NOT NULL")!.Value,
        Annotators = Count("annotators"),
        Judgements = _database.Number("SELECT count(*) FROM judgements WHERE withdrawn = 0")!.Value,
        Withdrawn = _database.Number("SELECT count(*) FROM judgements WHERE withdrawn = 1")!.Value,
        Exports = Count("exports"),
        Files = Count("files"),
        Bytes = _database.Number("SELECT coalesce(sum(bytes), 0) FROM files")!.Value,
    };

    /// <summary>Records decisions and moves their objects, all or none. A decision of people is not replaced by an automatic one.</summary>
    /// <returns>How many were recorded.</returns>
    internal int Decide(IReadOnlyList<EngineDecision> decisions) => _database.Transaction(() =>
    {
        int recorded = 0;
        foreach (EngineDecision d in decisions)
        {
            int changed = _database.Execute(
                """
                INSERT INTO decisions (object, candidate, method, quality, threshold) VALUES (@0, @1, @2, @3, @4)
                ON CONFLICT (object) DO UPDATE SET candidate = @1, method = @2, quality = @3, threshold = @4 WHERE @2 = 'people' OR method = 'automatic'
                """,
                d.ObjectId, d.CandidateId, d.Method.Word(), d.Quality, d.Threshold);
            if (changed > 0)
            {
                _database.Execute("UPDATE objects SET state = @1 WHERE id = @0", d.ObjectId, d.State.Word());
                recorded++;
            }
        }

        return recorded;
    });

    /// <summary>Records an export.</summary>
    internal void AddExport(string kind, int entries, string digest) => _database.Execute(
        "INSERT INTO exports (kind, entries, digest, recorded) VALUES (@0, @1, @2, @3)", kind, entries, digest, Now());

    private long Count(string table) => _database.Number($"SELECT count(*) FROM {table}")!.Value;
}

/// <summary>What was decided of an object.</summary>
public sealed record EngineDecision
{
    /// <summary>The object's number.</summary>
    public required long ObjectId { get; init; }

    /// <summary>The best candidate; <see langword="null"/> where none is any good.</summary>
    public long? CandidateId { get; init; }

    /// <summary>Who decided.</summary>
    public required SelectionMethod Method { get; init; }

    /// <summary>How good it is, 0 to 1.</summary>
    public required double Quality { get; init; }

    /// <summary>The quality threshold α that it was measured against.</summary>
    public required double Threshold { get; init; }

    /// <summary>What became of the object.</summary>
    public required QueueState State { get; init; }
}

/// <summary>Counts of a store.</summary>
public sealed class StoreStatus
{
    /// <summary>Photographs.</summary>
    public required long Photos { get; init; }

    /// <summary>Objects: masks of photographs.</summary>
    public required long Objects { get; init; }

    /// <summary>Objects by state.</summary>
    public required IReadOnlyDictionary<QueueState, long> States { get; init; }

    /// <summary>Models that candidates come from.</summary>
    public required long Models { get; init; }

    /// <summary>Candidates with an asset.</summary>
    public required long Candidates { get; init; }

    /// <summary>Candidates without.</summary>
    public required long Failures { get; init; }

    /// <summary>Annotators.</summary>
    public required long Annotators { get; init; }

    /// <summary>Judgements that hold.</summary>
    public required long Judgements { get; init; }

    /// <summary>Judgements that were taken back.</summary>
    public required long Withdrawn { get; init; }

    /// <summary>Exports that were made.</summary>
    public required long Exports { get; init; }

    /// <summary>Stored files.</summary>
    public required long Files { get; init; }

    /// <summary>Their size.</summary>
    public required long Bytes { get; init; }
}
