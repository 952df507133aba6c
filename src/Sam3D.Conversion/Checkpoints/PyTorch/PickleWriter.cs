using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Sam3D.Conversion;

/// <summary>Writes a pickle of protocol 2 as <c>torch.save</c> does: plain values, containers and tensors.</summary>
internal sealed class PickleWriter
{
    private readonly MemoryStream _bytes = new();

    /// <summary>Begins a pickle.</summary>
    /// <param name="protocol">The protocol that it claims.</param>
    public PickleWriter(byte protocol = 2) => Op(PickleOpcode.PROTO).Raw(protocol);

    /// <summary>Any bytes.</summary>
    public PickleWriter Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>An opcode without an argument.</summary>
    public PickleWriter Op(PickleOpcode opcode) => Raw((byte)opcode);

    /// <summary>A text.</summary>
    public PickleWriter Text(string text)
    {
        byte[] encoded = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, encoded.Length);
        return Op(PickleOpcode.BINUNICODE).Raw(length).Raw(encoded);
    }

    /// <summary>The shortest of BININT1, BININT and LONG1.</summary>
    public PickleWriter Int(BigInteger value)
    {
        if (value >= 0 && value <= byte.MaxValue)
        {
            return Op(PickleOpcode.BININT1).Raw((byte)value);
        }

        if (value >= int.MinValue && value <= int.MaxValue)
        {
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(four, (int)value);
            return Op(PickleOpcode.BININT).Raw(four);
        }

        byte[] bytes = value.ToByteArray();
        return Op(PickleOpcode.LONG1).Raw(checked((byte)bytes.Length)).Raw(bytes);
    }

    /// <summary>A tuple of integers.</summary>
    public PickleWriter Ints(IEnumerable<long> values)
    {
        Op(PickleOpcode.MARK);
        foreach (long value in values)
        {
            Int(value);
        }

        return Op(PickleOpcode.TUPLE);
    }

    /// <summary>A double.</summary>
    public PickleWriter Float(double value)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(eight, value);
        return Op(PickleOpcode.BINFLOAT).Raw(eight);
    }

    /// <summary>A class or function by its module and name.</summary>
    public PickleWriter Global(string module, string name) => Op(PickleOpcode.GLOBAL).Raw(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    /// <summary>A plain value: null, a truth value, a text, a number, a list, or a dict of texts.</summary>
    /// <exception cref="ArgumentException">The value is of another kind.</exception>
    public PickleWriter Value(object? value)
    {
        switch (value)
        {
            case null: return Op(PickleOpcode.NONE);
            case bool truth: return Op(truth ? PickleOpcode.NEWTRUE : PickleOpcode.NEWFALSE);
            case string text: return Text(text);
            case int or long: return Int(Convert.ToInt64(value, CultureInfo.InvariantCulture));
            case float or double: return Float(Convert.ToDouble(value, CultureInfo.InvariantCulture));
            case IReadOnlyDictionary<string, object?> dict:
                Op(PickleOpcode.EMPTY_DICT).Op(PickleOpcode.MARK);
                foreach ((string key, object? item) in dict)
                {
                    Text(key).Value(item);
                }

                return Op(PickleOpcode.SETITEMS);
            case IEnumerable list:
                Op(PickleOpcode.EMPTY_LIST).Op(PickleOpcode.MARK);
                foreach (object? item in list)
                {
                    Value(item);
                }

                return Op(PickleOpcode.APPENDS);
            default: throw new ArgumentException($"{value.GetType()} is no plain value.", nameof(value));
        }
    }

    /// <summary>The persistent id of a storage.</summary>
    /// <param name="storageClass">Its class, for example <c>FloatStorage</c>.</param>
    /// <param name="key">Name of its entry below <c>data/</c>.</param>
    /// <param name="count">Its elements.</param>
    public PickleWriter Storage(string storageClass, string key, BigInteger count) =>
        Op(PickleOpcode.MARK).Text("storage").Global("torch", storageClass).Text(key).Text("cpu").Int(count)
            .Op(PickleOpcode.TUPLE).Op(PickleOpcode.BINPERSID);

    /// <summary>A call of <c>_rebuild_tensor_v2</c> on a storage: the form of a tensor without gradient.</summary>
    public PickleWriter Tensor(string storageClass, string key, BigInteger count, long offset, IEnumerable<long> shape, IEnumerable<long> stride) =>
        Global("torch._utils", "_rebuild_tensor_v2").Op(PickleOpcode.MARK)
            .Storage(storageClass, key, count).Int(offset).Ints(shape).Ints(stride)
            .Op(PickleOpcode.NEWFALSE).OrderedDict().Op(PickleOpcode.TUPLE).Op(PickleOpcode.REDUCE);

    /// <summary>An empty <c>OrderedDict</c>.</summary>
    public PickleWriter OrderedDict() => Global("collections", "OrderedDict").Op(PickleOpcode.EMPTY_TUPLE).Op(PickleOpcode.REDUCE);

    /// <summary>Ends the pickle.</summary>
    public byte[] Stop() => Op(PickleOpcode.STOP).Unfinished();

    /// <summary>The bytes so far.</summary>
    public byte[] Unfinished() => _bytes.ToArray();
}
