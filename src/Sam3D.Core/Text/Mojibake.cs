using System.Buffers;
using System.Text;

namespace Sam3D.Text;

/// <summary>
/// Repairs UTF-8 that was read as Latin-1 or Windows-1252, such as <c>Ã©</c> for <c>é</c>. A run of characters is replaced where its bytes are one character of UTF-8 and no language
/// would write it so.
/// </summary>
/// <remarks>
/// Of two bytes only those of the Latin-1 block are taken (they begin with Â or Ã), since letters such as É are written in front of signs such as ™; of three and four bytes all.
/// </remarks>
internal static class Mojibake
{
    private const byte FirstOfTwo = 0xC2, LastOfTwo = 0xC3;

    /// <summary>Replaces every such run.</summary>
    public static string Repair(string text)
    {
        StringBuilder? result = null;
        int copied = 0;
        for (int i = 0; i < text.Length;)
        {
            if (Read(text.AsSpan(i)) is not { } found)
            {
                i++;
                continue;
            }

            result ??= new StringBuilder(text.Length);
            result.Append(text, copied, i - copied).Append(found.Character.ToString());
            i += found.Length;
            copied = i;
        }

        return result is null ? text : result.Append(text, copied, text.Length - copied).ToString();
    }

    private static (Rune Character, int Length)? Read(ReadOnlySpan<char> text)
    {
        if (Windows1252.ToByte(text[0]) is not { } lead || Length(lead) is not (> 0 and int length) || text.Length < length)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[length];
        for (int i = 0; i < length; i++)
        {
            if (Windows1252.ToByte(text[i]) is not { } value)
            {
                return null;
            }

            bytes[i] = value;
        }

        return Rune.DecodeFromUtf8(bytes, out Rune rune, out int read) == OperationStatus.Done && read == length ? (rune, length) : null;
    }

    private static int Length(byte lead) => lead switch
    {
        >= FirstOfTwo and <= LastOfTwo => 2,
        >= 0xE0 and <= 0xEF => 3,
        >= 0xF0 and <= 0xF4 => 4,
        _ => 0,
    };
}
