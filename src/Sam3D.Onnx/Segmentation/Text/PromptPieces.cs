using System.Globalization;
using System.Text;

namespace Sam3D;

/// <summary>
/// Cuts a cleaned prompt into the pieces that are encoded alone: special tokens, endings such as <c>'s</c>, words, single digits, and runs of anything else. Letters are those of
/// Unicode, outside of its basic plane too.
/// </summary>
internal static class PromptPieces
{
    private static readonly string[] Endings = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    /// <summary>Cuts a text.</summary>
    /// <param name="text">The prompt.</param>
    /// <param name="special">Special tokens.</param>
    public static IEnumerable<string> Split(string text, IReadOnlyList<string> special)
    {
        for (int i = 0; i < text.Length;)
        {
            int length = Fixed(text, i, special) ?? Fixed(text, i, Endings) ?? Run(text, i);
            if (length > 0)
            {
                yield return text.Substring(i, length);
            }

            i += Math.Max(length, 1);
        }
    }

    private static int? Fixed(string text, int start, IReadOnlyList<string> candidates) =>
        candidates.FirstOrDefault(c => string.Compare(text, start, c, 0, c.Length, StringComparison.OrdinalIgnoreCase) == 0)?.Length;

    private static int Run(string text, int start)
    {
        Kind kind = KindAt(text, start, out int length);
        if (kind == Kind.Space)
        {
            return 0;
        }

        int end = start + length;
        while (kind != Kind.Digit && end < text.Length && KindAt(text, end, out length) == kind)
        {
            end += length;
        }

        return end - start;
    }

    private static Kind KindAt(string text, int index, out int length)
    {
        Rune.DecodeFromUtf16(text.AsSpan(index), out Rune rune, out length);
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
                or UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Digit,
            _ => Rune.IsWhiteSpace(rune) || rune.Value is >= 0x1C and <= 0x1F ? Kind.Space : Kind.Other,
        };
    }

    private enum Kind
    {
        Space,
        Letter,
        Digit,
        Other,
    }
}
