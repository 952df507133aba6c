namespace Sam3D.Conversion.Tests.Downloads;

public sealed class CheckpointDownloaderTests
{
    private static readonly string[] Expected =
        ["LICENSE", "README.md", "moge/README.md", "moge/model.pt", "pipeline.yaml", "ss_decoder.ckpt", "ss_decoder.yaml", "ss_generator.ckpt", "ss_generator.yaml"];

    [Fact]
    public async Task TheFilesOfThePipelineLieWhereTheConverterLooksForThem()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        var told = new List<DownloadProgress>();
        IReadOnlyList<DownloadedFile> files = await OfficialHub.DownloadAsync(folder.File("new"), hub.Options() with { MaxParallelFiles = 1 }, new Told(told.Add));

        Assert.Equal(Expected, OfficialHub.FilesBelow(folder.File("new")));
        Assert.Equal(OfficialHub.Weights(2, 200_000), File.ReadAllBytes(folder.File("new/ss_decoder.ckpt")));
        Assert.Equal(OfficialHub.Weights(4, 100_000), File.ReadAllBytes(folder.File("new/moge/model.pt")));
        Assert.Equal("the licence", File.ReadAllText(folder.File("new/LICENSE")));
        Assert.Empty(hub.CallsFor("checkpoints/training-state.ckpt"));
        Assert.All(hub.Calls, call => Assert.Equal(OfficialHub.Token, call.Token));
        Assert.Equal(FileCheck.Sha256, files.Single(f => f.File.Target == "ss_decoder.ckpt").File.Check);
        Assert.Equal(FileCheck.GitSha1, files.Single(f => f.File.Target == "pipeline.yaml").File.Check);
        Assert.Equal(files.Sum(f => f.File.Size), files.Sum(f => f.BytesReceived));
        Assert.Equal(files.Sum(f => f.File.Size), told[^1].Bytes);
        Assert.Equal(told[^1].TotalBytes, told[^1].Bytes);
        Assert.Equal(files.Select(f => f.File.Size).Order(), files.Select(f => f.File.Size));
    }

    [Fact]
    public async Task WhatIsThereIsCheckedAndKept()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        await OfficialHub.DownloadAsync(folder.Path, hub.Options());
        long sent = hub.BytesSent;
        DateTime written = File.GetLastWriteTimeUtc(folder.File("ss_decoder.ckpt"));
        IReadOnlyList<DownloadedFile> again = await OfficialHub.DownloadAsync(folder.Path, hub.Options());
        Assert.All(again, file => Assert.Equal(0, file.BytesReceived));
        Assert.Equal(OfficialHub.Pipeline.Length, hub.BytesSent - sent);
        Assert.Equal(written, File.GetLastWriteTimeUtc(folder.File("ss_decoder.ckpt")));
    }

    [Fact]
    public async Task APlanWritesNothing()
    {
        using TestHub hub = OfficialHub.Start();
        DownloadPlan plan = await CheckpointDownloader.PlanAsync(hub.Options(), TestContext.Current.CancellationToken);
        Assert.Equal(Expected, plan.Files.Select(f => f.Target).Order(StringComparer.Ordinal));
        Assert.Equal("checkpoints/pipeline.yaml", plan.Files.Single(f => f.Target == "pipeline.yaml").Source);
        Assert.Equal(600_000, plan.Files.Where(f => f.Check == FileCheck.Sha256).Sum(f => f.Size));
    }

    [Theory]
    [InlineData("ss_decoder.yaml")]
    [InlineData("checkpoints/ss_decoder.yaml")]
    public async Task NamedFilesComeAlone(string name)
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        await OfficialHub.DownloadAsync(folder.Path, hub.Options() with { Files = [name, "LICENSE"] });
        Assert.Equal(["LICENSE", "ss_decoder.yaml"], OfficialHub.FilesBelow(folder.Path));
        await OfficialHub.RefusesAsync(folder.Path, hub.Options() with { Files = ["nothing.ckpt"] }, "no file 'nothing.ckpt'", "--file");
    }

    [Fact]
    public async Task WithoutDepthTheOtherRepositoryIsLeftAlone()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        await OfficialHub.DownloadAsync(folder.Path, hub.Options() with { WithDepth = false });
        Assert.DoesNotContain(hub.Calls, call => call.Path.Contains(OfficialHub.Depth, StringComparison.Ordinal));
        Assert.False(Directory.Exists(folder.File("moge")));
    }

    [Fact]
    public async Task TwoFilesComeAtTheSameTimeAndNoMore()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        var both = new TaskCompletionSource();
        int open = 0, most = 0;
        hub.Intercept = call =>
        {
            // Each of the two waits in its middle for the other to begin.
            if (call.File.EndsWith(".ckpt", StringComparison.Ordinal))
            {
                int now = Interlocked.Increment(ref open);
                lock (both)
                {
                    most = Math.Max(most, now);
                }

                if (now == 2)
                {
                    both.SetResult();
                }

                return hub.Reply(call) with { Halfway = both.Task };
            }

            return null;
        };
        await OfficialHub.DownloadAsync(folder.Path, hub.Options() with { Files = ["ss_decoder.ckpt", "ss_generator.ckpt"], MaxParallelFiles = 2 });
        Assert.Equal(2, most);
        Assert.Equal(OfficialHub.Weights(1, 300_000), File.ReadAllBytes(folder.File("ss_generator.ckpt")));
        Assert.Equal(OfficialHub.Weights(2, 200_000), File.ReadAllBytes(folder.File("ss_decoder.ckpt")));
    }

    [Fact]
    public async Task AFileThatFailsEndsTheOthersAndItsErrorIsTheOneThatIsTold()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        var never = new TaskCompletionSource();
        hub.Intercept = call => call.File switch
        {
            "checkpoints/ss_decoder.ckpt" => hub.Reply(call) with { Body = [1, 2, 3] },
            "checkpoints/ss_generator.ckpt" => hub.Reply(call) with { Halfway = never.Task },
            _ => null,
        };
        await OfficialHub.RefusesAsync(folder.Path, hub.Options(), "ss_decoder.ckpt", "would have 3 bytes");
        Assert.False(File.Exists(folder.File("ss_generator.ckpt")));
        Assert.Contains("pipeline.yaml", OfficialHub.FilesBelow(folder.Path));
    }

    private sealed class Told(Action<DownloadProgress> report) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => report(value);
    }
}
