using System.CommandLine;
using Sam3D.Cli.Reporting;
using Sam3D.DataEngine;

namespace Sam3D.Cli.Commands.Engine;

/// <summary><c>sam3d engine select</c>: the best candidate of each object, and what becomes of the object.</summary>
internal static class EngineSelectCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create(Terminal terminal)
    {
        var defaults = new SelectionOptions();
        Argument<string> store = EngineCommand.Store();
        Option<string> by = By("Who chooses: metrics, or people on the annotation page.", "metrics");
        Option<double?> threshold = CheckedOptions.Number(
            "--threshold", "X", $"Quality of 0 to 1 from which an object is accepted. Default {defaults.Threshold:0.##}.", 0d, 1d);
        Option<double?> hard = CheckedOptions.Number(
            "--hard", "X", $"Quality of 0 to 1 below which an object is a hard case. Default {defaults.HardThreshold:0.##}, or the threshold where that is less.", 0d, 1d);
        Option<int?> annotators = CheckedOptions.Number("--min-annotators", "N", "By people: annotators who have to have judged an object. Default 1.", 1, 1000);
        var command = new Command("select", "Choose the best candidates and sort the objects: accepted, rejected, hard.") { store, by, threshold, hard, annotators };
        command.SetAction(parsed =>
        {
            double accepted = parsed.GetValue(threshold) ?? defaults.Threshold;
            double least = parsed.GetValue(hard) ?? Math.Min(defaults.HardThreshold, accepted);
            if (least > accepted)
            {
                throw new UsageException($"--hard is {least}, expected at most --threshold, which is {accepted}.");
            }

            using EngineStore opened = EngineStore.Open(parsed.GetRequiredValue(store), TimeProvider.System);
            IReadOnlyList<EngineDecision> decisions = CandidateSelector.Run(opened, new SelectionOptions
            {
                Method = Method(parsed.GetRequiredValue(by)),
                Threshold = accepted,
                HardThreshold = least,
                MinAnnotators = parsed.GetValue(annotators) ?? 1,
            });
            var report = new EngineSelectReport(decisions.Count, Count(decisions, QueueState.Accepted), Count(decisions, QueueState.Rejected), Count(decisions, QueueState.Hard));
            GlobalOptions.Reporter(parsed, terminal).Result(report, CliJson.Readable.EngineSelectReport, (r, writer) =>
                writer.WriteLine($"{PlainText.Count(r.Decided, "object")} decided: {r.Accepted} accepted, {r.Rejected} rejected, {r.Hard} hard"));
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>The option that says who chooses.</summary>
    public static Option<string> By(string description, string whenAbsent)
    {
        var by = new Option<string>("--by") { Description = description, HelpName = "metrics|people", DefaultValueFactory = _ => whenAbsent };
        by.AcceptOnlyFromAmong("metrics", "people");
        return by;
    }

    /// <summary>What <see cref="By"/> means.</summary>
    public static SelectionMethod Method(string by) => by == "people" ? SelectionMethod.People : SelectionMethod.Automatic;

    private static int Count(IReadOnlyList<EngineDecision> decisions, QueueState state) => decisions.Count(d => d.State == state);
}

/// <summary>What was decided.</summary>
internal sealed record EngineSelectReport(int Decided, int Accepted, int Rejected, int Hard);
