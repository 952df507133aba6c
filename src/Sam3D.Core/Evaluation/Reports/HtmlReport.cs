using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using Sam3D.Imaging;
using Sam3D.Metrics;
using Sam3D.Rendering;

namespace Sam3D.Evaluation;

/// <summary>
/// A page with the means, and every case with its picture, the true mesh and each prediction as it was aligned. One file: pictures are inside of it, there is no script, and nothing is fetched.
/// </summary>
/// <remarks>Give it each prediction with <see cref="Add"/> as it is scored, then write. Names are escaped. Not safe for concurrent calls.</remarks>
public sealed class HtmlReport
{
    private const int Cell = 176;

    // Aligned meshes are seen from the side of the front, a little from above.
    private static readonly OrbitCamera View = new() { Azimuth = 30, Elevation = 20 };

    private readonly StringBuilder _cases = new();
    private readonly int _maxPictures;
    private int _pictures;
    private string? _current;

    /// <summary>Creates an empty page.</summary>
    /// <param name="maxPictures">The most pictures to keep, at least 0; later cases have numbers only. Default 3,000, about 30 MB.</param>
    public HtmlReport(int maxPictures = 3000)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxPictures);
        _maxPictures = maxPictures;
    }

    /// <summary>Adds a prediction.</summary>
    /// <param name="prediction">The prediction; those of one case follow each other.</param>
    public void Add(ScoredPrediction prediction)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        CaseScore score = prediction.Score;
        if (_current != score.Case)
        {
            EndCase();
            _current = score.Case;
            _cases.Append(CultureInfo.InvariantCulture, $"<section><h3>{Escape(score.Case)}</h3><div class=row>");
            if (prediction.Truth is { Image: { } image, Mask: { } mask })
            {
                Figure("picture and mask", () => Outline(image, mask));
            }

            Figure("truth", () => Draw(UnitCube.Normalize(prediction.Truth.Truth)));
        }

        string numbers = string.Join("<br>", ScoreTable.OfCases
            .Where(c => c.Name is "f1" or "voxel_iou" or "chamfer_mean_distance" or "add_s" or "silhouette_iou" && c.Value(score) is not null)
            .Select(c => $"{c.Heading} {ScoreTable.Short(c.Value(score))}"));
        if (prediction.Aligned is { } aligned)
        {
            Figure($"<b>{Escape(score.Model)}</b><br>{numbers}", () => Draw(aligned));
        }
        else
        {
            _cases.Append(CultureInfo.InvariantCulture, $"<figure><figcaption><b>{Escape(score.Model)}</b><br>failed: {Escape(score.Failure ?? "")}</figcaption></figure>");
        }
    }

    /// <summary>Writes the page.</summary>
    /// <param name="report">The means and settings.</param>
    /// <param name="title">Heading.</param>
    /// <param name="stream">Receives UTF-8 text.</param>
    public void Write(EvaluationReport report, string title, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(stream);
        EndCase();
        _current = null;
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.Write(
            $$"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>{{Escape(title)}}</title>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <style>
            body { font: 14px system-ui, sans-serif; margin: 24px; color: #222; }
            table { border-collapse: collapse; } th, td { padding: 3px 8px; border-bottom: 1px solid #ddd; text-align: right; }
            th:first-child, td:first-child { text-align: left; }
            .row { display: flex; flex-wrap: wrap; gap: 12px; } figure { margin: 0; width: {{Cell}}px; } figcaption { font-size: 12px; }
            img { width: {{Cell}}px; height: auto; background: #fff; border: 1px solid #eee; }
            </style></head><body><h1>{{Escape(title)}}</h1>

            """);
        ReportSettings s = report.Settings;
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"<p>{s.Points:N0} points a surface, F1 at {s.FScoreThreshold}, {s.VoxelResolution}³ cells, alignment from {Escape(s.AlignmentStarts)}, seed {s.Seed}. A failure counts as 0 in F1, IoU, normals and ADD-S@0.1; distances and angles are means of the rest.</p>"));
        writer.WriteLine($"<table><tr><th>model</th><th>cases</th><th>failures</th>{string.Concat(ScoreTable.OfModels.Select(c => $"<th>{Escape(c.Heading)}</th>"))}</tr>");
        foreach (ModelSummary model in report.Models)
        {
            string cells = string.Concat(ScoreTable.OfModels.Select(c => $"<td>{ScoreTable.Short(c.Value(model))}</td>"));
            writer.WriteLine($"<tr><td>{Escape(model.Model)}</td><td>{model.Cases}</td><td>{model.Failures}</td>{cells}</tr>");
        }

        writer.WriteLine("</table>");
        foreach (ReadOnlyMemory<char> chunk in _cases.GetChunks())
        {
            writer.Write(chunk);
        }

        writer.WriteLine("</body></html>");
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static RgbImage Draw(TriangleMesh mesh)
    {
        // Found meshes face anywhere; both sides are wanted here, which the depth buffer draws and shading does not tell apart.
        return MeshRenderer.Render(mesh, new RenderOptions { Width = Cell, Height = Cell, Camera = View, Ambient = 0.5f });
    }

    private static RgbImage Outline(RgbImage image, Mask mask)
    {
        byte[] pixels = image.Pixels.ToArray();
        for (int i = 0; i < mask.Values.Length; i++)
        {
            if (mask.Values[i] == 0)
            {
                for (int c = 0; c < 3; c++)
                {
                    pixels[(3 * i) + c] = (byte)(128 + (pixels[(3 * i) + c] / 4));
                }
            }
        }

        var marked = new RgbImage(image.Width, image.Height, pixels);
        double scale = (double)Cell / Math.Max(image.Width, image.Height);
        return PictureResizer.Resize(
            marked, Math.Max(1, (int)Math.Round(image.Width * scale)), Math.Max(1, (int)Math.Round(image.Height * scale)));
    }

    private void Figure(string captionHtml, Func<RgbImage> draw)
    {
        if (_pictures == _maxPictures)
        {
            _cases.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{captionHtml}</figcaption></figure>");
            return;
        }

        _pictures++;
        RgbImage picture = draw();
        string data = Convert.ToBase64String(SkiaCodec.EncodeRgb(picture.Pixels, picture.Width, picture.Height));
        _cases.Append(CultureInfo.InvariantCulture, $"<figure><img alt=\"\" src=\"data:image/png;base64,{data}\"><figcaption>{captionHtml}</figcaption></figure>");
    }

    private void EndCase()
    {
        if (_current is not null)
        {
            _cases.Append("</div></section>\n");
        }
    }
}
