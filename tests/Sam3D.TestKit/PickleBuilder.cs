using System.Numerics;
using System.Text;
using Sam3D.Conversion;

namespace Sam3D.TestKit;

/// <summary>Writes pickles opcode by opcode, well-formed or not.</summary>
public sealed class PickleBuilder
{
    private readonly PickleWriter _pickle;

    /// <summary>Begins a pickle with its protocol.</summary>
    public PickleBuilder(byte protocol = 2) => _pickle = new PickleWriter(protocol);

    /// <summary>Any bytes.</summary>
    public PickleBuilder Raw(params ReadOnlySpan<byte> bytes) => And(_pickle.Raw(bytes));

    /// <summary>Opcodes that are written as characters, such as <c>}</c> (EMPTY_DICT) or <c>(</c> (MARK).</summary>
    public PickleBuilder Op(string characters) => Raw(Encoding.Latin1.GetBytes(characters));

    /// <summary>BINUNICODE.</summary>
    public PickleBuilder Text(string text) => And(_pickle.Text(text));

    /// <summary>The shortest of BININT1, BININT and LONG1.</summary>
    public PickleBuilder Int(BigInteger value) => And(_pickle.Int(value));

    /// <summary>A tuple of integers.</summary>
    public PickleBuilder Ints(IEnumerable<long> values) => And(_pickle.Ints(values));

    /// <summary>A plain value: null, a truth value, a text, a number, a list, or a dict of texts.</summary>
    public PickleBuilder Value(object? value) => And(_pickle.Value(value));

    /// <summary>BINFLOAT.</summary>
    public PickleBuilder Float(double value) => And(_pickle.Float(value));

    /// <summary>GLOBAL.</summary>
    public PickleBuilder Global(string module, string name) => And(_pickle.Global(module, name));

    /// <summary>The persistent id of a storage.</summary>
    public PickleBuilder Storage(string storageClass, string key, BigInteger count) => And(_pickle.Storage(storageClass, key, count));

    /// <summary>A call of <c>_rebuild_tensor_v2</c> on one whole storage.</summary>
    public PickleBuilder Tensor(string storageClass, string key, BigInteger count, long offset, IEnumerable<long> shape, IEnumerable<long> stride) =>
        And(_pickle.Tensor(storageClass, key, count, offset, shape, stride));

    /// <summary>Ends the pickle.</summary>
    public byte[] Stop() => _pickle.Stop();

    /// <summary>The bytes so far.</summary>
    public byte[] Unfinished() => _pickle.Unfinished();

    private PickleBuilder And(PickleWriter same) => ReferenceEquals(same, _pickle) ? this : throw new ArgumentException("Another pickle.", nameof(same));
}
