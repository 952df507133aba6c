using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Sam3D.DataEngine.Store;

/// <summary>
/// The SQLite file of a store: write-ahead log, every commit flushed to the disk, foreign keys enforced. One statement or transaction at a time; other processes may
/// have the file open as well.
/// </summary>
internal sealed class StoreDatabase : IDisposable
{
    /// <summary>The file's name in the folder of a store.</summary>
    public const string FileName = "engine.sqlite";

    private const int PatienceSeconds = 30;
    private const string JournalEnding = "-journal", LogEnding = "-wal", IndexEnding = "-shm";
    private static ReadOnlySpan<byte> Magic => "SQLite format 3\0"u8;

    private readonly SqliteConnection _connection;
    private readonly Lock _using = new();
    private readonly string _path;

    private StoreDatabase(SqliteConnection connection, string path) => (_connection, _path) = (connection, path);

    /// <summary>Makes the file; it appears complete or not at all.</summary>
    /// <exception cref="DataEngineException">There is one already, or it cannot be written.</exception>
    public static void Create(string path)
    {
        if (Path.Exists(path))
        {
            throw new DataEngineException($"{path} exists already; open it, or choose another folder.");
        }

        string temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetRandomFileName()}.tmp");
        try
        {
            Guarded(temporary, () =>
            {
                using var connection = Connect(temporary, SqliteOpenMode.ReadWriteCreate);
                StoreSchema.Create(connection);

                // From the first moment under its name, so that a store never has a rollback journal.
                Run(connection, "PRAGMA journal_mode = WAL");
            });
            File.Move(temporary, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataEngineException($"{path} cannot be written ({MessageText.OneLine(e.Message)}); choose a place that you may write to.", e);
        }
        finally
        {
            File.Delete(temporary);
            File.Delete(temporary + LogEnding);
            File.Delete(temporary + IndexEnding);
        }
    }

    /// <summary>Opens a file that may come from anyone: header, size, version, tables and integrity are checked before anything else is read.</summary>
    /// <exception cref="DataEngineException">It is missing, foreign, damaged, of another version, or above the limits.</exception>
    public static StoreDatabase Open(string path)
    {
        CheckFile(path);
        return Guarded(path, () =>
        {
            SqliteConnection connection = Connect(path, SqliteOpenMode.ReadWrite);
            try
            {
                Check(connection, path);
                Run(connection, "PRAGMA journal_mode = WAL");
                Run(connection, "PRAGMA synchronous = FULL");
                return new StoreDatabase(connection, path);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        });
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>Rows that changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        lock (_using)
        {
            using SqliteCommand command = Command(sql, values);
            return Guarded(_path, command.ExecuteNonQuery);
        }
    }

    /// <summary>Runs a query and reads all of its rows.</summary>
    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        lock (_using)
        {
            using SqliteCommand command = Command(sql, values);
            return Guarded(_path, () =>
            {
                using SqliteDataReader reader = command.ExecuteReader();
                var rows = new List<T>();
                while (reader.Read())
                {
                    rows.Add(read(reader));
                }

                return rows;
            });
        }
    }

    /// <summary>The first column of the first row as a number; <see langword="null"/> where there is none.</summary>
    public long? Number(string sql, params ReadOnlySpan<object?> values) =>
        Query(sql, r => r.IsDBNull(0) ? (long?)null : r.GetInt64(0), values).FirstOrDefault();

    /// <summary>Does work that is committed as a whole or not at all. No other process writes meanwhile.</summary>
    public T Transaction<T>(Func<T> work)
    {
        lock (_using)
        {
            return Guarded(_path, () =>
            {
                Run(_connection, "BEGIN IMMEDIATE");
                try
                {
                    T result = work();
                    Run(_connection, "COMMIT");
                    return result;
                }
                catch
                {
                    // Where the disk is full, SQLite has taken the transaction back already; an error of a second time would hide the first.
                    if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
                    {
                        Run(_connection, "ROLLBACK");
                    }

                    throw;
                }
            });
        }
    }

