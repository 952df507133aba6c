namespace Sam3D.Tensors;

/// <summary>
/// Counter-based random numbers: Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011). Element i of
/// a sequence depends only on the seed, the stream and i, so that a longer sequence begins with the shorter one, and parts can be made in
/// any order.
/// </summary>
/// <remarks>
/// The bytes are the same on every processor and operating system: the generator is integer arithmetic, and the normal distribution is
/// computed with <see cref="PortableMath"/> in double precision before the one rounding to float32. Key = seed; counter =
/// (block number, 64 bits; stream; kind of number), so normals, uniforms and bits of one stream are independent too. Thread safe.
/// </remarks>
public static class Philox
{
    private const int Rounds = 10;
    private const int WordsPerBlock = 4;

    private enum Kind : uint
    {
        Normal,
        Uniform,
        Bits,
    }

    /// <summary>Fills a span with independent standard normal numbers (mean 0, variance 1, largest magnitude 6.8).</summary>
    /// <param name="destination">Receives the numbers; element i depends on <paramref name="seed"/>, <paramref name="stream"/> and i alone.</param>
    /// <param name="seed">Any number; each gives an independent sequence.</param>
    /// <param name="stream">Any number, for example the index of a latent; each gives an independent sequence.</param>
    public static void FillNormal(Span<float> destination, ulong seed, uint stream)
    {
        Span<uint> words = stackalloc uint[WordsPerBlock];
        Span<float> normals = stackalloc float[WordsPerBlock];
        for (int i = 0; i < destination.Length; i += WordsPerBlock)
        {
            Block(i, seed, stream, Kind.Normal, words);
            (normals[0], normals[1]) = BoxMuller(words[0], words[1]);
            (normals[2], normals[3]) = BoxMuller(words[2], words[3]);
            normals[..Math.Min(WordsPerBlock, destination.Length - i)].CopyTo(destination[i..]);
        }
    }

    /// <summary>Fills a span with independent uniform numbers: multiples of 2⁻²⁴ in [0, 1).</summary>
    /// <param name="destination">Receives the numbers; element i depends on <paramref name="seed"/>, <paramref name="stream"/> and i alone.</param>
    /// <param name="seed">Any number; each gives an independent sequence.</param>
    /// <param name="stream">Any number; each gives an independent sequence.</param>
    public static void FillUniform(Span<float> destination, ulong seed, uint stream)
    {
        Span<uint> words = stackalloc uint[WordsPerBlock];
        for (int i = 0; i < destination.Length; i++)
        {
            if (i % WordsPerBlock == 0)
            {
                Block(i, seed, stream, Kind.Uniform, words);
            }

            destination[i] = (words[i % WordsPerBlock] >> 8) * (1f / (1 << 24));
        }
    }

    /// <summary>Fills a span with independent random 32-bit words.</summary>
    /// <param name="destination">Receives the words; element i depends on <paramref name="seed"/>, <paramref name="stream"/> and i alone.</param>
    /// <param name="seed">Any number; each gives an independent sequence.</param>
    /// <param name="stream">Any number; each gives an independent sequence.</param>
    public static void FillBits(Span<uint> destination, ulong seed, uint stream)
    {
        Span<uint> words = stackalloc uint[WordsPerBlock];
        for (int i = 0; i < destination.Length; i += WordsPerBlock)
        {
            Block(i, seed, stream, Kind.Bits, words);
            words[..Math.Min(WordsPerBlock, destination.Length - i)].CopyTo(destination[i..]);
        }
    }

    /// <summary>The bijection itself: ten rounds over four words of counter with two words of key.</summary>
    internal static (uint W0, uint W1, uint W2, uint W3) Encrypt(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong p0 = 0xD2511F53UL * c0;
            ulong p1 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 = unchecked(k0 + 0x9E3779B9); // the golden ratio
            k1 = unchecked(k1 + 0xBB67AE85); // √3 − 1
        }

        return (c0, c1, c2, c3);
    }

    private static void Block(int element, ulong seed, uint stream, Kind kind, Span<uint> words)
    {
        ulong block = (ulong)element / WordsPerBlock;
        (words[0], words[1], words[2], words[3]) = Encrypt(
            (uint)block, (uint)(block >> 32), stream, (uint)kind, (uint)seed, (uint)(seed >> 32));
    }

    /// <summary>Two independent normals: radius √(−2 ln u) and an independent angle. The half keeps u off 0 and 1.</summary>
    private static (float First, float Second) BoxMuller(uint radiusWord, uint angleWord)
    {
        const double unit = 1.0 / (1UL << 32);
        double radius = Math.Sqrt(-2.0 * PortableMath.Log((radiusWord + 0.5) * unit));
        (double sin, double cos) = PortableMath.SinCosTurns((angleWord + 0.5) * unit);
        return ((float)(radius * cos), (float)(radius * sin));
    }
}
