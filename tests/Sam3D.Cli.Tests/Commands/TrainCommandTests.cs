using System.Diagnostics;
using System.Text.Json;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Storage;
using Sam3D.Training.Tests;

namespace Sam3D.Cli.Tests.Commands;

public sealed class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TrainCommandTests()
    {
        TinyModel.Write(_folder.File("start"));
        var options = new DataOptions { ImageSize = 32, Resolution = TinyModel.Resolution, MeshResolution = 32, Supersampling = 1 };
        DatasetGenerator.Generate(_folder.File("data"), options, 4, cancellationToken: TestContext.Current.CancellationToken);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TrainsByARecipeAndTellsWhatItMade()
    {
        CliResult text = (await Cli.RunAsync("train", Recipe("run", steps: 4), "--threads", "1")).Succeeded();
        Assert.Contains("train structure autoencoder\n", text.Error, StringComparison.Ordinal);
        Assert.Contains("step 2 of 4: loss ", text.Error, StringComparison.Ordinal);
        Assert.Contains($"model                {_folder.File("run/model")}\n", text.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("run/losses.png")));

        // Once more: nothing is left to do. From the beginning: all of it.
        JsonElement again = (await Cli.RunAsync("train", Recipe("run", steps: 4), "--json", "--quiet")).Succeeded().Json;
        Assert.Equal((4, 4), (again.GetProperty("steps").GetInt32(), again.GetProperty("resumedFrom").GetInt32()));
        JsonElement anew = (await Cli.RunAsync("train", Recipe("run", steps: 4), "--restart", "--json", "--quiet")).Succeeded().Json;
        Assert.Equal(0, anew.GetProperty("resumedFrom").GetInt32());
        Assert.True(anew.GetProperty("losses").GetProperty("loss").GetDouble() > 0);
        Assert.True(anew.GetProperty("parameters").GetInt64() > 1000);
    }

    [Fact]
    public async Task StoppingSavesTheStep()
    {
        using var stop = new CancellationTokenSource();
        string recipe = Recipe("run", steps: 100_000);
        Task<CliResult> run = Cli.RunUntilAsync(stop.Token, "train", recipe, "--threads", "1", "--quiet");
        while (!File.Exists(_folder.File("run/losses.csv")) && !run.IsCompleted)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        CliResult result = await run;
        result.Failed(ExitCode.Cancelled, "the same command goes on from there");
        Assert.True(File.Exists(_folder.File("run/state.safetensors")));
    }

    [Fact]
    public async Task AKilledProcessIsContinuedOnTheSameCurve()
    {
        (await Cli.RunAsync("train", Recipe("whole", steps: 12), "--threads", "1", "--quiet")).Succeeded();
        string recipe = Recipe("killed", steps: 12);
        string tool = Path.Combine(AppContext.BaseDirectory, "Sam3D.Cli.dll");
        using (Process process = Process.Start(new ProcessStartInfo("dotnet", [tool, "train", recipe, "--threads", "1", "--quiet"]))!)
        {
            while (!process.HasExited && !(File.Exists(_folder.File("killed/losses.csv")) && Lines("killed") > 4))
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }

            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        JsonElement report = (await Cli.RunAsync("train", recipe, "--threads", "1", "--json", "--quiet")).Succeeded().Json;
        Assert.InRange(report.GetProperty("resumedFrom").GetInt32(), 2, 12);
        Assert.Equal(File.ReadAllText(_folder.File("whole/losses.csv")), File.ReadAllText(_folder.File("killed/losses.csv")));
        Assert.Equal(File.ReadAllBytes(_folder.File("whole/model/ss_decoder.safetensors")), File.ReadAllBytes(_folder.File("killed/model/ss_decoder.safetensors")));
    }

    [Theory]
    [InlineData("phase: geometry\n", "expected one of structure_autoencoder")]
    [InlineData("phase: geometry_flow\nstart: [start]\ndata: [nowhere]\noutput: out\nsteps: 1\nbatch: 1\n", "start")]
    public async Task WrongRecipesEndInOneLine(string text, string part)
    {
        await File.WriteAllTextAsync(_folder.File("r.yaml"), text, TestContext.Current.CancellationToken);
        (await Cli.RunAsync("train", _folder.File("r.yaml"), "--output", _folder.File("out"), "--quiet")).Failed(ExitCode.BadData, part);
    }

    private int Lines(string run)
    {
        using var reader = new StreamReader(new FileStream(_folder.File(run + "/losses.csv"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Count(c => c == '\n');
    }

    private string Recipe(string run, int steps)
    {
        string path = _folder.File($"{run}.yaml");
        File.WriteAllText(path, $"""
            phase: structure_autoencoder
            start: ['{_folder.File("start")}']
            data: ['{_folder.File("data")}']
            output: '{_folder.File(run)}'
            steps: {steps}
            batch: 2
            save_every: 2
            optimizer:
              average: 0.9
            """);
        return path;
    }
}
