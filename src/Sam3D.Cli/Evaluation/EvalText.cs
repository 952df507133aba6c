using System.Globalization;
using Sam3D.Cli.Reporting;
using Sam3D.Evaluation;
using Sam3D.Metrics;

namespace Sam3D.Cli.Evaluation;

/// <summary>Reports for people.</summary>
internal static class EvalText
{
    /// <summary>Writes the means of each model.</summary>
    public static void Write(EvalReport report, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("cases", PlainText.Count(report.Cases, "case"));
        foreach (ModelSummary m in report.Models)
        {
            lines.Add("model", m.Failures == 0 ? m.Model : $"{m.Model}, {PlainText.Count(m.Failures, "failure")}");
            Add("  F1", m.F1);
            Add("  vIoU", m.VoxelIoU);
            Add("  vIoU surface", m.SurfaceVoxelIoU);
            Add("  Chamfer, mean", m.ChamferMeanDistance);
            Add("  Chamfer, squared", m.ChamferSumSquared);
            Add("  EMD", m.EarthMoversDistance);
            Add("  normals", m.NormalConsistency);
            Add("  box IoU", m.BoxIoU);
            Add("  box IoU, oriented", m.OrientedBoxIoU);
            Add("  ICP rotation", m.IcpRotationDegrees);
            Add("  ADD-S", m.AddS);
            Add("  ADD-S@0.1", m.AddSWithinTenth);
            Add("  silhouette IoU", m.SilhouetteIoU);
        }

        foreach (string file in report.Files)
        {
            lines.Add("wrote", file);
        }

        lines.Add("total", PlainText.Seconds(report.Seconds));

        void Add(string label, double? value)
        {
            if (value is { } v)
            {
                lines.Add(label, v.ToString("0.0000", CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>Writes strengths and win rates.</summary>
    public static void Write(PreferenceReport report, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("comparisons", PlainText.Count(report.Comparisons, "comparison"));
        foreach (ModelStrength m in report.Strengths)
        {
            lines.Add("model", string.Create(CultureInfo.InvariantCulture, $"{m.Name}: Elo {m.Elo:+0.0;-0.0;0.0}, strength {m.Strength:0.0000}"));
        }

        foreach (PairReport p in report.Pairs)
        {
            lines.Add("win rate", string.Create(
                CultureInfo.InvariantCulture,
                $"{p.First} over {p.Second}: {p.Rate:0.000}, {100 * report.Confidence:0.##} % interval {p.Low:0.000} to {p.High:0.000} ({p.Wins} won, {p.Losses} lost, {p.Ties} tied)"));
        }
    }
}
