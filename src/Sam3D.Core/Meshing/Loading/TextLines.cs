using System.Buffers.Text;

namespace Sam3D.Meshing;

/// <summary>Walks over lines and words of ASCII text without making strings.</summary>
internal ref struct TextLines(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>The next line without its end; <see langword="false"/> at the end of the text.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        if (_rest.IsEmpty)
        {
            line = default;
            return false;
        }

        int end = _rest.IndexOf((byte)'\n');
        line = (end < 0 ? _rest : _rest[..end]).Trim(" \t\r"u8);
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return true;
    }

    /// <summary>What is left.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Takes the first word of a line.</summary>
    public static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> line)
    {
        int end = line.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> word = end < 0 ? line : line[..end];
        line = end < 0 ? default : line[end..].TrimStart(" \t"u8);
        return word;
    }

    /// <summary>Takes a number; <see langword="false"/> where there is none.</summary>
    public static bool Number(ref ReadOnlySpan<byte> line, out float value)
    {
        ReadOnlySpan<byte> word = Word(ref line);
        word = word.Length > 1 && word[0] == '+' ? word[1..] : word;
        return Utf8Parser.TryParse(word, out value, out int used) && used == word.Length && used > 0;
    }
}
