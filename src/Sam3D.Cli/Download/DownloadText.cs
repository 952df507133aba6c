using Sam3D.Cli.Reporting;
using Sam3D.Conversion;

namespace Sam3D.Cli.Download;

/// <summary>A download in words.</summary>
internal static class DownloadText
{
    public static void Write(DownloadReport report, TextWriter writer)
    {
        var lines = new LabelledLines(writer);
        lines.Add("folder", report.Folder);
        foreach (DownloadReportFile file in report.Files)
        {
            lines.Add(file.Path, $"{PlainText.Bytes(file.Size)}, {State(file)}, {Check(file.Check)}");
        }

        string done = report.IsDryRun ? "nothing fetched" : $"{PlainText.Bytes(report.BytesReceived)} received in {PlainText.Seconds(report.Seconds)}";
        lines.Add("total", $"{PlainText.Count(report.Files.Count, "file")}, {PlainText.Bytes(report.Bytes)}, {done}");
    }

    private static string State(DownloadReportFile file) => file.BytesReceived switch
    {
        null => "to be fetched",
        0 when file.Size > 0 => "was there",
        var bytes when bytes < file.Size => "resumed",
        _ => "fetched",
    };

    private static string Check(FileCheck check) => check switch
    {
        FileCheck.Sha256 => "checked by SHA-256",
        FileCheck.GitSha1 => "checked by Git SHA-1",
        _ => "checked by size",
    };
}
