using System.Globalization;
using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Reconstruct;

/// <summary>A report for people.</summary>
internal static class ReconstructText
{
    /// <summary>Writes the report as aligned lines.</summary>
    public static void Write(ReconstructReport report, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("photo", $"{report.Photo}, {report.Width}×{report.Height} pixels");
        lines.Add("model", $"{report.Model}, {report.Bundle ?? "embedded"}, on {report.Device}");
        foreach (ReconstructedObject item in report.Objects)
        {
            Write(item, lines);
        }

        if (report.Scene is not null)
        {
            lines.Add("scene", report.Scene);
        }

        lines.AddTotal(report.Seconds, report.PeakMemoryBytes);
    }

    private static void Write(ReconstructedObject item, LabelledLines lines)
    {
        string source = item.MaskSource switch
        {
            "file" => item.Mask!,
            "alpha" => "the photograph's transparency",
            _ => "the main object, by the segmenter",
        };
        lines.Add("object", item.Name);
        lines.Add("  mask", $"{source}, {PlainText.Count(item.MaskPixels, "pixel")}");
        lines.Add("  voxels", $"{PlainText.Count(item.Voxels, "voxel")} of a {item.Resolution}³ grid");
        if (item is { Vertices: { } vertices, Triangles: { } triangles })
        {
            lines.Add("  mesh", $"{PlainText.Count(vertices, "vertex", "vertices")}, {PlainText.Count(triangles, "triangle")}");
        }

        if (item.Gaussians is { } gaussians)
        {
            lines.Add("  splats", PlainText.Count(gaussians, "Gaussian"));
        }

        lines.Add("  pose", string.Create(
            CultureInfo.InvariantCulture,
            $"translation ({string.Join(", ", item.Pose.Translation.Select(v => v.ToString("0.###", CultureInfo.InvariantCulture)))}), scale {item.Pose.Scale:0.###}{(item.Pose.IsMetric ? " m" : ", not metric")}"));
        if (item.Layout is { } layout)
        {
            lines.Add("  layout", layout.ToString());
        }

        if (item.ShapeCandidate is { } candidate)
        {
            lines.Add("  shape", $"candidate {candidate} agrees best with the mask");
        }

        foreach (StageSeconds stage in item.Stages)
        {
            lines.Add($"  {PlainText.Words(stage.Stage)}", PlainText.Seconds(stage.Seconds));
        }

        foreach (string file in item.Files)
        {
            lines.Add("  wrote", file);
        }
    }
}
