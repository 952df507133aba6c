using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Sam3D.Cli.Reporting;
using Sam3D.Training;

namespace Sam3D.Cli.Commands;

/// <summary><c>sam3d train</c>: a phase of training by its recipe.</summary>
internal static class TrainCommand
{
    private const int MaxThreads = 1024;

    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> recipe = CheckedOptions.PathArgument("RECIPE", "The YAML file of the phase. Paths in it are relative to the current folder.");
        Option<string?> output = CheckedOptions.Path("--output", "FOLDER", "The folder of the run. Default: what the recipe says. A run that is there goes on.", "-o");
        var data = new Option<string[]>("--data") { Description = "Folder of training samples; may be given several times. Default: what the recipe says.", HelpName = "FOLDER" };
        var start = new Option<string[]>("--start") { Description = "Checkpoint folder to begin from; may be given several times, later ones go over earlier ones. Default: what the recipe says.", HelpName = "FOLDER" };
        Option<int?> steps = CheckedOptions.Number("--steps", "N", "Number of steps. Default: what the recipe says.", 1, TrainingRecipe.MaxSteps);
        Option<int?> threads = CheckedOptions.Number("--threads", "N", "Threads. Default: all cores.", 1, MaxThreads);
        var restart = new Option<bool>("--restart") { Description = "Begin again instead of going on with the run that is there." };
        var command = new Command("train", "Train a model by a recipe; a run that was stopped goes on where it was.") { recipe, output, data, start, steps, threads, restart };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            RecipeOverrides.Apply(
                RecipeFile.Load(parsed.GetRequiredValue(recipe)), parsed.GetValue(output), parsed.GetValue(data), parsed.GetValue(start), parsed.GetValue(steps)),
            parsed.GetValue(threads) ?? 0,
            parsed.GetValue(restart),
            GlobalOptions.Reporter(parsed, terminal),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(TrainingRecipe recipe, int threads, bool restart, Reporter reporter, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        if (restart)
        {
            TrainingRun.Forget(recipe);
        }

        TrainingResult result;
        try
        {
            result = await reporter.RunAsync(progress => Task.Run(
                () => TrainingRun.Run(recipe, new StepProgress(recipe, reporter, progress), threads, cancellationToken), CancellationToken.None)).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new StoppedException("stopped before the first step; what was prepared is kept, and the same command goes on.", e);
        }

        if (!result.IsComplete)
        {
            throw new StoppedException($"stopped at step {result.Step} of {result.StepCount}, which is saved; the same command goes on from there.");
        }

        var report = new TrainReport
        {
            Phase = recipe.Phase,
            Model = result.ModelFolder,
            Steps = result.Step,
            ResumedFrom = result.ResumedFrom,
            Parameters = result.Parameters,
            Losses = result.FinalLosses.ToDictionary(l => l.Name, l => l.Value),
            SamplesPerSecond = double.IsFinite(result.SamplesPerSecond) ? result.SamplesPerSecond : 0,
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            PeakMemoryBytes = ProcessMemory.Peak(),
        };
        reporter.Result(report, CliJson.Readable.TrainReport, WriteText);
        return ExitCode.Success;
    }

    private static void WriteText(TrainReport report, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("model", report.Model);
        lines.Add("phase", PlainText.Words($"{report.Phase}").Trim());
        lines.Add("steps", $"{report.Steps}" + (report.ResumedFrom > 0 ? $", from {report.ResumedFrom} on in this run" : ""));
        lines.Add("parameters", PlainText.Count(report.Parameters, "trainable value"));
        lines.Add("last tenth", string.Join(", ", report.Losses.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Key} {l.Value:0.####}"))));
        lines.Add("speed", string.Create(CultureInfo.InvariantCulture, $"{report.SamplesPerSecond:0.0} samples/s"));
        string memory = report.PeakMemoryBytes is { } peak ? $", peak memory {PlainText.Bytes(peak)}" : "";
        lines.Add("total", PlainText.Seconds(report.Seconds) + memory);
    }

    /// <summary>One bar for all steps, with the losses beside it; in logs a line at every saved state.</summary>
    private sealed class StepProgress(TrainingRecipe recipe, Reporter reporter, IProgress<WorkProgress> inner) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            string losses = string.Join(", ", value.Losses.Take(4).Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Name} {l.Value:0.000}")));
            string speed = string.Create(CultureInfo.InvariantCulture, $"{value.SamplesPerSecond:0.0} samples/s");
            inner.Report(new WorkProgress($"train {PlainText.Words($"{recipe.Phase}").Trim()}", value.Step, value.StepCount, $"{losses}, {speed}"));
            if (!reporter.ShowsBars && (value.Step % recipe.SaveEvery == 0 || value.Step == value.StepCount))
            {
                reporter.Note($"step {value.Step} of {value.StepCount}: {losses}, {speed}");
            }
        }
    }
}

/// <summary>What a phase of training made.</summary>
internal sealed record TrainReport
{
    /// <summary>What was trained.</summary>
    public required TrainingPhase Phase { get; init; }

    /// <summary>The checkpoint folder, for <c>sam3d convert</c> and as the start of other phases.</summary>
    public required string Model { get; init; }

    /// <summary>Number of steps.</summary>
    public required long Steps { get; init; }

    /// <summary>The step from which this run went on.</summary>
    public required long ResumedFrom { get; init; }

    /// <summary>Trainable values.</summary>
    public required long Parameters { get; init; }

    /// <summary>The mean of each loss over the last tenth of the steps.</summary>
    public required IReadOnlyDictionary<string, double> Losses { get; init; }

    /// <summary>Samples a second of this run.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>Wall-clock time.</summary>
    public required double Seconds { get; init; }

    /// <summary>Largest resident memory of the process.</summary>
    public long? PeakMemoryBytes { get; init; }
}
