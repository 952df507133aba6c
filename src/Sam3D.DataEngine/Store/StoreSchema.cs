using Microsoft.Data.Sqlite;

namespace Sam3D.DataEngine.Store;

/// <summary>The tables of a store, and the check that a file has these and nothing else.</summary>
internal static class StoreSchema
{
    /// <summary>"S3DE": tells a store from other SQLite files.</summary>
    public const int ApplicationId = 0x53334445;

    /// <summary>Version of the tables.</summary>
    public const int Version = 1;

    // Hashes are SHA-256 in lower case. Seeds are decimal text, since SQLite has no unsigned numbers of 64 bits.
    private static readonly string[] Statements =
    [
        """
        CREATE TABLE files (
            hash TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*'),
            type TEXT NOT NULL CHECK (type IN ('png', 'jpg', 'glb', 'ply', 'npy', 'json')),
            bytes INTEGER NOT NULL CHECK (bytes BETWEEN 1 AND 1073741824)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE photos (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
            file TEXT NOT NULL UNIQUE REFERENCES files,
            width INTEGER NOT NULL CHECK (width > 0),
            height INTEGER NOT NULL CHECK (height > 0)
        ) STRICT
        """,
        """
        CREATE TABLE objects (
            id INTEGER PRIMARY KEY,
            photo INTEGER NOT NULL REFERENCES photos,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
            mask TEXT NOT NULL REFERENCES files,
            overview TEXT NOT NULL REFERENCES files,
            detail TEXT NOT NULL REFERENCES files,
            state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'accepted', 'rejected', 'hard')),
            UNIQUE (photo, mask)
        ) STRICT
        """,
        """
        CREATE TABLE models (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
            hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*')
        ) STRICT
        """,
        """
        CREATE TABLE candidates (
            id INTEGER PRIMARY KEY,
            object INTEGER NOT NULL REFERENCES objects,
            model INTEGER NOT NULL REFERENCES models,
            seed TEXT NOT NULL CHECK (length(seed) BETWEEN 1 AND 20 AND seed NOT GLOB '*[^0-9]*'),
            options TEXT NOT NULL CHECK (length(options) <= 4096),
            record TEXT REFERENCES files,
            voxels TEXT REFERENCES files,
            mesh TEXT REFERENCES files,
            gaussians TEXT REFERENCES files,
            turntable TEXT REFERENCES files,
            error TEXT CHECK (length(error) <= 1000),
            UNIQUE (object, model, seed, options),
            CHECK ((error IS NULL) = (record IS NOT NULL) AND (record IS NULL) = (turntable IS NULL) AND (record IS NULL) = (voxels IS NULL))
        ) STRICT
        """,
        """
        CREATE TABLE scores (
            candidate INTEGER NOT NULL REFERENCES candidates,
            metric TEXT NOT NULL CHECK (length(metric) BETWEEN 1 AND 64),
            value REAL NOT NULL CHECK (abs(value) < 1e300),
            PRIMARY KEY (candidate, metric)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE annotators (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 200)
        ) STRICT
        """,
        """
        CREATE TABLE judgements (
            id INTEGER PRIMARY KEY,
            annotator INTEGER NOT NULL REFERENCES annotators,
            object INTEGER NOT NULL REFERENCES objects,
            round INTEGER NOT NULL CHECK (round >= 0),
            winner INTEGER REFERENCES candidates,
            rating INTEGER CHECK (rating BETWEEN 1 AND 5),
            milliseconds INTEGER NOT NULL CHECK (milliseconds BETWEEN 0 AND 86400000),
            recorded TEXT CHECK (length(recorded) <= 40),
            withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1))
        ) STRICT
        """,
        "CREATE UNIQUE INDEX current_judgements ON judgements (annotator, object, round) WHERE withdrawn = 0",
        "CREATE INDEX judgements_of_objects ON judgements (object)",
        """
        CREATE TABLE shown (
            judgement INTEGER NOT NULL REFERENCES judgements,
            position INTEGER NOT NULL CHECK (position >= 0),
            candidate INTEGER NOT NULL REFERENCES candidates,
            PRIMARY KEY (judgement, position),
            UNIQUE (judgement, candidate)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE decisions (
            object INTEGER PRIMARY KEY REFERENCES objects,
            candidate INTEGER REFERENCES candidates,
            method TEXT NOT NULL CHECK (method IN ('automatic', 'people')),
            quality REAL NOT NULL CHECK (quality BETWEEN 0 AND 1),
            threshold REAL NOT NULL CHECK (threshold BETWEEN 0 AND 1)
        ) STRICT
        """,
        """
        CREATE TABLE exports (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('samples', 'pairs', 'queue')),
            entries INTEGER NOT NULL CHECK (entries >= 0),
            digest TEXT NOT NULL CHECK (length(digest) = 64),
            recorded TEXT CHECK (length(recorded) <= 40)
        ) STRICT
        """,
    ];

    /// <summary>Makes the tables in an empty database.</summary>
    public static void Create(SqliteConnection connection)
    {
        using SqliteTransaction transaction = connection.BeginTransaction();
        foreach (string statement in (string[])[.. Statements, $"PRAGMA application_id = {ApplicationId}", $"PRAGMA user_version = {Version}"])
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = statement.ReplaceLineEndings("\n");
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    /// <summary>
    /// Compares the schema with that of an empty store, word for word, so that a foreign file brings no trigger, view, or missing constraint.
    /// </summary>
    /// <returns>What differs; <see langword="null"/> where nothing does.</returns>
    public static string? Difference(SqliteConnection connection)
    {
        using var reference = new SqliteConnection("Data Source=:memory:;Pooling=False");
        reference.Open();
        Create(reference);
        HashSet<(string, string)> expected = Entries(reference), got = Entries(connection);
        return got.Except(expected).Select(e => $"an unexpected {MessageText.Quote(e.Item1)}")
            .Concat(expected.Except(got).Select(e => $"no {MessageText.Quote(e.Item1)} as this version makes it"))
            .FirstOrDefault();
    }

    private static HashSet<(string Name, string Sql)> Entries(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema LIMIT 100";
        using SqliteDataReader reader = command.ExecuteReader();
        var entries = new HashSet<(string, string)>();
        while (reader.Read())
        {
            entries.Add((reader.GetString(0), reader.GetString(1)));
        }

        return entries;
    }
}
