using System.Diagnostics;

namespace Sam3D.DataEngine.Tests.Store;

/// <summary>A process that works on a store is killed again and again, wherever it happens to be.</summary>
public sealed class KilledProcessTests
{
    private const int Kills = 12;

    [Fact]
    public async Task NothingThatWasReportedIsLostAndNothingHalfDoneIsThere()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("store");
        EngineStore.Create(path).Dispose();
        var random = new Random(11);
        var done = new List<string>();
        int leftovers = 0;
        for (int i = 0; i < Kills; i++)
        {
            using Process worker = StoreWorker.Start(path, CountObjects(path));
            for (int steps = random.Next(0, 12); steps > 0 && await worker.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line; steps--)
            {
                done.Add(line);
            }

            await Task.Delay(random.Next(0, 60), TestContext.Current.CancellationToken);
            worker.Kill();
            await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
            string rest = await worker.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            done.AddRange(rest.Split('\n')[..^1]); // the last line may be cut off

            using EngineStore store = EngineStore.Open(path);
            StoreCheck check = store.Verify(TestContext.Current.CancellationToken);
            Assert.Empty(check.Problems);
            leftovers = check.Leftovers;
            HasAll(store, done);
        }

        Assert.True(done.Count > 2 * Kills, $"Only {done.Count} steps were done.");
        TestContext.Current.TestOutputHelper!.WriteLine($"{Kills} kills, {done.Count} steps reported, {leftovers} files left over");
    }

    private static int CountObjects(string path)
    {
        using EngineStore store = EngineStore.Open(path);
        return (int)store.Status().Objects;
    }

    private static void HasAll(EngineStore store, List<string> done)
    {
        HashSet<string> names = [.. store.Objects().Select(o => o.Name)];
        HashSet<string> candidates = [.. store.Objects().SelectMany(o => store.Candidates(o.Id)).Select(c => $"{c.ObjectId}/{c.Seed}")];
        IReadOnlyList<EngineJudgement> judgements = store.Judgements(withWithdrawn: true);
        HashSet<string> decided = [.. store.Decisions().Select(d => $"{d.ObjectId}")];
        foreach (string step in done)
        {
            string[] parts = step.Split(' ');
            Assert.True(
                parts[0] switch
                {
                    "object" => names.Contains(parts[1]),
                    "candidate" => candidates.Contains(parts[1]),
                    "judgement" => judgements.Any(j => $"{j.ObjectId}" == parts[1]),
                    "undo" => judgements.Any(j => $"{j.ObjectId}" == parts[1] && j.IsWithdrawn),
                    "decision" => decided.Contains(parts[1]),
                    _ => false,
                },
                $"'{step}' was reported and is lost");
        }

        // A transaction is there as a whole: scores with their candidate, what was shown with its judgement.
        Assert.All(store.Objects().SelectMany(o => store.Candidates(o.Id)), c => Assert.Equal(6, c.Scores.Count));
        Assert.All(judgements, j => Assert.Equal(2, j.Shown.Count));
    }
}
