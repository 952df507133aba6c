using System.Globalization;
using System.Text;

namespace Sam3D.Text;

/// <summary>Cleans prompts as the official tokenizer of SAM 3 does: repaired, entities decoded, one space between words, lower case.</summary>
internal static class PromptText
{
    private const char Sigma = '\u03A3', SmallSigma = '\u03C3', FinalSigma = '\u03C2';

    /// <summary>Cleans a prompt.</summary>
    public static string Clean(string text)
    {
        text = TextRepair.Apply(text);
        text = HtmlEntities.Decode(HtmlEntities.Decode(text));
        return Lower(CollapseSpace(text));
    }

    /// <summary>White space as Python has it, which counts the separators U+001C to U+001F.</summary>
    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001C' and <= '\u001F';

    private static string CollapseSpace(string text)
    {
        var result = new StringBuilder(text.Length);
        bool isBetween = false;
        foreach (char c in text)
        {
            if (IsSpace(c))
            {
                isBetween = result.Length > 0;
                continue;
            }

            if (isBetween)
            {
                result.Append(' ');
                isBetween = false;
            }

            result.Append(c);
        }

        return result.ToString();
    }

    /// <summary>Lower case with the two rules of Unicode that look at more than a character: İ, and the sigma at the end of a word.</summary>
    private static string Lower(string text)
    {
        string lower = text.ToLowerInvariant();
        if (!text.AsSpan().ContainsAny(Sigma, '\u0130'))
        {
            return lower;
        }

        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            result.Append(text[i] switch
            {
                '\u0130' => "i\u0307",
                Sigma => (IsCased(text, i, -1) && !IsCased(text, i, 1) ? FinalSigma : SmallSigma).ToString(),
                _ => lower[i].ToString(),
            });
        }

        return result.ToString();
    }

    /// <summary>Whether the next character that has a case, or could end a word, has one.</summary>
    private static bool IsCased(string text, int index, int step)
    {
        for (int i = index + step; i >= 0 && i < text.Length; i += step)
        {
            switch (char.GetUnicodeCategory(text[i]))
            {
                case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.Surrogate:
                    return true;
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ModifierLetter
                    or UnicodeCategory.ModifierSymbol:
                case var _ when text[i] is '\'' or '.' or ':' or '\u00B7' or '\u2019':
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }
}
