using System.CommandLine;
using Sam3D.Cli.Reporting;
using Sam3D.DataEngine;

namespace Sam3D.Cli.Commands.Engine;

/// <summary><c>sam3d engine export</c>: fine-tuning sets, preference pairs, queues.</summary>
internal static class EngineExportCommand
{
    private const string Samples = "samples", Pairs = "pairs", Queue = "queue";

    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Argument<string> store = EngineCommand.Store();
        var kind = new Option<string>("--kind")
        {
            Description = "What to export: samples (chosen candidates of accepted objects), pairs (chosen and rejected, for DPO), queue (objects of one state).",
            HelpName = $"{Samples}|{Pairs}|{Queue}",
            Required = true,
        };
        kind.AcceptOnlyFromAmong(Samples, Pairs, Queue);
        Option<string?> output = CheckedOptions.Path("--output", "FOLDER", "The folder to make; missing or empty.", "-o");
        output.Required = true;
        Option<string> by = EngineSelectCommand.By("Of pairs: whose preferences. Default people.", "people");
        Option<double?> margin = CheckedOptions.Number("--margin", "X", "Of pairs by metrics: how much better the chosen one has to be, 0.001 to 1. Default 0.05.", 0.001, 1d);
        Option<double?> heldOut = CheckedOptions.Number("--held-out", "X", "Share of photographs that is marked as held out, 0 to 0.5. Default 0.1.", 0d, 0.5);
        var state = new Option<QueueState>("--state") { Description = "Of queue: the state. Default hard.", DefaultValueFactory = _ => QueueState.Hard };
        var command = new Command("export", "Export training data; the folder appears complete or not at all.") { store, kind, output, by, margin, heldOut, state };
        command.SetAction((parsed, cancellationToken) =>
        {
            using EngineStore opened = EngineStore.Open(parsed.GetRequiredValue(store), TimeProvider.System);
            string folder = parsed.GetRequiredValue(output)!;
            double share = parsed.GetValue(heldOut) ?? FineTuningExport.DefaultHeldOut;
            ExportSummary summary = parsed.GetRequiredValue(kind) switch
            {
                Samples => FineTuningExport.Write(opened, folder, share, cancellationToken),
                Pairs => PreferenceExport.Write(
                    opened,
                    folder,
                    new PreferenceOptions
                    {
                        Method = EngineSelectCommand.Method(parsed.GetRequiredValue(by)),
                        Margin = parsed.GetValue(margin) ?? new PreferenceOptions().Margin,
                        HeldOut = share,
                    },
                    cancellationToken),
                _ => QueueExport.Write(opened, folder, parsed.GetValue(state), cancellationToken),
            };
            GlobalOptions.Reporter(parsed, terminal).Result(summary, CliJson.Readable.ExportSummary, (s, writer) =>
            {
                var lines = new LabelledLines(writer);
                lines.Add("folder", s.Folder);
                lines.Add("entries", $"{s.Entries}");
                lines.Add("files", $"{s.Files}, {PlainText.Bytes(s.Bytes)}");
                lines.Add("digest", s.Digest);
            });
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }
}
