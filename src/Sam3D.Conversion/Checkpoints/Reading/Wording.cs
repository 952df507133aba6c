using System.Text;

namespace Sam3D.Conversion;

/// <summary>Puts text from outside into a message: one line, no control characters, bounded length.</summary>
internal static class Wording
{
    private const int LongestName = 60, LongestPath = 90, LongestSentence = 300;

    /// <summary>A name from a file in quotes; a long one keeps its beginning.</summary>
    public static string Quote(string name) =>
        "'" + Clean(name.Length > LongestName ? name[..LongestName] + "…" : name) + "'";

    /// <summary>A path; a long one keeps its end, where the file name is.</summary>
    public static string Path(string path) =>
        Clean(path.Length > LongestPath ? "…" + path[^LongestPath..] : path);

    /// <summary>Sizes as <c>[2, 3]</c>; many keep the first.</summary>
    public static string Shape(IReadOnlyList<long> shape) =>
        "[" + string.Join(", ", shape.Take(4)) + (shape.Count > 4 ? ", …]" : "]");

    /// <summary>A sentence of which several parts come from outside; one that is too long keeps its beginning.</summary>
    public static string Sentence(string text) => text.Length > LongestSentence ? text[..LongestSentence] + "…" : text;

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            // A line separator or a direction mark would let a file forge the line that reports it.
            bool plain = !Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) is not
                (System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator
                or System.Globalization.UnicodeCategory.Format);
            clean.Append(plain ? rune.ToString() : "?");
        }

        return clean.ToString();
    }
}
