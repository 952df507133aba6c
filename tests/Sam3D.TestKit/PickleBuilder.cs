using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Sam3D.TestKit;

/// <summary>Writes pickles opcode by opcode, well-formed or not.</summary>
public sealed class PickleBuilder
{
    private readonly MemoryStream _bytes = new();

    /// <summary>Begins a pickle with its protocol.</summary>
    public PickleBuilder(byte protocol = 2) => Raw(0x80, protocol);

    /// <summary>Any bytes.</summary>
    public PickleBuilder Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>Opcodes that are written as characters, such as <c>}</c> (EMPTY_DICT) or <c>(</c> (MARK).</summary>
    public PickleBuilder Op(string characters) => Raw(Encoding.Latin1.GetBytes(characters));

    /// <summary>BINUNICODE.</summary>
    public PickleBuilder Text(string text)
    {
        byte[] encoded = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, encoded.Length);
        return Op("X").Raw(length).Raw(encoded);
    }

    /// <summary>The shortest of BININT1, BININT and LONG1.</summary>
    public PickleBuilder Int(BigInteger value)
    {
        if (value >= 0 && value <= 255)
        {
            return Op("K").Raw((byte)value);
        }

        byte[] bytes = value.ToByteArray();
        Span<byte> four = stackalloc byte[4];
        if (value >= int.MinValue && value <= int.MaxValue)
        {
            BinaryPrimitives.WriteInt32LittleEndian(four, (int)value);
            return Op("J").Raw(four);
        }

        return Raw(0x8a, (byte)bytes.Length).Raw(bytes);
    }

    /// <summary>A tuple of integers.</summary>
    public PickleBuilder Ints(IEnumerable<long> values)
    {
        Op("(");
        foreach (long value in values)
        {
            Int(value);
        }

        return Op("t");
    }

    /// <summary>A plain value: null, a truth value, a text, a number, a list, or a dict of texts.</summary>
    public PickleBuilder Value(object? value)
    {
        switch (value)
        {
            case null: return Op("N");
            case bool truth: return Raw(truth ? (byte)0x88 : (byte)0x89);
            case string text: return Text(text);
            case int or long: return Int(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
            case float or double: return Float(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture));
            case IReadOnlyDictionary<string, object?> dict:
                Op("}(");
                foreach ((string key, object? item) in dict)
                {
                    Text(key).Value(item);
                }

                return Op("u");
            case System.Collections.IEnumerable list:
                Op("](");
                foreach (object? item in list)
                {
                    Value(item);
                }

                return Op("e");
            default: throw new ArgumentException($"{value.GetType()} is no plain value.", nameof(value));
        }
    }

    /// <summary>BINFLOAT.</summary>
    public PickleBuilder Float(double value)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(eight, value);
        return Op("G").Raw(eight);
    }

    /// <summary>GLOBAL.</summary>
    public PickleBuilder Global(string module, string name) => Op("c" + module + "\n" + name + "\n");

    /// <summary>The persistent id of a storage.</summary>
    public PickleBuilder Storage(string storageClass, string key, BigInteger count) =>
        Op("(").Text("storage").Global("torch", storageClass).Text(key).Text("cpu").Int(count).Op("tQ");

    /// <summary>A call of <c>_rebuild_tensor_v2</c> on one whole storage.</summary>
    public PickleBuilder Tensor(string storageClass, string key, BigInteger count, long offset, IEnumerable<long> shape, IEnumerable<long> stride) =>
        Global("torch._utils", "_rebuild_tensor_v2").Op("(")
            .Storage(storageClass, key, count).Int(offset).Ints(shape).Ints(stride)
            .Raw(0x89).Global("collections", "OrderedDict").Op(")RtR");

    /// <summary>Ends the pickle.</summary>
    public byte[] Stop() => Op(".")._bytes.ToArray();

    /// <summary>The bytes so far.</summary>
    public byte[] Unfinished() => _bytes.ToArray();
}
