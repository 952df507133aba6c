using Microsoft.Data.Sqlite;
using Sam3D.DataEngine.Annotation;
using Sam3D.DataEngine.Store;

namespace Sam3D.DataEngine.Tests.Store;

/// <summary>Databases that somebody else made: one typed error in one line, never a crash, never a statement of theirs.</summary>
public sealed class HostileStoreTests
{
    [Theory]
    [InlineData("PRAGMA application_id = 7", "of another program")]
    [InlineData("PRAGMA user_version = 2", "of version 2")]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON photos BEGIN DELETE FROM photos; END", "an unexpected 'trigger t'")]
    [InlineData("CREATE VIEW v AS SELECT load_extension('x')", "an unexpected 'view v'")]
    [InlineData("CREATE TABLE more (x TEXT)", "an unexpected 'table more'")]
    [InlineData("DROP TABLE exports", "no 'table exports'")]
    [InlineData("ALTER TABLE photos ADD COLUMN extra TEXT", "an unexpected 'table photos'")]
    public void AnotherSchemaIsRefused(string change, string expected)
    {
        using var folder = new TemporaryFolder();
        EngineStore.Create(folder.Path).Dispose();
        Run(folder.Path, change);
        Refused(folder.Path, expected);
    }

    [Theory]
    [InlineData("INSERT INTO files VALUES ('../../../../etc/passwd', 'png', 10)")]
    [InlineData("INSERT INTO files VALUES (printf('%064d', 1), 'exe', 10)")]
    [InlineData("INSERT INTO files VALUES (printf('%064d', 1), 'png', 99999999999)")]
    [InlineData("INSERT INTO annotators (name) VALUES ('')")]
    [InlineData("INSERT INTO exports (kind, entries, digest) VALUES ('other', 1, printf('%064d', 1))")]
    public void ValuesOutsideOfTheRulesAreFoundWhenOpened(string insert)
    {
        using var folder = new TemporaryFolder();
        EngineStore.Create(folder.Path).Dispose();
        Run(folder.Path, "PRAGMA ignore_check_constraints = ON", insert);
        Refused(folder.Path, "is damaged");
    }

