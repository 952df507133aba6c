using System.Globalization;
using System.Text;

namespace Sam3D.Evaluation;

/// <summary>Scores as comma-separated values (RFC 4180, line feeds): a line for each case and model, empty where there is no number.</summary>
public static class CsvReport
{
    /// <summary>Writes the scores.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="stream">Receives UTF-8 text.</param>
    public static void Write(IEnumerable<CaseScore> scores, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine(string.Join(',', ["case", "model", .. ScoreTable.OfCases.Select(c => c.Name), "depth_aligned", "failure"]));
        foreach (CaseScore score in scores)
        {
            string[] cells =
            [
                Text(score.Case),
                Text(score.Model),
                .. ScoreTable.OfCases.Select(c => c.Value(score)?.ToString("R", CultureInfo.InvariantCulture) ?? ""),
                score.Layout is { } layout ? (layout.IsDepthAligned ? "1" : "0") : "",
                Text(score.Failure ?? ""),
            ];
            writer.WriteLine(string.Join(',', cells));
        }
    }

    // Names come from files. Spreadsheets run what begins with these signs, so such a text gets an apostrophe.
    private static string Text(string text)
    {
        string safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
