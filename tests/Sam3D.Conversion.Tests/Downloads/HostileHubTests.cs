using System.Text.Json;

namespace Sam3D.Conversion.Tests.Downloads;

/// <summary>Servers that break their word, or want to lead the download elsewhere: one line, and nothing wrong stays behind.</summary>
public sealed class HostileHubTests
{
    private const string Decoder = "checkpoints/ss_decoder.ckpt";
    private const int Size = 200_000;

    [Fact]
    public async Task AWrongHashIsFoundAndTheFileRemoved()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Intercept = call => call.File == Decoder ? hub.Reply(call) with { Body = OfficialHub.Weights(8, Size) } : null;
        await OfficialHub.RefusesAsync(folder.File("new"), hub.Decoder(), "ss_decoder.ckpt", "SHA-256", "removed");
        Assert.False(Directory.Exists(folder.File("new")));

        hub.Intercept = call => call.File == "LICENSE" ? hub.Reply(call) with { Body = "not licence"u8.ToArray() } : null;
        await OfficialHub.RefusesAsync(folder.File("new"), hub.Options() with { Files = ["LICENSE"] }, "LICENSE", "Git SHA-1");
        Assert.Empty(OfficialHub.FilesBelow(folder.Path));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task AWrongSizeIsFoundBeforeAnythingIsRead(int more)
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Intercept = call => call.File == Decoder ? hub.Reply(call) with { Body = OfficialHub.Weights(2, Size + more) } : null;
        await OfficialHub.RefusesAsync(folder.Path, hub.Decoder(), $"would have {Size + more} bytes", $"lists {Size}");
        Assert.Empty(OfficialHub.FilesBelow(folder.Path));
    }

    [Fact]
    public async Task ABodyWithoutEndIsCutOff()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Intercept = call => call.File == Decoder ? hub.Reply(call) with { Body = [.. OfficialHub.Weights(2, Size), 0], StatesLength = false } : null;
        await OfficialHub.RefusesAsync(folder.Path, hub.Decoder(), $"beyond the {Size} bytes", "removed");
        Assert.Empty(OfficialHub.FilesBelow(folder.Path));

        hub.Intercept = call => call.File == Decoder ? hub.Reply(call) with { StatesLength = false } : null;
        await OfficialHub.DownloadAsync(folder.Path, hub.Decoder());
        Assert.Equal(OfficialHub.Weights(2, Size), File.ReadAllBytes(folder.File("ss_decoder.ckpt")));
    }

    [Fact]
    public async Task ARedirectToAnotherServerGetsNoToken()
    {
        using TestHub hub = OfficialHub.Start();
        using TestHub store = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Intercept = call => call.File == Decoder ? HubReply.Of(302, "Location", new Uri(store.Endpoint, call.Path + "?signature=secret").ToString()) : null;
        store.Intercept = call => store.Reply(call with { Path = call.Path.Split('?')[0] });
        await OfficialHub.DownloadAsync(folder.Path, hub.Decoder());
        Assert.Equal(OfficialHub.Token, Assert.Single(hub.CallsFor(Decoder)).Token);
        Assert.Null(Assert.Single(store.Calls).Token);
        Assert.Equal(Size, store.BytesSent);
    }

    [Theory]
    [InlineData("http://example.org/file?signature=secret", "http://example.org")]
    [InlineData("ftp://example.org/file", "ftp://example.org")]
    [InlineData("https://user:secret@example.org/file", "https://example.org")]
    public async Task ARedirectToAnUnsafeAddressIsRefused(string address, string shown)
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Intercept = call => call.File == Decoder ? HubReply.Of(302, "Location", address) : null;
        string message = await OfficialHub.RefusesAsync(folder.Path, hub.Decoder(), "redirects to", shown, "https");
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RedirectsInACircleEnd()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Intercept = call => call.File == Decoder ? HubReply.Of(307, "Location", call.Path) : null;
        await OfficialHub.RefusesAsync(folder.Path, hub.Decoder(), "redirected more than 5 times");
        Assert.Equal(6, hub.CallsFor(Decoder).Count);
    }

    [Fact]
    public async Task AListingBeyondALimitIsRefused()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        async Task Refuses(DownloadLimits limits, string limit) =>
            await OfficialHub.RefusesAsync(folder.File("new"), hub.Options() with { Limits = limits }, "listing of facebook/sam-3d-objects", limit);
        await Refuses(new DownloadLimits { MaxListingBytes = 500 }, nameof(DownloadLimits.MaxListingBytes));
        await Refuses(new DownloadLimits { MaxListingEntries = 7 }, nameof(DownloadLimits.MaxListingEntries));

        hub.Intercept = call => call.File.Length == 0 ? hub.Reply(call) with { StatesLength = false } : null;
        await Refuses(new DownloadLimits { MaxListingBytes = 500 }, nameof(DownloadLimits.MaxListingBytes));

        int page = 0;
        hub.Intercept = call => call.File.Length == 0
            ? HubReply.Json("[]") with { Headers = new Dictionary<string, string> { ["Link"] = $"<{hub.Endpoint}{call.Path.Split('&')[0][1..]}&cursor={page++}>; rel=\"next\"" } }
            : null;
        await Refuses(new DownloadLimits { MaxListingPages = 9 }, nameof(DownloadLimits.MaxListingPages));
        Assert.Equal(9, page);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task FurtherPagesAreReadFromTheSameServerOnly()
    {
        using TestHub hub = OfficialHub.Start();
        using TestHub other = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        Uri next = hub.Endpoint;
        hub.Intercept = call => call.File.Length > 0 || call.Path.Contains("cursor", StringComparison.Ordinal) || !call.Path.Contains(OfficialHub.Main, StringComparison.Ordinal)
            ? null
            : HubReply.Json("[]") with { Headers = new Dictionary<string, string> { ["Link"] = $"<{new Uri(next, call.Path)}&cursor=2>; rel=\"next\"" } };
        await OfficialHub.DownloadAsync(folder.Path, hub.Options());
        Assert.Contains("pipeline.yaml", OfficialHub.FilesBelow(folder.Path));

        next = other.Endpoint;
        await OfficialHub.RefusesAsync(folder.Path, hub.Options(), "goes on at another server");
        Assert.Empty(other.Calls);
    }

    [Theory]
    [InlineData("../evil.ckpt")]
    [InlineData("/etc/evil.ckpt")]
    [InlineData("a/../../evil.ckpt")]
    [InlineData("a//evil.ckpt")]
    [InlineData("./evil.ckpt")]
    [InlineData("..\\evil.ckpt")]
    [InlineData("evil\u001b[31m.ckpt")]
    [InlineData("evil\n.ckpt")]
    public async Task APathThatLeavesTheRepositoryRefusesTheListing(string path)
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Intercept = call => call.File.Length == 0 ? HubReply.Json(JsonSerializer.Serialize(new[] { TestHub.Entry(path, [1]) })) : null;
        string message = await OfficialHub.RefusesAsync(folder.File("new"), hub.Options(), "no path inside of a repository");
        Assert.DoesNotContain('\u001b', message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("../evil.ckpt")]
    [InlineData("/etc/evil.ckpt")]
    [InlineData("C:evil.ckpt")]
    [InlineData("nul.ckpt")]
    [InlineData("COM1")]
    [InlineData(".ssh/evil")]
    [InlineData("evil.ckpt.partial")]
    [InlineData("evil.ckpt ")]
    public async Task APipelineThatNamesWhatIsNoPlainFileIsRefused(string name)
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Add(OfficialHub.Main, "checkpoints/pipeline.yaml", $"ss_decoder_ckpt_path: '{name}'");
        CheckpointException error = await Assert.ThrowsAsync<CheckpointException>(() => OfficialHub.DownloadAsync(folder.File("new"), hub.Options()));
        Assert.Contains("pipeline.yaml: ss_decoder_ckpt_path", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        Assert.Throws<ArgumentException>(() => (hub.Options() with { Files = [name] }).Validate());
    }

    [Fact]
    public async Task NamesThatAreOneOnOtherSystemsAreRefused()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Add(OfficialHub.Main, "checkpoints/SS_decoder.ckpt", [1]);
        await OfficialHub.RefusesAsync(folder.Path, hub.Options() with { Files = ["ss_decoder.ckpt", "SS_decoder.ckpt"] }, "size of letters");
    }

    [Fact]
    public async Task DeclaredSizesAreBounded()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        await OfficialHub.RefusesAsync(
            folder.File("new"), hub.Options() with { Limits = new DownloadLimits { MaxFileBytes = 250_000 } }, "ss_generator.ckpt", "300000 bytes", "MaxFileBytes");
        await OfficialHub.RefusesAsync(folder.File("new"), hub.Options() with { Limits = new DownloadLimits { MaxTotalBytes = 500_000 } }, "MaxTotalBytes");

        const long Huge = 1L << 60;
        hub.Intercept = call => call.File.Length == 0 ? HubReply.Json($$"""[{"type":"file","path":"ss_decoder.ckpt","size":{{Huge}},"oid":""}]""") : null;
        await OfficialHub.RefusesAsync(
            folder.File("new"), hub.Decoder() with { Limits = new DownloadLimits { MaxFileBytes = Huge, MaxTotalBytes = Huge } }, $"{Huge} are to come", "make room");
        Assert.Empty(hub.CallsFor("ss_decoder.ckpt"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("<html>not json</html>")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""[{"type":"file","path":"a"}]""")]
    [InlineData("""[{"type":"file","path":"a","size":"large"}]""")]
    [InlineData("""[{"type":"file","path":"a","size":1e99}]""")]
    [InlineData("""[{"type":"file","path":"a","size":-1}]""")]
    [InlineData("""[{"type":"file","path":"a","size":1},{"type":"file","path":"a","size":1}]""")]
    [InlineData("""[{"type":"file","path":"a","size":1,"lfs":{"oid":"abc","size":1}}]""")]
    [InlineData("""[{"type":"file","path":"a","size":1,"lfs":{"oid":null,"size":1}}]""")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]")]
    public async Task AListingThatIsNoneIsRefused(string text)
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Intercept = call => call.File.Length == 0 ? HubReply.Json(text) : null;
        await OfficialHub.RefusesAsync(folder.File("new"), hub.Options(), "The listing of facebook/sam-3d-objects");
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task AListingThatDoesNotFitItsPipelineIsRefused()
    {
        using TestHub hub = OfficialHub.Start();
        using var folder = new TemporaryFolder();
        hub.Intercept = call => call.File == "checkpoints/pipeline.yaml" ? hub.Reply(call) with { Body = "a: b"u8.ToArray() } : null;
        await OfficialHub.RefusesAsync(folder.File("new"), hub.Options(), "pipeline.yaml", "not the file that the repository lists");

        hub.Intercept = _ => null;
        hub.Add(OfficialHub.Main, "checkpoints/pipeline.yaml", "ss_decoder_ckpt_path: absent.ckpt");
        await OfficialHub.RefusesAsync(folder.File("new"), hub.Options(), "'absent.ckpt'", "not in the repository");
        await OfficialHub.RefusesAsync(folder.File("new"), hub.Options() with { Repository = OfficialHub.Depth }, "no pipeline.yaml");
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }
}
