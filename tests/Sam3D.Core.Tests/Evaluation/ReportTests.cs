using System.Text;
using System.Text.Json;
using Sam3D.Core.Tests.Metrics;
using Sam3D.Evaluation;

namespace Sam3D.Core.Tests.Evaluation;

public sealed class ReportTests
{
    private const string Hostile = "=cmd,\"<script>alert(1)</script>";

    private static readonly CaseScore Failed = new() { Case = Hostile, Model = "m<&>", Failure = "no \"mask\", none" };

    [Fact]
    public void TablesQuoteAndDefuseNames()
    {
        string csv = Text(stream => CsvReport.Write([Failed, Scored()], stream));
        string[] lines = csv.Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("case,model,f1,precision,recall,voxel_iou,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("\"'=cmd,\"\"<script>alert(1)</script>\",m<&>,,,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",\"no \"\"mask\"\", none\"", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("a,b,0.5,0.25,1,", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void JsonHoldsEverything()
    {
        string json = Text(EvaluationReport.Of([Failed, Scored()], new EvaluationOptions { Seed = 9 }).WriteJson);
        using var document = JsonDocument.Parse(json);
        JsonElement root = document.RootElement;
        Assert.Equal("sam3d-evaluation/1", root.GetProperty("format").GetString());
        Assert.Equal(9, root.GetProperty("settings").GetProperty("seed").GetInt32());
        Assert.Equal(1, root.GetProperty("models")[0].GetProperty("failures").GetInt32());
        Assert.Equal(0.5, root.GetProperty("scores")[1].GetProperty("shape").GetProperty("f1").GetDouble());
    }

    [Fact]
    public void ThePageHoldsItsPicturesAndNothingFromOutside()
    {
        EvaluationCase truth = Drawn.Case("a", Solids.Bracket(), 0);
        var page = new HtmlReport(maxPictures: 3);
        page.Add(new ScoredPrediction(truth, null, truth.Truth, Scored()));
        page.Add(new ScoredPrediction(truth, null, null, Failed));
        string html = Text(stream => page.Write(EvaluationReport.Of([Scored(), Failed], new EvaluationOptions()), "Title <1>", stream));
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.Contains("m&lt;&amp;&gt;", html, StringComparison.Ordinal);
        Assert.Contains("Title &lt;1&gt;", html, StringComparison.Ordinal);
        string[] pictures = html.Split("data:image/png;base64,");
        Assert.Equal(1 + 3, pictures.Length); // picture, truth, prediction; then the limit
        Assert.All(pictures[1..], p => Assert.True(RgbImage.Load(new MemoryStream(Convert.FromBase64String(p[..p.IndexOf('"', StringComparison.Ordinal)]))).Width > 100));
        Assert.Equal(html, Text(stream => page.Write(EvaluationReport.Of([Scored(), Failed], new EvaluationOptions()), "Title <1>", stream)));
    }

    private static CaseScore Scored() => new()
    {
        Case = "a",
        Model = "b",
        Shape = new ShapeScore
        {
            F1 = 0.5,
            Precision = 0.25,
            Recall = 1,
            VoxelIoU = 0.1,
            SurfaceVoxelIoU = 0.2,
            ChamferMeanDistance = 0.3,
            ChamferSumSquared = 0.4,
            NormalConsistency = 0.5,
            AlignmentDegrees = 6,
        },
    };

    private static string Text(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
