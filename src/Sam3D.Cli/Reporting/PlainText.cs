using System.Globalization;
using System.Text;

namespace Sam3D.Cli.Reporting;

/// <summary>Text for people.</summary>
internal static class PlainText
{
    private const int MaxLength = 2000;
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>
    /// Foreign text on one line of bounded length, without control characters, which could otherwise steer the terminal.
    /// </summary>
    public static string OneLine(string text)
    {
        var result = new StringBuilder(Math.Min(text.Length, MaxLength) + 1);
        foreach (char c in text)
        {
            if (result.Length == MaxLength)
            {
                return result.Append('…').ToString();
            }

            result.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c);
        }

        return result.ToString();
    }

    /// <summary>A number of bytes, for example <c>26.6 MB</c> (1 MB is 1,000,000 bytes).</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        int unit = 0;
        for (; value >= 1000 && unit < Units.Length - 1; unit++)
        {
            value /= 1000;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 ? $"{bytes}" : $"{value:0.0}")} {Units[unit]}");
    }

    /// <summary>A duration in seconds, for example <c>2.31 s</c>.</summary>
    public static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s");

    /// <summary>A count with its noun, for example <c>1 file</c>, <c>1,204 files</c>.</summary>
    public static string Count(long count, string singular, string? plural = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? singular : plural ?? singular + "s")}");

    /// <summary>The name of a stage in words: <c>EncodeCondition</c> becomes <c>encode condition</c>.</summary>
    public static string Words(string pascalCase)
    {
        var result = new StringBuilder();
        foreach (char c in pascalCase)
        {
            if (char.IsUpper(c) && result.Length > 0)
            {
                result.Append(' ');
            }

            result.Append(char.ToLowerInvariant(c));
        }

        return result.ToString();
    }
}
