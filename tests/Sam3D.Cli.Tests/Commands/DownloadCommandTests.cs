using System.Globalization;
using System.Text.Json;
using Sam3D.Conversion;

namespace Sam3D.Cli.Tests.Commands;

/// <summary>The command against a hub on this machine; the library's tests go through everything that a server can do.</summary>
public sealed class DownloadCommandTests : IDisposable
{
    private const string Token = "hf_NobodyMaySeeThis";
    private const string Repository = "facebook/sam-3d-objects";

    private static readonly Lazy<byte[]> DepthModel = new(() =>
    {
        using var folder = new TemporaryFolder();
        SyntheticCheckpoint.Write(folder.File("small"), new SyntheticCheckpointOptions());
        return File.ReadAllBytes(Path.Combine(folder.File("small"), SyntheticCheckpoint.DepthModelFile));
    });

    private readonly TestHub _hub = new();
    private readonly TemporaryFolder _folder = new();

    public DownloadCommandTests()
    {
        Environment.SetEnvironmentVariable("HF_TOKEN", Token);
        foreach (string file in Directory.EnumerateFiles(TestFiles.Checkpoint).Where(f => Path.GetExtension(f) is ".yaml" or ".safetensors"))
        {
            _hub.Add(Repository, "checkpoints/" + Path.GetFileName(file), File.ReadAllBytes(file));
        }

        _hub.Add(Repository, "LICENSE", "the licence").Add("Ruicheng/moge-vitl", "model.pt", DepthModel.Value);
    }

    private string Checkpoint => _folder.File("checkpoint");

    public void Dispose()
    {
        _hub.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task WhatIsDownloadedCanBeConverted()
    {
        JsonElement report = (await RunAsync("--json")).Succeeded().Json;
        Assert.Equal(Checkpoint, report.GetProperty("folder").GetString());
        Assert.Equal(report.GetProperty("bytes").GetInt64(), report.GetProperty("bytesReceived").GetInt64());
        JsonElement model = report.GetProperty("files").EnumerateArray().Single(f => f.GetProperty("path").GetString() == "moge/model.pt");
        Assert.Equal("Sha256", model.GetProperty("check").GetString());
        (await Cli.RunAsync("convert", Checkpoint, "-o", _folder.File("bundle"), "--quiet")).Succeeded();
        Assert.All(_hub.Calls, call => Assert.Equal(Token, call.Token));

        CliResult again = (await RunAsync()).Succeeded();
        Assert.Contains("was there, checked by SHA-256", again.Output, StringComparison.Ordinal);
        Assert.Contains($"download {(report.GetProperty("bytes").GetInt64() / 1e6).ToString("F1", CultureInfo.InvariantCulture)} MB", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADryRunWritesNothing()
    {
        CliResult result = (await RunAsync("--dry-run", "--with-depth", "false")).Succeeded();
        Assert.Contains("ss_generator.safetensors", result.Output, StringComparison.Ordinal);
        Assert.Contains("to be fetched", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("moge", result.Output, StringComparison.Ordinal);
        Assert.Contains("with a token", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData(401, "make a new one of type Read")]
    [InlineData(403, "accept the licence")]
    [InlineData(404, "check both names")]
    public async Task ARefusalIsOneLine(int status, string part)
    {
        _hub.Intercept = _ => HubReply.Of(status);
        CliResult result = (await RunAsync("--json", "--quiet")).Failed(ExitCode.BadData, part);
        Assert.Equal("DownloadException", result.Json.GetProperty("error").GetProperty("type").GetString());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task AnotherRevisionAndALimitAreHonoured()
    {
        (await RunAsync("--quiet", "--revision", "v2")).Failed(ExitCode.BadData, "no revision v2");
        Assert.Contains(_hub.Calls, call => call.Path.Contains("/tree/v2?", StringComparison.Ordinal));
        (await RunAsync("--quiet", "--max-size", "0.02")).Failed(ExitCode.BadData, "--max-size");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task AStoppedDownloadSaysThatItCanGoOnAndDoes()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var never = new TaskCompletionSource();
        _hub.Intercept = call => call.File.EndsWith("ss_generator.safetensors", StringComparison.Ordinal) ? _hub.Reply(call) with { Halfway = never.Task } : null;
        Task<CliResult> running = Cli.RunUntilAsync(stop.Token, Arguments("--quiet"));
        var partial = new FileInfo(Path.Combine(Checkpoint, "ss_generator.safetensors.partial"));
        while (!partial.Exists || partial.Length < 8_000_000)
        {
            await Task.Delay(5, stop.Token);
            partial.Refresh();
        }

        await stop.CancelAsync();
        (await running).Failed(ExitCode.Cancelled, "stopped; what is there is kept: run the same command again to go on.");
        (await Cli.RunAsync("convert", Checkpoint, "-o", _folder.File("bundle"), "--quiet")).Failed(
            ExitCode.BadData, "ss_generator_ckpt_path: 'ss_generator.safetensors' is half downloaded");

        _hub.Intercept = _ => null;
        CliResult resumed = (await RunAsync("--json", "--quiet")).Succeeded();
        Assert.InRange(resumed.Json.GetProperty("bytesReceived").GetInt64(), 1, 24_000_000);
        (await Cli.RunAsync("convert", Checkpoint, "-o", _folder.File("bundle"), "--quiet")).Succeeded();
    }

    private string[] Arguments(params string[] more) => ["download", "-o", Checkpoint, "--endpoint", _hub.Endpoint.ToString(), .. more];

    private async Task<CliResult> RunAsync(params string[] more)
    {
        CliResult result = await Cli.RunAsync(Arguments(more));
        Assert.DoesNotContain(Token, result.Output + result.Error, StringComparison.Ordinal);
        return result;
    }
}
