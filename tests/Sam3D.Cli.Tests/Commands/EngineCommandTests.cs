using System.Net;
using System.Text.Json;
using Sam3D.Cli.Reporting;
using Sam3D.Training.Tests;

namespace Sam3D.Cli.Tests.Commands;

public sealed class EngineCommandTests(ConvertedBundle plain)
{
    [Fact]
    public async Task FromPhotographsToAFineTuningSet()
    {
        using var folder = new TemporaryFolder();
        string store = folder.File("store");
        (await Cli.RunAsync("engine", "init", store)).Succeeded();
        CliResult again = await Cli.RunAsync("engine", "init", store);
        again.Failed(ExitCode.BadData, "exists already");

        JsonElement added = (await Cli.RunAsync("engine", "add", store, TestFiles.Bottle, "--mask", TestFiles.BottleMask, "--mask", TestFiles.MugMask, "--json", "-q")).Succeeded().Json;
        Assert.Equal((1, 2, 0), (added.GetProperty("photos").GetInt32(), added.GetProperty("added").GetInt32(), added.GetProperty("present").GetInt32()));
        File.Copy(TestFiles.Bottle, folder.File("bottle.png"));
        File.Copy(TestFiles.BottleMask, folder.File("bottle.mask.png"));
        added = (await Cli.RunAsync("engine", "add", store, folder.Path, "--json", "-q")).Succeeded().Json;
        Assert.Equal((1, 0, 1), (added.GetProperty("photos").GetInt32(), added.GetProperty("added").GetInt32(), added.GetProperty("present").GetInt32()));

        string[] generate = ["engine", "generate", store, "--seeds", "3,5", "--steps", "2", "--bundle", plain.Path, "--json", "-q"];
        JsonElement made = (await Cli.RunAsync(generate)).Succeeded().Json.GetProperty("models")[0];
        Assert.Equal(4, made.GetProperty("made").GetInt32() + made.GetProperty("failed").GetInt32());
        Assert.Equal(4, (await Cli.RunAsync(generate)).Succeeded().Json.GetProperty("models")[0].GetProperty("present").GetInt32());

        (await Cli.RunAsync("engine", "export", store, "--kind", "samples", "-o", folder.File("set"))).Failed(ExitCode.BadData, "is accepted");
        JsonElement selected = (await Cli.RunAsync("engine", "select", store, "--threshold", "0", "--json")).Succeeded().Json;
        Assert.Equal(2, selected.GetProperty("accepted").GetInt32());
        JsonElement export = (await Cli.RunAsync("engine", "export", store, "--kind", "samples", "-o", folder.File("set"), "--json")).Succeeded().Json;
        Assert.Equal(2, export.GetProperty("entries").GetInt32());
        Assert.Equal(2, File.ReadLines(folder.File("set/samples.jsonl")).Count());

        // What was accepted becomes samples, on which a model is trained.
        JsonElement imported = (await Cli.RunAsync(
            "data", "import", folder.File("set"), "-o", folder.File("samples"), "--size", "96", "--resolution", $"{TinyModel.Resolution}", "--json", "-q")).Succeeded().Json;
        Assert.Equal((2, 0), (imported.GetProperty("samples").GetInt32(), imported.GetProperty("withoutMesh").GetInt32()));
        Assert.Contains("made with            given objects\n", (await Cli.RunAsync("data", "info", folder.File("samples"), "--verify", "-q")).Succeeded().Output, StringComparison.Ordinal);
        string recipe = folder.File("recipe.yaml"), start = TinyModel.Write(folder.File("start"));
        await File.WriteAllTextAsync(
            recipe,
            $"phase: structure_autoencoder\nstart: ['{start}']\ndata: ['{folder.File("samples")}']\noutput: '{folder.File("run")}'\nsteps: 2\nbatch: 2\n",
            TestContext.Current.CancellationToken);
        JsonElement trained = (await Cli.RunAsync("train", recipe, "--threads", "1", "--json", "-q")).Succeeded().Json;
        Assert.Equal(2, trained.GetProperty("steps").GetInt32());

        CliResult status = (await Cli.RunAsync("engine", "status", store, "--verify")).Succeeded();
        Assert.Contains("queue                0 pending, 2 accepted, 0 rejected, 0 hard\n", status.Output, StringComparison.Ordinal);
        Assert.Contains("all checked, 0 left over", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThePageIsServedUntilItIsStopped()
    {
        using var folder = new TemporaryFolder();
        string store = folder.File("store");
        (await Cli.RunAsync("engine", "init", store)).Succeeded();
        using var stop = new CancellationTokenSource();
        using var error = new AddressWriter();
        using var output = new StringWriter { NewLine = "\n" };
        Task<int> running = CliApplication.RunAsync(["engine", "annotate", store, "-q", "--json"], new Terminal(TextWriter.Synchronized(output), TextWriter.Synchronized(error)), stop.Token);
        string address = await error.Address.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        using (var client = new HttpClient())
        {
            using HttpResponseMessage page = await client.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }

        await stop.CancelAsync();
        Assert.Equal(ExitCode.Success, await running);
        using var report = JsonDocument.Parse(output.ToString());
        Assert.Equal(0, report.RootElement.GetProperty("counts").GetProperty("judgements").GetInt32());
        await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            using var client = new HttpClient();
            await client.GetAsync(address, TestContext.Current.CancellationToken);
        });
    }

    /// <summary>Knows the first line as soon as it is written.</summary>
    private sealed class AddressWriter : StringWriter
    {
        public TaskCompletionSource<string> Address { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            Address.TrySetResult(value!);
        }
    }

    [Theory]
    [InlineData("'sam3d engine generate --help'", "engine", "generate", "store", "--seeds", "1,x")]
    [InlineData("--seeds is '1,1'", "engine", "generate", "store", "--seeds", "1,1")]
    [InlineData("--hard is 0.9", "engine", "select", "store", "--threshold", "0.5", "--hard", "0.9")]
    [InlineData("--shown is '1'", "engine", "annotate", "store", "--shown", "1")]
    [InlineData("--kind", "engine", "export", "store", "-o", "x")]
    [InlineData("--mask needs one photograph", "engine", "add", "store", "a.png", "b.png", "--mask", "m.png")]
    public async Task WrongUsageIsTold(string expected, params string[] args) => (await Cli.RunAsync(args)).Failed(ExitCode.BadUsage, expected);

    [Fact]
    public async Task AStoreThatIsNoneIsBadData() =>
        (await Cli.RunAsync("engine", "status", "no-such-store")).Failed(ExitCode.BadData, "does not exist; make a store with 'sam3d engine init'");
}
