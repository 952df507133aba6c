using System.Globalization;
using Microsoft.Data.Sqlite;
using Sam3D.DataEngine.Store;

namespace Sam3D.DataEngine;

/// <summary>
/// The memory of a data engine: photographs and masks, candidates, scores, judgements, decisions. One folder with a SQLite database and files that are named by their
/// content. Follows the data engine of SAM 3D Objects (arXiv 2511.16624): candidates, best-of-N choice, quality threshold, hardest cases aside.
/// </summary>
/// <remarks>
/// Safe for concurrent calls and for several processes. Every change is one transaction that is flushed to the disk, and a file is in its place before a row names it:
/// whenever the process is killed, what was reported as done is there, and nothing half-done is. A killed run may leave files that no row names; they are harmless.
/// A store may come from anyone: what is opened is checked (<see cref="Open"/>), and a file's content is compared with its hash whenever it is read.
/// </remarks>
public sealed partial class EngineStore : IDisposable
{
    private readonly StoreDatabase _database;
    private readonly FileStore _files;
    private readonly TimeProvider? _clock;

    private EngineStore(string folder, TimeProvider? clock)
    {
        Folder = Path.GetFullPath(folder);
        _database = StoreDatabase.Open(Path.Combine(Folder, StoreDatabase.FileName));
        _files = new FileStore(Folder);
        _clock = clock;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Makes an empty store.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="clock">What judgements and exports are dated by; <see langword="null"/> leaves them without a date.</param>
    /// <returns>The store; the caller disposes it.</returns>
    /// <exception cref="DataEngineException">There is a store already, or the folder cannot be written.</exception>
    public static EngineStore Create(string folder, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataEngineException($"The folder {folder} cannot be made ({MessageText.OneLine(e.Message)}); choose a place that you may write to.", e);
        }

        StoreDatabase.Create(Path.Combine(Path.GetFullPath(folder), StoreDatabase.FileName));
        return Open(folder, clock);
    }

    /// <summary>Opens a store. Its version, tables, limits and integrity are checked before anything else is read.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="clock">As for <see cref="Create"/>.</param>
    /// <returns>The store; the caller disposes it.</returns>
    /// <exception cref="DataEngineException">There is none, or it is foreign, damaged, of another version, or above <see cref="DataEngineLimits"/>.</exception>
    public static EngineStore Open(string folder, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return new EngineStore(folder, clock);
    }

    /// <summary>Looks for damage: the database's structure, constraints and references, and the content of every file.</summary>
    /// <param name="cancellationToken">Honoured between files.</param>
    /// <returns>What was found; empty <see cref="StoreCheck.Problems"/> mean that all is well.</returns>
    public StoreCheck Verify(CancellationToken cancellationToken = default)
    {
        List<string> problems = [.. _database.Problems()];
        List<StoredFile> files = _database.Query("SELECT hash, type, bytes FROM files ORDER BY hash", ReadFile);
        foreach (StoredFile file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                _files.Read(file);
            }
            catch (DataEngineException e)
            {
                problems.Add(e.Message);
            }
        }

        return new StoreCheck
        {
            Problems = problems,
            Files = files.Count,
            Bytes = files.Sum(f => f.Bytes),
            Leftovers = _files.Leftovers(files.Select(f => f.Hash).ToHashSet()).Count,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    /// <summary>Reads a stored file.</summary>
    /// <exception cref="DataEngineException">There is none of that hash, or it was damaged.</exception>
    internal byte[] ReadFile(string hash) => _files.Read(FileOf(hash));

    /// <summary>The type of a stored file, which is the ending of its name.</summary>
    internal string TypeOf(string hash) => FileOf(hash).Type;

    private StoredFile FileOf(string hash)
    {
        List<StoredFile> found = _database.Query("SELECT hash, type, bytes FROM files WHERE hash = @0", ReadFile, hash);
        return found.Count == 1 ? found[0] : throw new DataEngineException($"{Folder} holds no file {MessageText.Quote(hash)}; restore the store from a copy.");
    }

    private static StoredFile ReadFile(SqliteDataReader row) => new(row.GetString(0), row.GetString(1), row.GetInt64(2));

    private string Register(StoredFile file)
    {
        _database.Execute("INSERT OR IGNORE INTO files (hash, type, bytes) VALUES (@0, @1, @2)", file.Hash, file.Type, file.Bytes);
        return file.Hash;
    }

    private string? Now() => _clock?.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private long LastId() => _database.Number("SELECT last_insert_rowid()")!.Value;

    private static string Checked(string name, string what)
    {
        if (name.Length is 0 or > DataEngineLimits.NameLength || name.Any(char.IsControl) || string.IsNullOrWhiteSpace(name))
        {
            throw new DataEngineException(
                $"The {what}'s name {MessageText.Quote(name)} has {name.Length} characters, expected 1 to {DataEngineLimits.NameLength} without control characters; rename it.");
        }

        return name;
    }
}

/// <summary>What <see cref="EngineStore.Verify"/> found.</summary>
public sealed class StoreCheck
{
    /// <summary>What is wrong, one line each.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Stored files.</summary>
    public required int Files { get; init; }

    /// <summary>Their size.</summary>
    public required long Bytes { get; init; }

    /// <summary>Files that no row names: what killed runs left. They may be deleted while nothing runs.</summary>
    public required int Leftovers { get; init; }
}
