using System.CommandLine;
using System.Globalization;
using Sam3D.Cli.Reporting;
using Sam3D.DataEngine;

namespace Sam3D.Cli.Commands.Engine;

/// <summary><c>sam3d engine generate</c>: candidates of several models and seeds.</summary>
internal static class EngineGenerateCommand
{
    private static readonly ulong[] DefaultSeeds = [0, 1, 2, 3];

    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> store = EngineCommand.Store();
        var bundles = new Option<string[]>("--bundle")
        {
            Description = "A model bundle; give it several times for several models. Default: the embedded demonstration model.",
            HelpName = "FOLDER",
            Arity = ArgumentArity.OneOrMore,
        };
        var seeds = new Option<ulong[]>("--seeds")
        {
            Description = "Seeds, separated by commas: one candidate each. Default 0,1,2,3.",
            HelpName = "LIST",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
                ulong[] values = [.. parts.Where(p => ulong.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                    .Select(p => ulong.Parse(p, CultureInfo.InvariantCulture)).Distinct()];
                if (values.Length != parts.Length || values.Length > 64)
                {
                    result.AddError($"--seeds is '{text}', expected up to 64 distinct whole numbers, separated by commas.");
                }

                return values;
            },
        };
        Option<int?> steps = CheckedOptions.Number("--steps", "N", "Sampling steps, 1 to 1000. Default: what the model states.", 1, 1000);
        Option<int?> threads = CheckedOptions.Number("--threads", "N", "Processor threads of a network call. Default: one for each core.", 1, RuntimeOptions.MaxThreads);
        var device = new Option<string>("--device") { Description = "Where the networks run; auto takes CUDA when it can be had.", DefaultValueFactory = _ => "auto" };
        device.AcceptOnlyFromAmong("auto", "cpu", "cuda");
        var retry = new Option<bool>("--retry-failed") { Description = "Try again what failed before." };
        var command = new Command("generate", "Make the candidates that are missing; a run that was stopped goes on where it was.") { store, bundles, seeds, steps, device, threads, retry };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(store),
            parsed.GetValue(bundles) is { Length: > 0 } given ? given : (string?[])[null],
            new GenerationOptions
            {
                Seeds = parsed.GetValue(seeds) is { Length: > 0 } list ? list : DefaultSeeds,
                Reconstruction = new ReconstructionOptions { Geometry = new GeometryOptions { Steps = parsed.GetValue(steps) } },
                RetryFailed = parsed.GetValue(retry),
            },
            new RuntimeOptions { Device = Enum.Parse<DevicePreference>(parsed.GetRequiredValue(device), ignoreCase: true), Threads = parsed.GetValue(threads) },
            GlobalOptions.Reporter(parsed, terminal),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string folder, string?[] bundles, GenerationOptions options, RuntimeOptions runtime, Reporter reporter, CancellationToken cancellationToken)
    {
        using EngineStore store = EngineStore.Open(folder, TimeProvider.System);
        var models = new List<EngineModelReport>();
        try
        {
            foreach (string? bundle in bundles)
            {
                using CandidateModel model = CandidateModel.Load(bundle is null ? CompactModel.OpenBundle() : ModelBundle.Open(bundle), runtime);
                GenerationSummary summary = await reporter.RunAsync(progress => CandidateGenerator.RunAsync(
                    store, model, options, new Steps(model.Name, progress), cancellationToken)).ConfigureAwait(false);
                models.Add(new EngineModelReport(model.Name, model.Hash, summary.Made, summary.Failed, summary.Present));
            }
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new StoppedException("stopped; the candidates that were finished are stored, and the same command goes on with the others.", e);
        }

        reporter.Result(new EngineGenerateReport(models), CliJson.Readable.EngineGenerateReport, (report, writer) =>
        {
            foreach (EngineModelReport m in report.Models)
            {
                new LabelledLines(writer).Add(m.Model, $"{PlainText.Count(m.Made, "candidate")} made, {m.Failed} failed, {m.Present} there already");
            }
        });
        return ExitCode.Success;
    }

    private sealed class Steps(string model, IProgress<WorkProgress> inner) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => inner.Report(new WorkProgress($"candidates of {model}", value.Done, Math.Max(1, value.Total)));
    }
}

/// <summary>What each model made.</summary>
internal sealed record EngineGenerateReport(IReadOnlyList<EngineModelReport> Models);

/// <summary>What one model made.</summary>
internal sealed record EngineModelReport(string Model, string Hash, int Made, int Failed, int Present);
