using System.Globalization;
using Sam3D.Cli.Reporting;
using Sam3D.DataEngine;

namespace Sam3D.Cli.Commands.Engine;

/// <summary>What a store holds.</summary>
internal sealed record EngineStatusReport
{
    public required string Store { get; init; }

    public required StoreStatus Counts { get; init; }

    /// <summary>Files that no row names; only after a check.</summary>
    public int? Leftovers { get; init; }

    public required AnnotatorAgreement Agreement { get; init; }

    public static EngineStatusReport Of(EngineStore store, int? leftovers = null) => new()
    {
        Store = store.Folder,
        Counts = store.Status(),
        Leftovers = leftovers,
        Agreement = AnnotatorAgreement.Of(store),
    };

    public static void Write(EngineStatusReport report, TextWriter writer)
    {
        StoreStatus counts = report.Counts;
        long Of(QueueState state) => counts.States[state];
        var lines = new LabelledLines(writer);
        lines.Add("store", report.Store);
        lines.Add("objects", $"{counts.Objects} of {PlainText.Count(counts.Photos, "photograph")}");
        lines.Add("queue", $"{Of(QueueState.Pending)} pending, {Of(QueueState.Accepted)} accepted, {Of(QueueState.Rejected)} rejected, {Of(QueueState.Hard)} hard");
        lines.Add("candidates", $"{counts.Candidates} of {PlainText.Count(counts.Models, "model")}, {counts.Failures} failed");
        lines.Add("judgements", $"{counts.Judgements} of {PlainText.Count(counts.Annotators, "annotator")}, {counts.Withdrawn} taken back");
        lines.Add("files", $"{counts.Files}, {PlainText.Bytes(counts.Bytes)}{(report.Leftovers is { } n ? $"; all checked, {n} left over by killed runs" : "")}");
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
