using System.Collections.Frozen;
using System.Text;

namespace Sam3D.Text;

/// <summary>
/// Normalization Form C of Unicode (UAX #15), and full-width and half-width forms. The runtime's own needs the system's Unicode library, and does nothing where that is missing.
/// </summary>
internal static partial class CanonicalForm
{
    private const int SBase = 0xAC00, LBase = 0x1100, VBase = 0x1161, TBase = 0x11A7, LCount = 19, VCount = 21, TCount = 28, SCount = LCount * VCount * TCount;

    // Nothing below takes part in composition unless something above follows.
    private const char FirstCombining = '\u0300';

    private static readonly FrozenDictionary<int, (int First, int Second)> Decompositions = Triples(Composed).Concat(Triples(Split))
        .Concat(Pairs(Same).Select(p => (First: p.Character, Second: p.Other, Third: 0))).ToFrozenDictionary(t => t.First, t => (t.Second, t.Third));

    private static readonly FrozenDictionary<(int, int), int> Compositions = Triples(Composed).ToFrozenDictionary(t => (t.Second, t.Third), t => t.First);

    private static readonly FrozenDictionary<int, int> WidthForms = Pairs(Widths).ToFrozenDictionary(p => p.Character, p => p.Other);

    private static readonly FrozenDictionary<int, int> CombiningClasses = Triples(Classes)
        .SelectMany(t => Enumerable.Range(t.First, t.Second - t.First + 1).Select(c => (c, t.Third))).ToFrozenDictionary(p => p.c, p => p.Third);

    /// <summary>The composed form of a text.</summary>
    public static string Compose(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange(FirstCombining, char.MaxValue) < 0)
        {
            return text;
        }

        var characters = new List<int>(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, characters);
        }

        Order(characters);
        Join(characters);
        var result = new StringBuilder(text.Length);
        foreach (int character in characters)
        {
            result.Append(new Rune(character).ToString());
        }

        return result.ToString();
    }

    /// <summary>The character that a full-width or half-width form stands for; others as they are.</summary>
    public static char UsualWidth(char c) => WidthForms.TryGetValue(c, out int usual) ? (char)usual : c;

    private static void Decompose(int character, List<int> result)
    {
        int syllable = character - SBase;
        if (syllable is >= 0 and < SCount)
        {
            result.Add(LBase + (syllable / (VCount * TCount)));
            result.Add(VBase + (syllable % (VCount * TCount) / TCount));
            if (syllable % TCount > 0)
            {
                result.Add(TBase + (syllable % TCount));
            }
        }
        else if (Decompositions.TryGetValue(character, out (int First, int Second) parts))
        {
            Decompose(parts.First, result);
            if (parts.Second > 0)
            {
                Decompose(parts.Second, result);
            }
        }
        else
        {
            result.Add(character);
        }
    }

    /// <summary>Orders runs of combining characters by class; equal ones keep their order.</summary>
    private static void Order(List<int> characters)
    {
        for (int i = 1; i < characters.Count; i++)
        {
            int combining = Class(characters[i]);
            for (int k = i; combining > 0 && k > 0 && Class(characters[k - 1]) > combining; k--)
            {
                (characters[k - 1], characters[k]) = (characters[k], characters[k - 1]);
            }
        }
    }

    /// <summary>Joins each starter with what follows it, unless a character of the same or a higher class stands between.</summary>
    private static void Join(List<int> characters)
    {
        int starter = -1, last = -1, kept = 0;
        for (int i = 0; i < characters.Count; i++)
        {
            int character = characters[i], combining = Class(character);
            if (starter >= 0 && (last < combining || last < 0) && Pair(characters[starter], character) is { } composed)
            {
                characters[starter] = composed;
                continue;
            }

            (starter, last) = combining == 0 ? (kept, -1) : (starter, combining);
            characters[kept++] = character;
        }

        characters.RemoveRange(kept, characters.Count - kept);
    }

    private static int? Pair(int first, int second)
    {
        if (first - LBase is >= 0 and < LCount && second - VBase is >= 0 and < VCount)
        {
            return SBase + ((((first - LBase) * VCount) + (second - VBase)) * TCount);
        }

        if (first - SBase is >= 0 and < SCount && (first - SBase) % TCount == 0 && second - TBase is > 0 and < TCount)
        {
            return first + (second - TBase);
        }

        return Compositions.TryGetValue((first, second), out int composed) ? composed : null;
    }

    private static int Class(int character) => CombiningClasses.GetValueOrDefault(character);

    private static IEnumerable<(int First, int Second, int Third)> Triples(string table) => table.EnumerateRunes().Select(r => r.Value).Chunk(3).Select(c => (c[0], c[1], c[2]));

    private static IEnumerable<(int Character, int Other)> Pairs(string table) => table.EnumerateRunes().Select(r => r.Value).Chunk(2).Select(c => (c[0], c[1]));
}
