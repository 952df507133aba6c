namespace Sam3D.Conversion.Tests.Downloads;

/// <summary>Unfinished files: what is there is not sent again, unless it may be of another file.</summary>
public sealed class ResumeTests
{
    private const string Decoder = "checkpoints/ss_decoder.ckpt";
    private const int Size = 200_000, Cut = 150_000;

    private static byte[] Content { get; } = OfficialHub.Weights(2, Size);

    [Fact]
    public async Task ACutConnectionIsTakenUpWhereItBroke()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Intercept = call => call.File == Decoder && call.From == 0 ? hub.Reply(call) with { CutAfter = Cut } : null;
        DownloadedFile file = Assert.Single(await OfficialHub.DownloadAsync(folder.Path, hub.Decoder()));

        Assert.Equal([0, Cut], hub.CallsFor(Decoder).Select(c => c.From));
        Assert.Equal(Size, hub.BytesSent);
        Assert.Equal(Size, file.BytesReceived);
        Assert.True(hub.CallsFor(Decoder)[1].Headers.ContainsKey("If-Range"));
        Assert.Equal(Content, File.ReadAllBytes(folder.File("ss_decoder.ckpt")));
        Assert.Equal(["ss_decoder.ckpt"], OfficialHub.FilesBelow(folder.Path));
    }

    [Fact]
    public async Task ACancelledDownloadIsTakenUpByTheNextOne()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        long kept = await CancelHalfwayAsync(hub, folder.Path);
        Assert.InRange(kept, 1, Size / 2);

        hub.Intercept = _ => null;
        DownloadedFile file = Assert.Single(await OfficialHub.DownloadAsync(folder.Path, hub.Decoder()));
        Assert.Equal(kept, hub.CallsFor(Decoder)[^1].From);
        Assert.Equal(Size - kept, file.BytesReceived);
        Assert.Equal(Content, File.ReadAllBytes(folder.File("ss_decoder.ckpt")));
        Assert.Equal(["ss_decoder.ckpt"], OfficialHub.FilesBelow(folder.Path));
    }

    [Fact]
    public async Task AServerWithoutRangesBeginsAnew()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.TakesRanges = false;
        bool first = true;
        hub.Intercept = call =>
        {
            HubReply? cut = call.File == Decoder && first ? hub.Reply(call) with { CutAfter = Cut } : null;
            first &= cut is null;
            return cut;
        };
        await OfficialHub.DownloadAsync(folder.Path, hub.Decoder());
        Assert.Equal([0, Cut], hub.CallsFor(Decoder).Select(c => c.From));
        Assert.Equal(Content, File.ReadAllBytes(folder.File("ss_decoder.ckpt")));
    }

    [Fact]
    public async Task AnotherTagMeansAnotherFile()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        await CancelHalfwayAsync(hub, folder.Path);

        hub.Intercept = _ => null;
        hub.TagSuffix = "-new";
        DownloadedFile file = Assert.Single(await OfficialHub.DownloadAsync(folder.Path, hub.Decoder()));
        Assert.Equal(Size, file.BytesReceived);
        Assert.Equal(Content, File.ReadAllBytes(folder.File("ss_decoder.ckpt")));
    }

    [Fact]
    public async Task APartOfAnotherFileIsNotContinuedEvenByAServerThatWould()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        await CancelHalfwayAsync(hub, folder.Path);

        // This server ignores If-Range and sends the rest of its new version.
        hub.TagSuffix = "-new";
        hub.Intercept = call => call is { File: Decoder, From: > 0 }
            ? hub.Reply(call with { Headers = call.Headers.Where(h => h.Key != "If-Range").ToDictionary() })
            : null;
        DownloadedFile file = Assert.Single(await OfficialHub.DownloadAsync(folder.Path, hub.Decoder()));
        Assert.Equal(Size, file.BytesReceived);
        Assert.Equal(Content, File.ReadAllBytes(folder.File("ss_decoder.ckpt")));
    }

    [Fact]
    public async Task WhatIsLeftOfAnotherVersionIsDropped()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        await CancelHalfwayAsync(hub, folder.Path);

        hub.Intercept = _ => null;
        byte[] other = OfficialHub.Weights(9, Size);
        hub.Add(OfficialHub.Main, Decoder, other);
        await OfficialHub.DownloadAsync(folder.Path, hub.Decoder());
        Assert.Equal(0, hub.CallsFor(Decoder)[^1].From);
        Assert.Equal(other, File.ReadAllBytes(folder.File("ss_decoder.ckpt")));
    }

    [Fact]
    public async Task ARangeThatCannotBeSatisfiedBeginsAnew()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        await CancelHalfwayAsync(hub, folder.Path);
        hub.Intercept = call => call is { File: Decoder, From: > 0 } ? HubReply.Of(416) : null;
        DownloadedFile file = Assert.Single(await OfficialHub.DownloadAsync(folder.Path, hub.Decoder()));
        Assert.Equal(Size, file.BytesReceived);

        hub.Intercept = call => call.File == Decoder ? HubReply.Of(416) : null;
        await OfficialHub.RefusesAsync(folder.File("other"), hub.Decoder(), "status 416");
        Assert.False(Directory.Exists(folder.File("other")));
    }

    [Fact]
    public async Task AServerThatAlwaysBreaksIsGivenUp()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.TakesRanges = false;
        hub.Intercept = call => call.File == Decoder ? hub.Reply(call) with { CutAfter = Cut } : null;
        await OfficialHub.RefusesAsync(folder.Path, hub.Decoder(), "ss_decoder.ckpt", $"after {Cut} of {Size} bytes", "6 times", "are kept");
        Assert.Equal(hub.Decoder().Limits.MaxAttempts, hub.CallsFor(Decoder).Count);
        Assert.Equal(["ss_decoder.ckpt.partial", "ss_decoder.ckpt.partial.etag"], OfficialHub.FilesBelow(folder.Path));
    }

    [Fact]
    public async Task AWholePartialNeedsNoRequest()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        await CancelHalfwayAsync(hub, folder.Path);
        File.WriteAllBytes(folder.File("ss_decoder.ckpt.partial"), Content);
        int calls = hub.CallsFor(Decoder).Count;
        await OfficialHub.DownloadAsync(folder.Path, hub.Decoder());
        Assert.Equal(calls, hub.CallsFor(Decoder).Count);
        Assert.Equal(["ss_decoder.ckpt"], OfficialHub.FilesBelow(folder.Path));
    }

    [Fact]
    public async Task CancellingBeforeTheOldPartIsReadLosesNothing()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        long kept = await CancelHalfwayAsync(hub, folder.Path);
        DownloadPlan plan = await CheckpointDownloader.PlanAsync(hub.Decoder(), TestContext.Current.CancellationToken);
        using (var partial = PartialFile.Open(folder.File("ss_decoder.ckpt"), Assert.Single(plan.Files)))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => partial.TakeUpAsync(_ => { }, new CancellationToken(canceled: true)));
        }

        Assert.Equal(kept, new FileInfo(folder.File("ss_decoder.ckpt.partial")).Length);
    }

    /// <returns>Bytes that are kept.</returns>
    private static async Task<long> CancelHalfwayAsync(TestHub hub, string folder)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var never = new TaskCompletionSource();
        hub.Intercept = call => call.File == Decoder ? hub.Reply(call) with { Halfway = never.Task } : null;
        Task running = CheckpointDownloader.DownloadAsync(folder, hub.Decoder(), cancellationToken: stop.Token);
        var partial = new FileInfo(Path.Combine(folder, "ss_decoder.ckpt.partial"));
        while (!partial.Exists || partial.Length < Size / 2)
        {
            await Task.Delay(5, stop.Token);
            partial.Refresh();
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        partial.Refresh();
        Assert.False(File.Exists(Path.Combine(folder, "ss_decoder.ckpt")));
        return partial.Length;
    }
}
