using System.Buffers.Binary;
using System.Text.Json;

namespace Sam3D.Meshing;

/// <summary>The accessors of a binary glTF file: typed views of its binary chunk, checked against it.</summary>
internal sealed class GlbAccessors(JsonElement root, ReadOnlyMemory<byte> binary, MeshBuilder builder)
{
    /// <summary>The bytes of a buffer view.</summary>
    public ReadOnlyMemory<byte> View(int number)
    {
        JsonElement view = root.GetProperty("bufferViews")[number];
        long offset = Number(view, "byteOffset", 0), length = Number(view, "byteLength", 0);
        if (Number(view, "buffer", 0) != 0 || offset < 0 || length < 0 || offset > binary.Length || length > binary.Length - offset)
        {
            throw builder.Error($"has buffer view {number}, which does not lie in the binary chunk of {binary.Length} bytes");
        }

        return binary.Slice((int)offset, (int)length);
    }

    /// <summary>An accessor of at least so many components.</summary>
    public GlbAccessor Open(int number, int components)
    {
        JsonElement accessor = root.GetProperty("accessors")[number];
        if (accessor.TryGetProperty("sparse", out _) || !accessor.TryGetProperty("bufferView", out JsonElement viewNumber))
        {
            throw builder.Error($"has the sparse accessor {number}, plain ones are read");
        }

        int type = (int)Number(accessor, "componentType", 0);
        int has = accessor.GetProperty("type").GetString() switch { "SCALAR" => 1, "VEC2" => 2, "VEC3" => 3, "VEC4" => 4, _ => 0 };
        int size = type switch { 5120 or 5121 => 1, 5122 or 5123 => 2, 5125 or 5126 => 4, _ => 0 };
        if (has < components || size == 0)
        {
            throw builder.Error($"has accessor {number} of a type that does not fit its use");
        }

        ReadOnlyMemory<byte> view = View(viewNumber.GetInt32());
        long stride = Number(root.GetProperty("bufferViews")[viewNumber.GetInt32()], "byteStride", (long)has * size);
        long offset = Number(accessor, "byteOffset", 0), count = Number(accessor, "count", 0);
        if (stride < (long)has * size || stride > 4096 || count < 0 || offset < 0 || offset > view.Length
            || (count > 0 && count - 1 > (view.Length - offset - ((long)has * size)) / stride) || (count > 0 && view.Length - offset < (long)has * size))
        {
            throw builder.Error($"has accessor {number} of {count} values, which do not lie in its buffer view of {view.Length} bytes");
        }

        bool normalized = accessor.TryGetProperty("normalized", out JsonElement flag) && flag.GetBoolean();
        return new GlbAccessor(view[(int)offset..], (int)count, (int)stride, type, size, normalized);
    }

    private static long Number(JsonElement element, string name, long fallback) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetInt64() : fallback;
}

/// <summary>Values of one accessor, known to lie in the file.</summary>
internal sealed class GlbAccessor(ReadOnlyMemory<byte> bytes, int count, int stride, int type, int size, bool normalized)
{
    /// <summary>Number of values.</summary>
    public int Count => count;

    /// <summary>A component of a value.</summary>
    public float Number(int value, int component)
    {
        ReadOnlySpan<byte> s = bytes.Span.Slice((value * stride) + (component * size), size);
        return type switch
        {
            5120 => normalized ? Math.Max((sbyte)s[0] / 127f, -1) : (sbyte)s[0],
            5121 => normalized ? s[0] / 255f : s[0],
            5122 => normalized ? Math.Max(BinaryPrimitives.ReadInt16LittleEndian(s) / 32767f, -1) : BinaryPrimitives.ReadInt16LittleEndian(s),
            5123 => normalized ? BinaryPrimitives.ReadUInt16LittleEndian(s) / 65535f : BinaryPrimitives.ReadUInt16LittleEndian(s),
            5125 => BinaryPrimitives.ReadUInt32LittleEndian(s),
            _ => BinaryPrimitives.ReadSingleLittleEndian(s),
        };
    }

    /// <summary>An index; a negative or broken one is larger than any count.</summary>
    public uint Index(int value)
    {
        ReadOnlySpan<byte> s = bytes.Span.Slice(value * stride, size);
        return type switch
        {
            5121 => s[0],
            5123 => BinaryPrimitives.ReadUInt16LittleEndian(s),
            5125 => BinaryPrimitives.ReadUInt32LittleEndian(s),
            _ => uint.MaxValue,
        };
    }
}
