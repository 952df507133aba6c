using System.Diagnostics;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Training.Tests.Data.Storage;

/// <summary>A process that makes a dataset is killed again and again, wherever it happens to be, and continued.</summary>
public sealed class KilledGeneratorTests
{
    private const int Kills = 8;

    [Fact]
    public async Task ADatasetSurvivesKillsAtAnyPoint()
    {
        using var folder = new TemporaryFolder();
        string killed = folder.File("killed"), whole = folder.File("whole");
        var random = new Random(3);
        var shards = new List<int>();
        for (int i = 0; i < Kills; i++)
        {
            using Process worker = DatasetWorker.Start(killed);

            // Samples that are there already are reported shard by shard; then some more are waited for, and a part of a sample's time.
            int there = shards.LastOrDefault() * DatasetWorker.ShardSize, wanted = there + random.Next(1, 13);
            while (await worker.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && int.Parse(line) < wanted)
            {
            }

            await Task.Delay(random.Next(0, 25), TestContext.Current.CancellationToken);
            worker.Kill();
            await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
            string reported = (await worker.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n')[..^1].LastOrDefault() ?? "0";

            // What has a shard's name is a whole shard, and what was reported of earlier shards is there.
            string[] found = Directory.Exists(killed) ? [.. Directory.EnumerateFiles(killed, "shard-*")] : [];
            Assert.All(found, path => Assert.All(Enumerable.Range(0, ShardFile.Open(path).Count), r => RecordReader.Read(ShardFile.Open(path).ReadRecord(r), path)));
            Assert.True(found.Length >= (int.Parse(reported) - 1) / DatasetWorker.ShardSize, $"{reported} samples were reported, {found.Length} shards are there");
            Assert.True(found.Length >= shards.LastOrDefault());
            shards.Add(found.Length);
        }

        DatasetGenerator.Generate(killed, DatasetWorker.Options, DatasetWorker.Count, DatasetWorker.ShardSize, cancellationToken: TestContext.Current.CancellationToken);
        DatasetGenerator.Generate(whole, DatasetWorker.Options, DatasetWorker.Count, DatasetWorker.ShardSize, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(
            Directory.EnumerateFiles(whole).Select(f => (Path.GetFileName(f), Convert.ToHexString(File.ReadAllBytes(f)))).Order(),
            Directory.EnumerateFiles(killed).Select(f => (Path.GetFileName(f), Convert.ToHexString(File.ReadAllBytes(f)))).Order());
        Assert.True(shards.Distinct().Count() > Kills / 2, $"The kills came at too few points: {string.Join(", ", shards)} shards.");
        TestContext.Current.TestOutputHelper!.WriteLine($"killed with {string.Join(", ", shards)} whole shards of {DatasetWorker.Count / DatasetWorker.ShardSize}");
    }
}
