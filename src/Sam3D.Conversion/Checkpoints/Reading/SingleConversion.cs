using System.Numerics;
using System.Runtime.InteropServices;

namespace Sam3D.Conversion;

/// <summary>Reads stored values of any element type as float32, piece by piece.</summary>
internal static class SingleConversion
{
    private const int PieceElements = 1 << 16;

    /// <summary>Reads all values of a tensor from its raw bytes.</summary>
    public static float[] Read(Stream bytes, CheckpointTensor tensor, CheckpointSource source)
    {
        if (tensor.Count > Array.MaxLength)
        {
            throw source.Refuse($"tensor {Wording.Quote(tensor.Name)} has {tensor.Count} elements, more than one array holds; read it as a stream");
        }

        if (tensor.Type == CheckpointType.Complex64)
        {
            throw source.Refuse($"tensor {Wording.Quote(tensor.Name)} is complex, where real numbers are expected; save its real and imaginary parts alone");
        }

        float[] values = GC.AllocateUninitializedArray<float>((int)tensor.Count);
        int itemSize = tensor.Type.ItemSize();
        byte[] piece = tensor.Type == CheckpointType.Float32 ? [] : new byte[Math.Min(values.Length, PieceElements) * itemSize];
        for (int start = 0; start < values.Length; start += PieceElements)
        {
            Span<float> target = values.AsSpan(start, Math.Min(PieceElements, values.Length - start));
            if (tensor.Type == CheckpointType.Float32)
            {
                bytes.ReadExactly(MemoryMarshal.AsBytes(target));
            }
            else
            {
                Span<byte> raw = piece.AsSpan(0, target.Length * itemSize);
                bytes.ReadExactly(raw);
                Convert(raw, tensor.Type, target);
            }
        }

        return values;
    }

    private static void Convert(ReadOnlySpan<byte> raw, CheckpointType type, Span<float> target)
    {
        switch (type)
        {
            case CheckpointType.Float64: Convert<double>(raw, target); break;
            case CheckpointType.Float16: Convert<Half>(raw, target); break;
            case CheckpointType.Int64: Convert<long>(raw, target); break;
            case CheckpointType.Int32: Convert<int>(raw, target); break;
            case CheckpointType.Int16: Convert<short>(raw, target); break;
            case CheckpointType.Int8: Convert<sbyte>(raw, target); break;
            case CheckpointType.UInt8: Convert<byte>(raw, target); break;
            case CheckpointType.BFloat16: ConvertBFloat16(raw, target); break;
            case CheckpointType.Bool: ConvertBool(raw, target); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type that is converted.");
        }
    }

    private static void Convert<T>(ReadOnlySpan<byte> raw, Span<float> target)
        where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<T> source = MemoryMarshal.Cast<byte, T>(raw);
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = float.CreateTruncating(source[i]);
        }
    }

    // bfloat16 is the upper half of a float32.
    private static void ConvertBFloat16(ReadOnlySpan<byte> raw, Span<float> target)
    {
        ReadOnlySpan<ushort> source = MemoryMarshal.Cast<byte, ushort>(raw);
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = BitConverter.UInt32BitsToSingle((uint)source[i] << 16);
        }
    }

    private static void ConvertBool(ReadOnlySpan<byte> raw, Span<float> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = raw[i] != 0 ? 1 : 0;
        }
    }
}
