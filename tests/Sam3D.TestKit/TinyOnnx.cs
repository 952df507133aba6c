using System.Buffers.Binary;
using System.Text;

namespace Sam3D.TestKit;

/// <summary>Writes the smallest ONNX graphs that tests need, byte by byte, so that hostile ones can be made as well.</summary>
public static class TinyOnnx
{
    /// <summary>y = x of the given sizes.</summary>
    public static byte[] Identity(params long[] shape) => Identity(elementType: 1, shape);

    /// <summary>y = x of an element type by its ONNX number (1 is float32, 7 int64).</summary>
    public static byte[] Identity(int elementType, long[] shape) =>
        Model([Node("Identity", ["x"], "y")], [], [Value("x", elementType, shape)], [Value("y", elementType, shape)]);

    /// <summary>y = x in another element type; both by their ONNX numbers.</summary>
    public static byte[] Cast(int from, int to, long[] shape)
    {
        byte[] attribute = Message(Bytes(1, "to"), Varint(3, to), Varint(20, 2));
        byte[] node = Message(Bytes(1, "x"), Bytes(2, "y"), Bytes(4, "Cast"), Bytes(5, attribute));
        return Model([node], [], [Value("x", from, shape)], [Value("y", to, shape)]);
    }

    /// <summary>y = x · w with a constant inside of the file; both have n numbers.</summary>
    public static byte[] Scale(params float[] weights) => ScaleBy(Tensor("w", weights), weights.Length);

    /// <summary>y = x · w with n constants in another file.</summary>
    public static byte[] ScaleExternally(int count, string location, long offset = 0) =>
        ScaleBy(ExternalTensor("w", count, location, offset), count);

    /// <summary>y = (…((x·w)·w)…)·w, matrix products of [size, size] one after another; slow on purpose.</summary>
    public static byte[] MatMulChain(int size, int count)
    {
        List<byte[]> nodes = [];
        for (int i = 0; i < count; i++)
        {
            nodes.Add(Node("MatMul", [i == 0 ? "x" : $"x{i}", "w"], i == count - 1 ? "y" : $"x{i + 1}"));
        }

        float[] identity = new float[size * size];
        for (int i = 0; i < size; i++)
        {
            identity[(i * size) + i] = 1;
        }

        long[] shape = [size, size];
        return Model(nodes, [Tensor("w", identity, shape)], [Value("x", 1, shape)], [Value("y", 1, shape)]);
    }

    /// <summary>A graph whose external tensor hides in the attribute of a node instead of among the initializers.</summary>
    public static byte[] ConstantExternally(int count, string location)
    {
        byte[] attribute = Message(
            Bytes(1, "value"), Bytes(5, ExternalTensor("", count, location, 0)), Varint(20, 4));
        byte[] constant = Message(Bytes(2, "w"), Bytes(4, "Constant"), Bytes(5, attribute));
        return Model(
            [constant, Node("Mul", ["x", "w"], "y")], [], [Value("x", 1, [count])], [Value("y", 1, [count])]);
    }

    private static byte[] ScaleBy(byte[] weights, int count) =>
        Model([Node("Mul", ["x", "w"], "y")], [weights], [Value("x", 1, [count])], [Value("y", 1, [count])]);

    private static byte[] Model(IEnumerable<byte[]> nodes, IEnumerable<byte[]> initializers, IEnumerable<byte[]> inputs, IEnumerable<byte[]> outputs)
    {
        byte[] graph = Message(
        [
            .. nodes.Select(n => Bytes(1, n)), Bytes(2, "tiny"), .. initializers.Select(i => Bytes(5, i)),
            .. inputs.Select(i => Bytes(11, i)), .. outputs.Select(o => Bytes(12, o)),
        ]);
        return Message(Varint(1, 8), Bytes(7, graph), Bytes(8, Message(Bytes(1, ""), Varint(2, 17))));
    }

    private static byte[] Node(string op, string[] inputs, string output) =>
        Message([.. inputs.Select(i => Bytes(1, i)), Bytes(2, output), Bytes(4, op)]);

    private static byte[] Value(string name, int elementType, long[] shape)
    {
        byte[] sizes = Message([.. shape.Select(n => Bytes(1, n < 0 ? Bytes(2, "free") : Varint(1, n)))]);
        return Message(Bytes(1, name), Bytes(2, Bytes(1, Message(Varint(1, elementType), Bytes(2, sizes)))));
    }

    private static byte[] Tensor(string name, float[] values, params long[] shape)
    {
        byte[] raw = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(4 * i), values[i]);
        }

        return Message([.. Sizes(shape, values.Length), Varint(2, 1), Bytes(8, name), Bytes(9, raw)]);
    }

    private static byte[] ExternalTensor(string name, int count, string location, long offset) => Message(
        Varint(1, count), Varint(2, 1), Bytes(8, name), Entry("location", location), Entry("offset", $"{offset}"),
        Entry("length", $"{4 * count}"), Varint(14, 1));

    private static byte[] Entry(string key, string value) => Bytes(13, Message(Bytes(1, key), Bytes(2, value)));

    private static IEnumerable<byte[]> Sizes(long[] shape, int count) => (shape.Length == 0 ? [count] : shape).Select(n => Varint(1, n));

    private static byte[] Message(params IEnumerable<byte[]> fields) => [.. fields.SelectMany(f => f)];

    private static byte[] Bytes(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] content) => [.. Number(((ulong)field << 3) | 2), .. Number((ulong)content.Length), .. content];

    private static byte[] Varint(int field, long value) => [.. Number((ulong)field << 3), .. Number((ulong)value)];

    private static IEnumerable<byte> Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
