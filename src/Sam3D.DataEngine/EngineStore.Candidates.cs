using System.Globalization;
using Microsoft.Data.Sqlite;
using Sam3D.DataEngine.Store;

namespace Sam3D.DataEngine;

/// <content>Candidates and their scores.</content>
public sealed partial class EngineStore
{
    private const string CandidateColumns =
        """
        SELECT c.id, c.object, m.name, m.hash, c.seed, c.options, c.error, c.record, c.voxels, c.mesh, c.gaussians, c.turntable
        FROM candidates c JOIN models m ON m.id = c.model
        """;

    /// <summary>The candidates of an object in the order in which they were made, those that failed included.</summary>
    /// <param name="objectId">The object's number.</param>
    public IReadOnlyList<EngineCandidate> Candidates(long objectId) =>
        ReadCandidates($"{CandidateColumns} WHERE c.object = @0 ORDER BY c.id", objectId);

    /// <summary>Whether a candidate was made or failed already.</summary>
    internal bool HasCandidate(long objectId, string modelHash, ulong seed, string options, bool failedCounts) => _database.Number(
        """
        SELECT count(*) FROM candidates c JOIN models m ON m.id = c.model
        WHERE c.object = @0 AND m.hash = @1 AND c.seed = @2 AND c.options = @3 AND (c.error IS NULL OR @4)
        """,
        objectId, modelHash, Seed(seed), options, failedCounts ? 1 : 0) > 0;

    /// <summary>
    /// Stores a candidate with all of its files and scores, or nothing. A failure that stood in its place is replaced; where another process was faster, its candidate stays.
    /// </summary>
    internal EngineCandidate AddCandidate(
        long objectId, (string Name, string Hash) model, ulong seed, string options, CandidateFiles files, IReadOnlyDictionary<string, double> scores)
    {
        StoredFile record = _files.Put("json", files.Record), voxels = _files.Put("npy", files.Voxels), turntable = _files.Put("jpg", files.Turntable);
        StoredFile? mesh = files.Mesh is { } m ? _files.Put("glb", m) : null, gaussians = files.Gaussians is { } g ? _files.Put("ply", g) : null;
        return _database.Transaction(() =>
        {
            (long modelId, long? present) = PrepareCandidate(objectId, model, seed, options);
            if (present is { } other)
            {
                return Candidate(other);
            }

            _database.Execute(
                """
                INSERT INTO candidates (object, model, seed, options, record, voxels, mesh, gaussians, turntable)
                VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8)
                """,
                objectId, modelId, Seed(seed), options, Register(record), Register(voxels), mesh is { } mf ? Register(mf) : null,
                gaussians is { } gf ? Register(gf) : null, Register(turntable));
            long id = LastId();
            foreach ((string metric, double value) in scores)
            {
                _database.Execute("INSERT INTO scores (candidate, metric, value) VALUES (@0, @1, @2)", id, metric, value);
            }

            return Candidate(id);
        });
    }

    /// <summary>Records that a model could make nothing of an object; what another process made of it meanwhile stays.</summary>
    internal void AddFailure(long objectId, (string Name, string Hash) model, ulong seed, string options, string error) => _database.Transaction(() =>
    {
        (long modelId, long? present) = PrepareCandidate(objectId, model, seed, options);
        return present is not null ? 0 : _database.Execute(
            "INSERT INTO candidates (object, model, seed, options, error) VALUES (@0, @1, @2, @3, @4)",
            objectId, modelId, Seed(seed), options, MessageText.OneLine(error, 900));
    });

    /// <summary>A candidate by its number.</summary>
    internal EngineCandidate Candidate(long id) => ReadCandidates($"{CandidateColumns} WHERE c.id = @0", id) is [var found]
        ? found
        : throw new DataEngineException($"There is no candidate {id} in {Folder}.");

    private static string Seed(ulong seed) => seed.ToString(CultureInfo.InvariantCulture);

    private (long Model, long? Present) PrepareCandidate(long objectId, (string Name, string Hash) model, ulong seed, string options)
    {
        _database.Execute("INSERT OR IGNORE INTO models (name, hash) VALUES (@0, @1)", Checked(model.Name, "model"), model.Hash);
        long modelId = _database.Number("SELECT id FROM models WHERE hash = @0", model.Hash)!.Value;
        _database.Execute(
            "DELETE FROM candidates WHERE object = @0 AND model = @1 AND seed = @2 AND options = @3 AND error IS NOT NULL", objectId, modelId, Seed(seed), options);
        long? present = _database.Number(
            "SELECT id FROM candidates WHERE object = @0 AND model = @1 AND seed = @2 AND options = @3", objectId, modelId, Seed(seed), options);
        if (present is null && _database.Number("SELECT count(*) FROM candidates WHERE object = @0", objectId) >= DataEngineLimits.Candidates)
        {
            throw new DataEngineException($"Object {objectId} has {DataEngineLimits.Candidates} candidates already, the most there can be; ask for fewer seeds.");
        }

        return (modelId, present);
    }

    private List<EngineCandidate> ReadCandidates(string sql, long value) => _database.Query(sql, ReadCandidate, value);

    private SortedDictionary<string, double> ScoresOf(long candidate)
    {
        var scores = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach ((string metric, double value) in _database.Query(
            "SELECT metric, value FROM scores WHERE candidate = @0 LIMIT 100", r => (r.GetString(0), r.GetDouble(1)), candidate))
        {
            scores[metric] = value;
        }

        return scores;
    }

    private EngineCandidate ReadCandidate(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        ObjectId = row.GetInt64(1),
        Model = row.GetString(2),
        ModelHash = row.GetString(3),
        Seed = ulong.TryParse(row.GetString(4), NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) ? seed : throw new InvalidCastException(),
        Options = row.GetString(5),
        Error = Text(row, 6),
        Record = Text(row, 7),
        Voxels = Text(row, 8),
        Mesh = Text(row, 9),
        Gaussians = Text(row, 10),
        Turntable = Text(row, 11),
        Scores = ScoresOf(row.GetInt64(0)),
    };

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

/// <summary>Writers of a candidate's files, each to a path.</summary>
internal sealed record CandidateFiles
{
    public required Action<string> Record { get; init; }

    public required Action<string> Voxels { get; init; }

    public required Action<string> Turntable { get; init; }

    public Action<string>? Mesh { get; init; }

    public Action<string>? Gaussians { get; init; }
}
