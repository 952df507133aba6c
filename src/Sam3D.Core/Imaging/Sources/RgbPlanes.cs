using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sam3D.Imaging.Sources;

/// <summary>Splits interleaved RGB bytes into three planes of numbers; 255 is 1.</summary>
internal static class RgbPlanes
{
    private const byte None = 0xFF; // a shuffle index that gives 0

    /// <summary>Splits <paramref name="rgb"/> [n, 3] into planes [n]; v becomes v / 255 in single precision, as in the official code.</summary>
    public static void Split(ReadOnlySpan<byte> rgb, Span<float> red, Span<float> green, Span<float> blue)
    {
        int done = Vector128.IsHardwareAccelerated ? SplitVectors(rgb, red, green, blue) : 0;
        SplitPlain(rgb[(3 * done)..], red[done..], green[done..], blue[done..]);
    }

    /// <summary>The same, one value after the other.</summary>
    public static void SplitPlain(ReadOnlySpan<byte> rgb, Span<float> red, Span<float> green, Span<float> blue)
    {
        for (int i = 0; i < red.Length; i++)
        {
            red[i] = rgb[3 * i] / 255f;
            green[i] = rgb[(3 * i) + 1] / 255f;
            blue[i] = rgb[(3 * i) + 2] / 255f;
        }
    }

    // 16 pixels at a time: each plane collects its bytes from the three vectors that hold them.
    private static int SplitVectors(ReadOnlySpan<byte> rgb, Span<float> red, Span<float> green, Span<float> blue)
    {
        ReadOnlySpan<Vector128<byte>> vectors = MemoryMarshal.Cast<byte, Vector128<byte>>(rgb);
        int pixels = 0;
        for (int i = 0; i + 3 <= vectors.Length; i += 3, pixels += 16)
        {
            (Vector128<byte> a, Vector128<byte> b, Vector128<byte> c) = (vectors[i], vectors[i + 1], vectors[i + 2]);
            Store(
                Vector128.Shuffle(a, Vector128.Create((byte)0, 3, 6, 9, 12, 15, None, None, None, None, None, None, None, None, None, None))
                | Vector128.Shuffle(b, Vector128.Create(None, None, None, None, None, None, 2, 5, 8, 11, 14, None, None, None, None, None))
                | Vector128.Shuffle(c, Vector128.Create(None, None, None, None, None, None, None, None, None, None, None, 1, 4, 7, 10, 13)),
                red[pixels..]);
            Store(
                Vector128.Shuffle(a, Vector128.Create((byte)1, 4, 7, 10, 13, None, None, None, None, None, None, None, None, None, None, None))
                | Vector128.Shuffle(b, Vector128.Create(None, None, None, None, None, 0, 3, 6, 9, 12, 15, None, None, None, None, None))
                | Vector128.Shuffle(c, Vector128.Create(None, None, None, None, None, None, None, None, None, None, None, 2, 5, 8, 11, 14)),
                green[pixels..]);
            Store(
                Vector128.Shuffle(a, Vector128.Create((byte)2, 5, 8, 11, 14, None, None, None, None, None, None, None, None, None, None, None))
                | Vector128.Shuffle(b, Vector128.Create(None, None, None, None, None, 1, 4, 7, 10, 13, None, None, None, None, None, None))
                | Vector128.Shuffle(c, Vector128.Create(None, None, None, None, None, None, None, None, None, None, 0, 3, 6, 9, 12, 15)),
                blue[pixels..]);
        }

        return pixels;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> bytes, Span<float> plane)
    {
        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(bytes);
        (Vector128<uint> first, Vector128<uint> second) = Vector128.Widen(low);
        (Vector128<uint> third, Vector128<uint> fourth) = Vector128.Widen(high);
        Vector128<float> white = Vector128.Create(255f);
        Span<Vector128<float>> target = MemoryMarshal.Cast<float, Vector128<float>>(plane[..16]);
        target[0] = Vector128.ConvertToSingle(first.AsInt32()) / white;
        target[1] = Vector128.ConvertToSingle(second.AsInt32()) / white;
        target[2] = Vector128.ConvertToSingle(third.AsInt32()) / white;
        target[3] = Vector128.ConvertToSingle(fourth.AsInt32()) / white;
    }
}
