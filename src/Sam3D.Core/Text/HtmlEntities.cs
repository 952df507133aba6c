using System.Globalization;
using System.Net;
using System.Text;

namespace Sam3D.Text;

/// <summary>Decodes HTML entities, those without a semicolon too where HTML 5 allows it: numbers, and names of the Latin-1 block such as <c>&amp;copy</c>.</summary>
/// <remarks>Names are those of HTML 4.</remarks>
internal static class HtmlEntities
{
    private const int LongestName = 32;

    /// <summary>Decodes every entity once.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('&', StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length;)
        {
            if (text[i] == '&' && Read(text.AsSpan(i + 1)) is { } found)
            {
                result.Append(found.Text);
                i += 1 + found.Length;
            }
            else
            {
                result.Append(text[i++]);
            }
        }

        return result.ToString();
    }

    private static (string Text, int Length)? Read(ReadOnlySpan<char> rest) =>
        rest.Length > 0 && rest[0] == '#' ? ReadNumber(rest) : ReadName(rest);

    private static (string Text, int Length)? ReadNumber(ReadOnlySpan<char> rest)
    {
        bool isHex = rest.Length > 1 && rest[1] is 'x' or 'X';
        int start = isHex ? 2 : 1, end = start;
        while (end < rest.Length && (isHex ? char.IsAsciiHexDigit(rest[end]) : char.IsAsciiDigit(rest[end])))
        {
            end++;
        }

        if (end == start)
        {
            return null;
        }

        bool fits = int.TryParse(rest[start..end], isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out int code);
        string text = !fits || code == 0 || !Rune.IsValid(code) ? "\uFFFD" : code is >= 0x80 and <= 0x9F ? Windows1252.ToChar((byte)code).ToString() : new Rune(code).ToString();
        return (text, end < rest.Length && rest[end] == ';' ? end + 1 : end);
    }

    private static (string Text, int Length)? ReadName(ReadOnlySpan<char> rest)
    {
        int end = 0;
        while (end < rest.Length && end < LongestName && char.IsAsciiLetterOrDigit(rest[end]))
        {
            end++;
        }

        if (end < rest.Length && rest[end] == ';' && Named(rest[..end]) is { } closed)
        {
            return (closed, end + 1);
        }

        // Without a semicolon the longest name counts, with other letters behind it.
        for (; end > 1; end--)
        {
            if (rest[..end] is not "apos" && Named(rest[..end]) is [<= '\u00FF'] open)
            {
                return (open, end);
            }
        }

        return null;
    }

    private static string? Named(ReadOnlySpan<char> name)
    {
        string known = name switch
        {
            "AMP" => "amp",
            "LT" => "lt",
            "GT" => "gt",
            "QUOT" => "quot",
            "COPY" => "copy",
            "REG" => "reg",
            _ => name.ToString(),
        };
        string entity = $"&{known};", decoded = WebUtility.HtmlDecode(entity);
        return decoded == entity ? null : decoded;
    }
}