    /// <summary>What SQLite's own checks find: structure, constraints, foreign keys.</summary>
    /// <returns>Nothing where all is well.</returns>
    public IReadOnlyList<string> Problems()
    {
        List<string> found = Query("PRAGMA integrity_check(20)", r => r.GetString(0));
        found.Remove("ok");
        found.AddRange(Query("PRAGMA foreign_key_check", r => $"a row of {r.GetString(0)} points at nothing in {r.GetString(2)}"));
        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static void CheckFile(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                throw new DataEngineException($"{path} does not exist; make a store with 'sam3d engine init', or check the path.");
            }

            if (file.LinkTarget is not null || file.Length > DataEngineLimits.DatabaseBytes)
            {
                throw new DataEngineException(
                    $"{path} is a link or has {file.Length:N0} bytes, expected a file of up to {DataEngineLimits.DatabaseBytes:N0}; copy it to its place.");
            }

            // SQLite plays a journal back before anything can be checked, and may delete the file that a foreign one names as its superior.
            if (Path.Exists(path + JournalEnding))
            {
                throw new DataEngineException($"{path}{JournalEnding} is there, and a store never has a rollback journal; restore the store from a copy.");
            }

            foreach (string ending in (string[])[LogEnding, IndexEnding])
            {
                if (new FileInfo(path + ending).LinkTarget is not null)
                {
                    throw new DataEngineException($"{path}{ending} is a link, expected a file; copy it to its place.");
                }
            }

            // Pipes have no length, and opening one would wait for its writer.
            Span<byte> head = stackalloc byte[16];
            using FileStream? stream = file.Length < head.Length ? null : file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (stream is null || stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head.SequenceEqual(Magic))
            {
                throw new DataEngineException($"{path} is no SQLite database; restore it from a copy, or make a new store.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataEngineException($"{path} cannot be read ({MessageText.OneLine(e.Message)}); check its permissions.", e);
        }
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = PatienceSeconds,
        }.ToString());
        connection.Open();

        // Before the schema is read: what is stored in it may not run functions, and no value may be large.
        raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_DEFENSIVE, 1, out _);
        raw.sqlite3_limit(connection.Handle, raw.SQLITE_LIMIT_LENGTH, DataEngineLimits.RowBytes);
        raw.sqlite3_limit(connection.Handle, raw.SQLITE_LIMIT_ATTACHED, 0);
        Run(connection, "PRAGMA trusted_schema = OFF");
        Run(connection, "PRAGMA cell_size_check = ON");
        Run(connection, "PRAGMA foreign_keys = ON");
        return connection;
    }

    private static void Check(SqliteConnection connection, string path)
    {
        long id = Convert.ToInt64(Scalar(connection, "PRAGMA application_id")), version = Convert.ToInt64(Scalar(connection, "PRAGMA user_version"));
        if (id != StoreSchema.ApplicationId)
        {
            throw new DataEngineException($"{path} is a SQLite database of another program (application {id}, expected {StoreSchema.ApplicationId}); name another folder.");
        }

        if (version != StoreSchema.Version)
        {
            throw new DataEngineException($"{path} is of version {version}, this program reads version {StoreSchema.Version}; use the program that made it.");
        }

        if (StoreSchema.Difference(connection) is { } difference)
        {
            throw new DataEngineException($"{path} has {difference}; restore it from a copy.");
        }

        string? check = Scalar(connection, "PRAGMA quick_check(1)") as string;
        if (check != "ok")
        {
            throw new DataEngineException($"{path} is damaged ({MessageText.OneLine(check, 120)}); restore it from a copy.");
        }
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static void Run(SqliteConnection connection, string sql) => Scalar(connection, sql);

    private static void Guarded(string path, Action work) => Guarded(path, () =>
    {
        work();
        return true;
    });

    private static T Guarded<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            string remedy = e.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED ? "another program holds it; try again"
                : e.SqliteErrorCode is raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_READONLY ? "make room, or choose a place that can be written to"
                : "restore it from a copy";
            throw new DataEngineException($"{path} cannot be used ({MessageText.OneLine(e.Message)}); {remedy}.", e);
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException)
        {
            throw new DataEngineException($"{path} is damaged (a value of another type or size than its column's); restore it from a copy.", e);
        }
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"@{i}", values[i] ?? DBNull.Value);
        }

        return command;
    }
}
