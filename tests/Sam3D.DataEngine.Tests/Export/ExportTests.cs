using System.Security.Cryptography;
using System.Text.Json;
using Sam3D.DataEngine.Annotation;

namespace Sam3D.DataEngine.Tests.Export;

public sealed class ExportTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AFineTuningSetHoldsTheChosenCandidates()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.File("store"), 3, 0, 4);
        CandidateSelector.Run(store);
        ExportSummary summary = FineTuningExport.Write(store, folder.File("set"), 0.5, Stop);
        Assert.Equal((3, 15), (summary.Entries, summary.Files));
        JsonElement[] lines = Lines(folder.File("set/samples.jsonl"));
        Assert.Equal([1, 2, 3], lines.Select(l => l.GetProperty("object").GetInt64()));
        foreach (JsonElement line in lines)
        {
            EngineObject item = store.Object(line.GetProperty("object").GetInt64());
            Assert.Equal($"samples/{item.Id:D6}/photo.png", line.GetProperty("photo").GetString());
            Assert.Equal(store.Photo(item).Pixels.ToArray(), RgbImage.Load(Path.Combine(summary.Folder, line.GetProperty("photo").GetString()!)).Pixels.ToArray());
            Assert.Equal(store.MaskOf(item).Values.ToArray(), Mask.Load(Path.Combine(summary.Folder, line.GetProperty("mask").GetString()!)).Values.ToArray());
            JsonElement candidate = line.GetProperty("candidate");
            Assert.Equal(0UL, candidate.GetProperty("seed").GetUInt64());
            using var record = JsonDocument.Parse(File.ReadAllText(Path.Combine(summary.Folder, candidate.GetProperty("record").GetString()!)));
            Assert.Equal("sam3d-candidate/1", record.RootElement.GetProperty("format").GetString());
            Assert.Equal(4, record.RootElement.GetProperty("rotation").GetArrayLength());
            Assert.Equal(8, record.RootElement.GetProperty("voxelResolution").GetInt32());
            Assert.Contains(line.GetProperty("split").GetString(), (string[])["train", "held-out"]);
        }

        FilesAreThoseOfTheManifest(summary);

        // The same store, the same export.
        Assert.Equal(summary.Digest, FineTuningExport.Write(store, folder.File("again"), 0.5, Stop).Digest);
        Assert.Equal(2, store.Status().Exports);
    }

    [Fact]
    public async Task PreferencesOfPeopleAreWhatMostJudgementsSay()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.File("store"), 1, 0, 1, 2);
        var queue = new AnnotationQueue(store, new AnnotationOptions { AsksRating = false });
        Choose(queue, "anna", 1);
        Choose(queue, "ben", 1);
        Choose(queue, "carla", 2);
        Choose(queue, "dora", null);
        ExportSummary summary = PreferenceExport.Write(store, folder.File("pairs"), null, Stop);
        var pairs = Lines(folder.File("pairs/pairs.jsonl")).Select(l => (
            l.GetProperty("chosen").GetProperty("seed").GetInt64(), l.GetProperty("rejected").GetProperty("seed").GetInt64(),
            l.GetProperty("wins").GetInt32(), l.GetProperty("losses").GetInt32())).ToArray();
        Assert.Equal([(1, 0, 2, 0), (1, 2, 2, 1), (2, 0, 1, 0)], pairs);
        Assert.Equal(2 + (3 * 3), summary.Files); // each candidate once
        FilesAreThoseOfTheManifest(summary);
    }

    [Fact]
    public async Task PreferencesOfMetricsNeedTheMargin()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.File("store"), 1, 0, 1, 5);
        var options = new PreferenceOptions
        {
            Method = SelectionMethod.Automatic,
            Quality = new SelectionOptions { Weights = new Dictionary<string, double> { [CandidateMetrics.SilhouetteIoU] = 1 } },
            Margin = 0.3,
        };
        PreferenceExport.Write(store, folder.File("pairs"), options, Stop);
        JsonElement pair = Assert.Single(Lines(folder.File("pairs/pairs.jsonl")));
        Assert.Equal(5, pair.GetProperty("rejected").GetProperty("seed").GetInt64());
        Assert.Equal(1 - store.Candidates(1)[2].Scores[CandidateMetrics.SilhouetteIoU], pair.GetProperty("margin").GetDouble(), 12);
    }

    [Fact]
    public async Task TheHardQueueIsExportedWithWhatWasMade()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.File("store"), 2, 8);
        CandidateSelector.Run(store, new SelectionOptions { HardThreshold = 0.75 });
        ExportSummary summary = QueueExport.Write(store, folder.File("hard"), QueueState.Hard, Stop);
        JsonElement[] lines = Lines(folder.File("hard/queue.jsonl"));
        Assert.Equal(["hard", "hard"], lines.Select(l => l.GetProperty("state").GetString()));
        Assert.All(lines, l => Assert.Equal(1, l.GetProperty("candidates").GetArrayLength()));
        FilesAreThoseOfTheManifest(summary);
    }

    [Fact]
    public async Task NothingIsLeftWhereNothingCanBeExported()
    {
        using var folder = new TemporaryFolder();
        using EngineStore store = await Stores.FilledAsync(folder.File("store"), 1, 0);
        Assert.Throws<DataEngineException>(() => FineTuningExport.Write(store, folder.File("set"), cancellationToken: Stop));
        Assert.Throws<DataEngineException>(() => PreferenceExport.Write(store, folder.File("set"), null, Stop));
        Assert.Throws<DataEngineException>(() => QueueExport.Write(store, folder.File("set"), cancellationToken: Stop));
        CandidateSelector.Run(store);
        Directory.CreateDirectory(folder.File("full"));
        File.WriteAllText(folder.File("full/mine.txt"), "mine");
        Assert.Throws<ExportException>(() => FineTuningExport.Write(store, folder.File("full"), cancellationToken: Stop));

        // A file that was damaged stops the export, and nothing half-written stays.
        string photo = Directory.GetFiles(folder.File("store"), $"{store.Objects()[0].PhotoHash}.png", SearchOption.AllDirectories).Single();
        File.AppendAllText(photo, "x");
        Assert.Throws<DataEngineException>(() => FineTuningExport.Write(store, folder.File("set"), cancellationToken: Stop));
        Assert.Equal(["full", "store"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
        Assert.Equal(0, store.Status().Exports);
    }

    [Fact]
    public void TheSplitIsBySharesOfPhotographs()
    {
        string[] hashes = [.. Enumerable.Range(0, 4000).Select(i => Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(i))))];
        Assert.InRange(hashes.Count(h => HeldOutSplit.Of(h, 0.1) == HeldOutSplit.HeldOut), 340, 460);
        Assert.All(hashes, h => Assert.Equal(HeldOutSplit.Train, HeldOutSplit.Of(h, 0)));
        Assert.All(hashes.Where(h => HeldOutSplit.Of(h, 0.1) == HeldOutSplit.HeldOut), h => Assert.Equal(HeldOutSplit.HeldOut, HeldOutSplit.Of(h, 0.2)));
    }

    private static void FilesAreThoseOfTheManifest(ExportSummary summary)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(summary.Folder, "manifest.json")));
        string[] listed = [.. manifest.RootElement.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("path").GetString()!)];
        foreach (JsonElement file in manifest.RootElement.GetProperty("files").EnumerateArray())
        {
            byte[] content = File.ReadAllBytes(Path.Combine(summary.Folder, file.GetProperty("path").GetString()!));
            Assert.Equal(file.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(content)));
            Assert.Equal(file.GetProperty("bytes").GetInt64(), content.Length);
        }

        string[] there = [.. Directory.GetFiles(summary.Folder, "*", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(summary.Folder, p).Replace('\\', '/'))];
        Assert.Equal(listed.Order(StringComparer.Ordinal), there.Where(p => p.Contains('/')).Order(StringComparer.Ordinal));
        Assert.Equal(summary.Files, listed.Length);
    }

    private static JsonElement[] Lines(string path) => [.. File.ReadLines(path).Select(line =>
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    })];

    private static void Choose(AnnotationQueue queue, string annotator, int? seed)
    {
        AnnotationTask task = queue.Next(annotator).Task!;
        long[] shown = [.. task.Shown.Select(s => s.Candidate)];
        queue.Judge(annotator, new AnnotationAnswer
        {
            Object = task.Object,
            Round = task.Round,
            Shown = shown,
            Winner = seed is { } s ? shown.Order().ElementAt(s) : null,
            Milliseconds = 1,
        });
    }
}
