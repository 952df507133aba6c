using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Sam3D.Conversion;

/// <summary>The bytes of a pickle, taken from front to back with every length checked.</summary>
internal sealed class PickleInput(byte[] bytes, CheckpointSource source, int maxStringBytes)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private int _at;

    /// <summary>Bytes not taken yet.</summary>
    public int Left => bytes.Length - _at;

    public byte Byte() => Bytes(1)[0];

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > Left)
        {
            throw Damaged($"ends in the middle of an opcode that needs {count} bytes");
        }

        _at += count;
        return bytes.AsSpan(_at - count, count);
    }

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    /// <summary>A length of 1, 4 or 8 bytes that must fit into the rest of the pickle.</summary>
    public int Length(int width)
    {
        ReadOnlySpan<byte> field = Bytes(width);
        ulong length = width switch
        {
            1 => field[0],
            4 => BinaryPrimitives.ReadUInt32LittleEndian(field),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(field),
        };
        return length <= (ulong)Left ? (int)length : throw Damaged($"states {length} bytes where {Left} are left");
    }

    /// <summary>A string of bytes behind its length.</summary>
    public ReadOnlySpan<byte> String(int width)
    {
        int length = Length(width);
        return length <= maxStringBytes
            ? Bytes(length)
            : throw Refuse($"holds a string of {length} bytes, above the limit of {maxStringBytes}; raise MaxPickleStringBytes if you trust the file");
    }

    public string Text(int width) => Decode(String(width));

    /// <summary>Text up to a line feed.</summary>
    public string Line()
    {
        int length = bytes.AsSpan(_at).IndexOf((byte)'\n');
        if (length < 0 || length > maxStringBytes)
        {
            throw Damaged("holds a name without an end");
        }

        string line = Decode(Bytes(length));
        _at++;
        return line;
    }

    /// <summary>An integer in two's complement of up to 255 bytes: a long, or a BigInteger when it does not fit.</summary>
    public object Long()
    {
        var value = new BigInteger(Bytes(Byte()));
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    /// <summary>The error about the pickle at the present place.</summary>
    public CheckpointException Refuse(string what, Exception? inner = null) => source.Refuse($"data.pkl near byte {_at} {what}", inner);

    /// <summary>The error about a pickle that Python could not read either.</summary>
    public CheckpointException Damaged(string what, Exception? inner = null) => Refuse(what + "; fetch or copy the file again", inner);

    private string Decode(ReadOnlySpan<byte> text)
    {
        try
        {
            return StrictUtf8.GetString(text);
        }
        catch (DecoderFallbackException e)
        {
            throw Damaged("holds text that is not UTF-8", e);
        }
    }
}
