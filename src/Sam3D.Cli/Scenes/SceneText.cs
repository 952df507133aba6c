using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Scenes;

/// <summary>A report for people.</summary>
internal static class SceneText
{
    /// <summary>Writes the report as aligned lines.</summary>
    public static void Write(SceneReport report, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("photo", $"{report.Photo}, {report.Width}×{report.Height} pixels");
        lines.Add("segmenter", report.Segmenter);
        lines.Add("model", $"{report.Model}, on {report.Device}{(report.HasDepth ? ", depth estimated once" : "")}");
        foreach (SceneItem item in report.Objects)
        {
            lines.Add(item.Name, $"{PlainText.Count(item.MaskPixels, "pixel")}, {PlainText.Count(item.Voxels, "voxel")}, {PlainText.Count(item.Triangles, "triangle")}");
        }

        lines.Add("scene", report.Scene);
        if (report.Gaussians is { } gaussians)
        {
            lines.Add("splats", gaussians);
        }

        lines.Add("overlay", report.Overlay);
        lines.AddTotal(report.Seconds, report.PeakMemoryBytes);
    }
}
