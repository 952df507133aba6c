using System.Diagnostics;
using System.Text.Json;

namespace Sam3D.Cli.Tests;

/// <summary>The tool as a process of its own.</summary>
public sealed class ToolProcessTests(ConvertedBundle plain)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task StandardOutputCarriesTheResultAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        (int code, string output, string error) = await RunAsync(
            "reconstruct", TestFiles.Bottle, "--mask", TestFiles.BottleMask, "-o", folder.File("out"), "--steps", "2", "--json");
        Assert.True(code == ExitCode.Success, error);
        using var json = JsonDocument.Parse(output);
        Assert.True(json.RootElement.GetProperty("peakMemoryBytes").GetInt64() > 10_000_000);
        Assert.Matches("(?m)^\\[1/[0-9]+\\] preprocess$", error);
        Assert.DoesNotContain('\u001b', error); // no terminal, no control sequences
    }

    /// <summary>What a run takes is what was estimated: <c>sam3d info BUNDLE --memory</c> within a third.</summary>
    [Theory]
    [InlineData("fastest", 0)]
    [InlineData("smallest", 2)]
    public async Task MemoryIsThatOfTheEstimate(string budget, int row)
    {
        string bundle = plain.Path;
        using var folder = new TemporaryFolder();
        (int code, string output, string error) = await RunAsync(
            "reconstruct", TestFiles.Bottle, "--mask", TestFiles.BottleMask, "-o", folder.File("out"), "--bundle", bundle, "--memory", budget, "--json");
        Assert.True(code == ExitCode.Success, error);
        using var run = JsonDocument.Parse(output);
        long measured = run.RootElement.GetProperty("peakMemoryBytes").GetInt64();
        JsonElement estimate = (await Cli.RunAsync("info", bundle, "--memory", "--json")).Succeeded().Json.GetProperty("budgets")[row];
        Assert.Equal(budget, estimate.GetProperty("budget").GetString(), ignoreCase: true);
        long expected = estimate.GetProperty("cpu").GetInt64();
        TestContext.Current.TestOutputHelper!.WriteLine($"{budget}: {measured / 1e6:F0} MB, estimated {expected / 1e6:F0} MB");
        Assert.InRange(measured, expected * 2 / 3, expected * 4 / 3);
    }

    [Fact]
    public async Task ConversionHoldsOneTensorAtATime()
    {
        const long Allowance = 200 << 20;
        using var folder = new TemporaryFolder();
        (long largest, long total) = WideCheckpoint.Write(folder.File("checkpoint"));
        (int code, string output, string error) = await RunAsync(
            "convert", folder.File("checkpoint"), "-o", folder.File("bundle"), "--json");
        Assert.True(code == ExitCode.Success, error);
        using var json = JsonDocument.Parse(output);
        long peak = json.RootElement.GetProperty("peakMemoryBytes").GetInt64();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"peak {peak >> 20} MB for {total >> 20} MB of weights, largest tensor {largest >> 20} MB (limit: that plus {Allowance >> 20} MB)");
        Assert.True(total > 2 * (largest + Allowance), "The checkpoint is too small to show anything.");
        Assert.True(peak <= largest + Allowance);
    }

    [Fact]
    public async Task AnErrorIsOneLineAndItsExitCode()
    {
        (int code, string output, string error) = await RunAsync("info", "no-such-file.glb");
        Assert.Equal(ExitCode.BadData, code);
        Assert.Empty(output);
        Assert.Equal("sam3d: error: no-such-file.glb does not exist; check the path.\n", error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task ASignalStopsTheWorkCleanly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no signals to send.");
        }

        using var folder = new TemporaryFolder();
        using Process process = Start(
            "reconstruct", TestFiles.Bottle, "--mask", TestFiles.BottleMask, "-o", folder.File("out"), "--steps", "1000");
        for (string? line = ""; line is not null && !line.Contains("sample geometry", StringComparison.Ordinal);)
        {
            line = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        }

        using (Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await WaitAsync(process);
        Assert.Equal(ExitCode.Cancelled, process.ExitCode);
        Assert.EndsWith("sam3d: error: stopped; nothing was written.\n", error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using Process process = Start(args);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await WaitAsync(process);
        return (process.ExitCode, await output, await error);
    }

    private static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(CliApplication).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static async Task WaitAsync(Process process)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
