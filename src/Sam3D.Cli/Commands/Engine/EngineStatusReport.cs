using System.Globalization;
using Sam3D.Cli.Reporting;
using Sam3D.DataEngine;

namespace Sam3D.Cli.Commands.Engine;

/// <summary>What a store holds.</summary>
internal sealed record EngineStatusReport
{
    public required string Store { get; init; }

    public required long Photos { get; init; }

    public required long Objects { get; init; }

    public required long Pending { get; init; }

    public required long Accepted { get; init; }

    public required long Rejected { get; init; }

    public required long Hard { get; init; }

    public required long Models { get; init; }

    public required long Candidates { get; init; }

    public required long Failures { get; init; }

    public required long Annotators { get; init; }

    public required long Judgements { get; init; }

    public required long Withdrawn { get; init; }

    public required long Exports { get; init; }

    public required long Files { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Files that no row names; only after a check.</summary>
    public int? Leftovers { get; init; }

    public required AnnotatorAgreement Agreement { get; init; }

    public static EngineStatusReport Of(EngineStore store, int? leftovers = null)
    {
        StoreStatus status = store.Status();
        return new EngineStatusReport
        {
            Store = store.Folder,
            Photos = status.Photos,
            Objects = status.Objects,
            Pending = status.States[QueueState.Pending],
            Accepted = status.States[QueueState.Accepted],
            Rejected = status.States[QueueState.Rejected],
            Hard = status.States[QueueState.Hard],
            Models = status.Models,
            Candidates = status.Candidates,
            Failures = status.Failures,
            Annotators = status.Annotators,
            Judgements = status.Judgements,
            Withdrawn = status.Withdrawn,
            Exports = status.Exports,
            Files = status.Files,
            Bytes = status.Bytes,
            Leftovers = leftovers,
            Agreement = AnnotatorAgreement.Of(store),
        };
    }

    public static void Write(EngineStatusReport report, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("store", report.Store);
        lines.Add("objects", $"{report.Objects} of {PlainText.Count(report.Photos, "photograph")}");
        lines.Add("queue", $"{report.Pending} pending, {report.Accepted} accepted, {report.Rejected} rejected, {report.Hard} hard");
        lines.Add("candidates", $"{report.Candidates} of {PlainText.Count(report.Models, "model")}, {report.Failures} failed");
        lines.Add("judgements", $"{report.Judgements} of {PlainText.Count(report.Annotators, "annotator")}, {report.Withdrawn} taken back");
        lines.Add("files", $"{report.Files}, {PlainText.Bytes(report.Bytes)}{(report.Leftovers is { } n ? $"; all checked, {n} left over by killed runs" : "")}");
        AnnotatorAgreement agreement = report.Agreement;
        if (agreement.Objects > 0)
        {
            lines.Add("agreement", $"{Number(100 * agreement.Percent)} %, Fleiss' kappa {Number(agreement.FleissKappa)}, on {PlainText.Count(agreement.Objects, "object")}");
            foreach (PairAgreement pair in agreement.Pairs)
            {
                lines.Add("", $"{pair.First} and {pair.Second}: {Number(100 * pair.Percent)} %, Cohen's kappa {Number(pair.CohenKappa)}, on {PlainText.Count(pair.Objects, "object")}");
            }
        }
    }

    private static string Number(double? value) => value?.ToString("0.##", CultureInfo.InvariantCulture) ?? "not defined";
}
