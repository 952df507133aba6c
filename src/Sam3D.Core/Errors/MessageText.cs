using System.Text;

namespace Sam3D;

/// <summary>Makes foreign text fit for an error message: one line, of bounded length.</summary>
internal static class MessageText
{
    /// <summary>Replaces control characters by spaces and cuts what is longer than <paramref name="maxLength"/> characters.</summary>
    public static string OneLine(string? text, int maxLength = 400)
    {
        text ??= "";
        var result = new StringBuilder(Math.Min(text.Length, maxLength) + 1);
        foreach (char c in text)
        {
            if (result.Length == maxLength)
            {
                return result.Append('…').ToString();
            }

            // Line and paragraph separators break a line as well.
            bool breaks = char.IsControl(c) || c is '\u2028' or '\u2029';
            if (!breaks || (result.Length > 0 && result[^1] != ' '))
            {
                result.Append(breaks ? ' ' : c);
            }
        }

        return result.ToString().TrimEnd();
    }

    /// <summary>A value in single quotes, or <c>nothing</c> where there is none.</summary>
    public static string Quote(string? text) => text is null ? "nothing" : $"'{OneLine(text, 80)}'";
}