    [Fact]
    public void ReferencesToNothingAreFound()
    {
        using var folder = new TemporaryFolder();
        EngineStore.Create(folder.Path).Dispose();
        Run(folder.Path, "PRAGMA foreign_keys = OFF", "INSERT INTO photos (name, file, width, height) VALUES ('x', printf('%064d', 1), 1, 1)");
        using EngineStore store = EngineStore.Open(folder.Path);
        Assert.Contains("points at nothing", Assert.Single(store.Verify(TestContext.Current.CancellationToken).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NumbersThatDoNotFitAreDamage()
    {
        using var folder = new TemporaryFolder();
        using (EngineStore store = await Stores.FilledAsync(folder.Path, 1, 0, 1))
        {
            var queue = new AnnotationQueue(store, new AnnotationOptions { AsksRating = false });
            AnnotationTask task = queue.Next("anna").Task!;
            long[] shown = [.. task.Shown.Select(s => s.Candidate)];
            queue.Judge("anna", new AnnotationAnswer { Object = task.Object, Round = 0, Shown = shown, Winner = shown[0], Milliseconds = 1 });
        }

        Run(folder.Path, "UPDATE judgements SET round = 1099511627776");
        using EngineStore changed = EngineStore.Open(folder.Path);
        DataEngineException e = Assert.Throws<DataEngineException>(() => changed.Judgements());
        Assert.Contains("is damaged", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PipesAreNotWaitedForAndLinksNotFollowed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no pipes in folders.");
        using var folder = new TemporaryFolder();
        using (EngineStore store = await Stores.FilledAsync(folder.File("store"), 1))
        {
            EngineObject item = store.Objects().Single();
            string path = Directory.GetFiles(store.Folder, $"{item.PhotoHash}.png", SearchOption.AllDirectories).Single();
            File.Delete(path);
            await MakePipeAsync(path);
            Assert.Contains("has not the", Assert.Throws<DataEngineException>(() => store.Photo(item)).Message, StringComparison.Ordinal);

            Directory.CreateDirectory(folder.File("elsewhere"));
            await File.WriteAllTextAsync(folder.File("elsewhere/private.txt"), "x", TestContext.Current.CancellationToken);
            int before = store.Verify(TestContext.Current.CancellationToken).Leftovers;
            Directory.CreateSymbolicLink(Path.Combine(store.Folder, "files", "aa"), folder.File("elsewhere"));
            Directory.CreateSymbolicLink(Path.Combine(store.Folder, "files", "bb"), store.Folder);
            Assert.Equal(before, store.Verify(TestContext.Current.CancellationToken).Leftovers);
        }

        string piped = folder.File("piped");
        Directory.CreateDirectory(piped);
        await MakePipeAsync(Path.Combine(piped, StoreDatabase.FileName));
        Refused(piped, "no SQLite database");

        static async Task MakePipeAsync(string path)
        {
            using var process = System.Diagnostics.Process.Start("mkfifo", path);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);
        }
    }

    [Fact]
    public async Task JournalsAndLinksBesideADatabaseAreRefused()
    {
        using var folder = new TemporaryFolder();
        string store = folder.File("store"), database = Path.Combine(store, StoreDatabase.FileName), victim = folder.File("victim.txt");
        (await Stores.FilledAsync(store, 1)).Dispose();
        Assert.Equal([StoreDatabase.FileName], Directory.GetFiles(store).Select(Path.GetFileName));
        await File.WriteAllTextAsync(victim, "mine", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(database + "-journal", victim, TestContext.Current.CancellationToken);
        Refused(store, "-journal is there");
        File.Delete(database + "-journal");
        if (!OperatingSystem.IsWindows())
        {
            foreach (string ending in (string[])["-wal", "-shm"])
            {
                File.CreateSymbolicLink(database + ending, victim);
                Refused(store, $"{ending} is a link");
                File.Delete(database + ending);
            }
        }

        EngineStore.Open(store).Dispose();
        Assert.Equal("mine", await File.ReadAllTextAsync(victim, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void OtherFilesAreRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File(StoreDatabase.FileName);
        File.WriteAllText(path, "");
        Refused(folder.Path, "no SQLite database");
        File.WriteAllText(path, "SQLite format 4, which is none");
        Refused(folder.Path, "no SQLite database");
        File.Delete(path);
        if (!OperatingSystem.IsWindows())
        {
            EngineStore.Create(folder.File("real")).Dispose();
            File.CreateSymbolicLink(path, Path.Combine(folder.File("real"), StoreDatabase.FileName));
            Refused(folder.Path, "is a link");
        }
    }

    /// <summary>Every 1,000 bytes a truncation, and 400 copies with changed bytes: each opens and can be read, or ends in the typed error.</summary>
    [Fact]
    public async Task TruncationsAndMutationsEndInTheTypedError()
    {
        using TemporaryFolder source = new(), copy = new();
        (await Stores.FilledAsync(source.Path, 2, 0, 1)).Dispose();
        byte[] valid = File.ReadAllBytes(source.File(StoreDatabase.FileName));
        Assert.True(valid.Length > 50_000);
        var random = new Random(5);
        int refused = 0, all = 0;
        IEnumerable<byte[]> broken = Enumerable.Range(0, valid.Length / 1000).Select(i => valid[..(1000 * i)]).Concat(Enumerable.Range(0, 400).Select(_ =>
        {
            byte[] bytes = [.. valid];
            for (int n = random.Next(1, 20); n > 0; n--)
            {
                bytes[random.Next(4) == 0 ? random.Next(200) : random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            return bytes;
        }));
        foreach (byte[] bytes in broken)
        {
            all++;
            foreach (string old in Directory.GetFiles(copy.Path))
            {
                File.Delete(old);
            }

            File.WriteAllBytes(copy.File(StoreDatabase.FileName), bytes);
            try
            {
                using EngineStore store = EngineStore.Open(copy.Path);
                store.Status();
                foreach (EngineObject item in store.Objects())
                {
                    store.Candidates(item.Id);
                }

                store.Judgements();
                store.Decisions();
            }
            catch (DataEngineException e)
            {
                refused++;
                Assert.DoesNotContain('\n', e.Message);
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{refused} of {all} refused");
        Assert.InRange(refused, all / 4, all - 1);
    }

    private static void Refused(string folder, string expected)
    {
        var e = Assert.Throws<DataEngineException>(() => EngineStore.Open(folder));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    private static void Run(string folder, params string[] statements)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, StoreDatabase.FileName)};Pooling=False");
        connection.Open();
        foreach (string statement in statements)
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }
    }
}
