using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Tests;

public sealed class CliApplicationTests
{
    [Fact]
    public async Task VersionIsOneLineOnStandardOutput()
    {
        CliResult result = (await Cli.RunAsync("--version")).Succeeded();
        Assert.Equal(CliApplication.Version + "\n", result.Output);
        Assert.Matches(@"^\d+\.\d+\.\d+", CliApplication.Version);
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("reconstruct", "--help")]
    [InlineData("download", "--help")]
    [InlineData("convert", "-h")]
    [InlineData("info", "--help")]
    [InlineData("merge", "--help")]
    public async Task HelpNamesTheToolAndItsExitCodes(params string[] args)
    {
        CliResult result = (await Cli.RunAsync(args)).Succeeded();
        Assert.Contains("sam3d", result.Output, StringComparison.Ordinal);
        foreach (int code in (int[])[ExitCode.Success, ExitCode.BadData, ExitCode.BadUsage, ExitCode.NoDevice, ExitCode.InternalError, ExitCode.Cancelled])
        {
            Assert.Matches($@"(?m)^  {code}  ", result.Output);
        }
    }

    [Theory]
    [InlineData("command")]
    [InlineData("fetch", "fetch")]
    [InlineData("PHOTO", "reconstruct", "-o", "out")]
    [InlineData("--output", "reconstruct", "photo.png")]
    [InlineData("--steps is '0'", "reconstruct", "photo.png", "-o", "out", "--steps", "0")]
    [InlineData("--steps is '1001'", "reconstruct", "photo.png", "-o", "out", "--steps", "1001")]
    [InlineData("whole number", "reconstruct", "photo.png", "-o", "out", "--steps", "2.5")]
    [InlineData("--seed is '-1'", "reconstruct", "photo.png", "-o", "out", "--seed", "-1")]
    [InlineData("--guidance is 'NaN'", "reconstruct", "photo.png", "-o", "out", "--guidance", "NaN")]
    [InlineData("--fov is '180'", "reconstruct", "photo.png", "-o", "out", "--fov", "180")]
    [InlineData("--threads is 'many'", "reconstruct", "photo.png", "-o", "out", "--threads", "many")]
    [InlineData("--format is 'glb,fbx'", "reconstruct", "photo.png", "-o", "out", "--format", "glb,fbx")]
    [InlineData("'gpu'", "reconstruct", "photo.png", "-o", "out", "--device", "gpu")]
    [InlineData("--mask", "reconstruct", "photo.png", "-o", "out", "--mask", "")]
    [InlineData("PATH is empty", "info", "")]
    [InlineData("--output", "download")]
    [InlineData("owner/name", "download", "nobody", "-o", "out")]
    [InlineData("--endpoint is 'hub'", "download", "-o", "out", "--endpoint", "hub")]
    [InlineData("expected https://host", "download", "-o", "out", "--endpoint", "http://example.org")]
    [InlineData("'../x'", "download", "-o", "out", "--file", "../x")]
    [InlineData("--max-size is '0'", "download", "-o", "out", "--max-size", "0")]
    [InlineData("--fov is 'wide'", "convert", "folder", "-o", "out", "--fov", "wide")]
    public async Task WrongUsageIsOneLine(string part, params string[] args) =>
        (await Cli.RunAsync(args)).Failed(ExitCode.BadUsage, part);

    [Fact]
    public async Task WrongUsageIsJsonToo()
    {
        CliResult result = (await Cli.RunAsync("info", "--json")).Failed(ExitCode.BadUsage, "PATH");
        Assert.Equal("UsageException", result.Json.GetProperty("error").GetProperty("type").GetString());
        Assert.Contains("PATH", result.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NamesWithAnAtSignAreNoResponseFiles() =>
        (await Cli.RunAsync("info", "@missing.glb")).Failed(ExitCode.BadData, "@missing.glb");

    [Fact]
    public async Task StackTracesAreForDebuggingOnly()
    {
        CliResult result = await Cli.RunAsync("info", "missing.glb", "--debug");
        Assert.Equal(ExitCode.BadData, result.ExitCode);
        Assert.Contains("   at Sam3D.Cli", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMistakeOfTheProgramIsToldAsSuch()
    {
        using var error = new StringWriter();
        int code = await CliApplication.RunAsync(
            ["--version"], new Terminal(new BrokenWriter(), error), TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.InternalError, code);
        Assert.Contains("internal error, NotSupportedException", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CancellingLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var error = new StoppingWriter("sample geometry", source);
        int code = await CliApplication.RunAsync(
            ["reconstruct", TestFiles.Bottle, "--mask", TestFiles.BottleMask, "-o", folder.File("out"), "--steps", "1000"],
            new Terminal(TextWriter.Null, error),
            source.Token);
        Assert.Equal(ExitCode.Cancelled, code);
        Assert.EndsWith("sam3d: error: stopped; nothing was written." + Environment.NewLine, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("100 %", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    /// <summary>Stops the work when a text is written.</summary>
    private sealed class StoppingWriter(string text, CancellationTokenSource source) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value!.Contains(text, StringComparison.Ordinal))
            {
                source.Cancel();
            }
        }
    }

    private sealed class BrokenWriter : StringWriter
    {
        public override void WriteLine(string? value) => throw new NotSupportedException("broken on purpose");
    }
}
