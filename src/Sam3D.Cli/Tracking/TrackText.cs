using System.Globalization;
using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Tracking;

/// <summary>A report for people.</summary>
internal static class TrackText
{
    /// <summary>Writes the report as aligned lines.</summary>
    public static void Write(TrackReport report, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("video", $"{report.Folder}, {PlainText.Count(report.Frames, "frame")} of {report.Width}×{report.Height} pixels");
        lines.Add("model", $"{report.Bundle}, on {report.Device}");
        foreach (TrackedObject item in report.Objects)
        {
            lines.Add(
                $"object {item.Id}",
                item.Frames == 0
                    ? "never to be seen"
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"on {PlainText.Count(item.Frames, "frame")} from {item.FirstFrame} to {item.LastFrame}, {item.MeanPixels:0} pixels on average"));
        }

        lines.Add("wrote", $"{PlainText.Count(report.Files, "picture")} into {report.Output}");
        lines.AddTotal(report.Seconds, report.PeakMemoryBytes);
    }
}
