using System.Globalization;
using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Segmentation;

/// <summary>A report for people.</summary>
internal static class SegmentText
{
    /// <summary>Writes the report as aligned lines.</summary>
    public static void Write(SegmentReport report, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("photo", $"{report.Photo}, {report.Width}×{report.Height} pixels");
        lines.Add("segmenter", report.Model);
        foreach (FoundMask mask in report.Masks)
        {
            string stability = mask.Stability is { } s ? string.Create(CultureInfo.InvariantCulture, $", stability {s:0.00}") : "";
            lines.Add($"mask {mask.Id}", string.Create(
                CultureInfo.InvariantCulture, $"{PlainText.Count(mask.Area, "pixel")}, box {string.Join(",", mask.Box)}, score {mask.Score:0.00}{stability}"));
            lines.Add("  wrote", mask.File);
        }

        lines.Add("overlay", report.Overlay);
        lines.AddTotal(report.Seconds, report.PeakMemoryBytes);
    }
}
