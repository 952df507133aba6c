using System.Text;

namespace Sam3D.Text;

/// <summary>
/// Undoes what files, web pages and terminals do to text, as the official tokenizer of SAM 3 does it before it reads a prompt: entities, text decoded with the wrong code page,
/// control characters, ligatures, full-width letters and curly quotes.
/// </summary>
/// <remarks>Text that went through another wrong code page than Latin-1 or Windows-1252 is left as it is. See <see cref="Mojibake"/>.</remarks>
internal static class TextRepair
{
    // Each round can uncover work for the next one, but every step only shortens or ends: texts settle in two or three.
    private const int MaxRounds = 16;

    /// <summary>Repairs a text until nothing changes.</summary>
    public static string Apply(string text)
    {
        bool decodesEntities = !text.Contains('<', StringComparison.Ordinal);
        for (int round = 0; round < MaxRounds; round++)
        {
            string before = text;
            text = decodesEntities ? HtmlEntities.Decode(text) : text;
            text = Mojibake.Repair(text);
            text = ReplaceCharacters(text);
            text = CanonicalForm.Compose(RemoveControls(text));
            if (text == before)
            {
                break;
            }
        }

        return text;
    }

    /// <summary>Characters that stand for others: C1 controls, ligatures, widths, quotes, line ends; lone surrogates become U+FFFD.</summary>
    private static string ReplaceCharacters(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.IsBmp && Replacement((char)rune.Value) is { } other)
            {
                result.Append(other);
            }
            else
            {
                result.Append(rune.ToString());
            }
        }

        return result.Replace("\r\n", "\n").Replace('\r', '\n').ToString();
    }

    private static string? Replacement(char c) => c switch
    {
        >= '\u0080' and <= '\u009F' => Windows1252.ToChar((byte)c).ToString(),
        '\u2028' or '\u2029' => "\n",
        '\u02BC' or (>= '\u2018' and <= '\u201B') => "'",
        >= '\u201C' and <= '\u201F' => "\"",
        '\u3000' => " ",
        '\uFFE3' => " \u0304",
        >= '\uFF01' and <= '\uFFEF' => CanonicalForm.UsualWidth(c).ToString(),
        >= '\u0132' and <= '\u01F3' or >= '\uFB00' and <= '\uFB06' => Ligature(c),
        _ => null,
    };

    private static string? Ligature(char c) => c switch
    {
        '\u0132' => "IJ",
        '\u0133' => "ij",
        '\u0149' => "\u02BCn",
        '\u01C4' => "D\u017D",
        '\u01C5' => "D\u017E",
        '\u01C6' => "d\u017E",
        '\u01C7' => "LJ",
        '\u01C8' => "Lj",
        '\u01C9' => "lj",
        '\u01CA' => "NJ",
        '\u01CB' => "Nj",
        '\u01CC' => "nj",
        '\u01F1' => "DZ",
        '\u01F2' => "Dz",
        '\u01F3' => "dz",
        '\uFB00' => "ff",
        '\uFB01' => "fi",
        '\uFB02' => "fl",
        '\uFB03' => "ffi",
        '\uFB04' => "ffl",
        '\uFB05' => "\u017Ft",
        '\uFB06' => "st",
        _ => null,
    };

    /// <summary>Removes colour codes of terminals, then characters that have no place in a text.</summary>
    private static string RemoveControls(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\u001B' && EscapeEnd(text, i) is { } end)
            {
                i = end;
            }
            else if (!IsControl(text[i]))
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }

    /// <summary>The last character of an escape sequence <c>ESC [ numbers letter</c>, or none.</summary>
    private static int? EscapeEnd(string text, int start)
    {
        int i = start + 1;
        if (i >= text.Length || text[i] != '[')
        {
            return null;
        }

        do
        {
            i++;
        }
        while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == ';'));
        return i < text.Length && char.IsAsciiLetter(text[i]) ? i : null;
    }

    private static bool IsControl(char c) => c is <= '\u0008' or '\u000B' or (>= '\u000E' and <= '\u001F') or '\u007F'
        or (>= '\u206A' and <= '\u206F') or '\uFEFF' or (>= '\uFFF9' and <= '\uFFFC');
}
