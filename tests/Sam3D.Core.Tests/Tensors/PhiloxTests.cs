using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sam3D.Tensors;

namespace Sam3D.Core.Tests.Tensors;

public sealed class PhiloxTests
{
    private const int Many = 1 << 20;

    /// <summary>Known answers of Philox 4x32-10 in Random123's <c>kat_vectors</c>: counter, key, result.</summary>
    [Theory]
    [InlineData(0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8)]
    [InlineData(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd)]
    [InlineData(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1)]
    public void The_bijection_gives_the_known_answers(
        uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint w0, uint w1, uint w2, uint w3) =>
        Assert.Equal((w0, w1, w2, w3), Philox.Encrypt(c0, c1, c2, c3, k0, k1));

    [Fact]
    public void A_shorter_sequence_is_the_beginning_of_a_longer_one()
    {
        float[] normals = Normals(1000, seed: 5, stream: 3);
        float[] uniforms = new float[1000];
        uint[] bits = new uint[1000];
        Philox.FillUniform(uniforms, 5, 3);
        Philox.FillBits(bits, 5, 3);
        for (int length = 0; length <= 19; length++)
        {
            Assert.Equal(normals[..length], Normals(length, seed: 5, stream: 3));

            float[] fewUniforms = new float[length];
            Philox.FillUniform(fewUniforms, 5, 3);
            Assert.Equal(uniforms[..length], fewUniforms);

            uint[] fewBits = new uint[length];
            Philox.FillBits(fewBits, 5, 3);
            Assert.Equal(bits[..length], fewBits);
        }
    }

    [Fact]
    public void Normals_have_the_moments_of_the_standard_normal_distribution()
    {
        float[] x = Normals(Many, seed: 1, stream: 0);
        double sigma = 1 / Math.Sqrt(Many);
        Assert.Equal(0.0, Moment(x, 1), 4 * sigma);
        Assert.Equal(1.0, Moment(x, 2), 4 * Math.Sqrt(2) * sigma);
        Assert.Equal(0.0, Moment(x, 3), 4 * Math.Sqrt(15) * sigma);
        Assert.Equal(3.0, Moment(x, 4), 4 * Math.Sqrt(96) * sigma);
        Assert.Equal(0.6827, x.Count(v => Math.Abs(v) < 1) / (double)Many, 0.002);
        Assert.Equal(0.0455, x.Count(v => Math.Abs(v) > 2) / (double)Many, 0.001);
        Assert.All(x, v => Assert.InRange(v, -6.8f, 6.8f));
    }

    [Theory]
    [InlineData(0UL, 0U, 1UL, 0U)]
    [InlineData(0UL, 0U, 0UL, 1U)]
    [InlineData(7UL, 2U, 7UL, 3U)]
    [InlineData(7UL, 2U, 7UL | (1UL << 40), 2U)]
    public void Other_seeds_and_streams_are_independent(ulong seedA, uint streamA, ulong seedB, uint streamB)
    {
        float[] a = Normals(Many, seedA, streamA);
        float[] b = Normals(Many, seedB, streamB);
        double correlation = a.Zip(b, (p, q) => (double)p * q).Sum() / Many;
        Assert.Equal(0.0, correlation, 4 / Math.Sqrt(Many));
    }

    [Fact]
    public void Neighbouring_normals_are_independent()
    {
        float[] x = Normals(Many, seed: 9, stream: 1);
        for (int lag = 1; lag <= 4; lag++)
        {
            double correlation = 0;
            for (int i = lag; i < Many; i++)
            {
                correlation += (double)x[i] * x[i - lag];
            }

            Assert.Equal(0.0, correlation / Many, 4 / Math.Sqrt(Many));
        }
    }

    [Fact]
    public void Uniforms_fill_the_unit_interval_evenly()
    {
        float[] x = new float[Many];
        Philox.FillUniform(x, seed: 4, stream: 0);
        int[] counts = new int[16];
        foreach (float v in x)
        {
            Assert.InRange(v, 0f, 0.99999994f);
            counts[(int)(v * 16)]++;
        }

        double expected = Many / 16.0;
        double chiSquare = counts.Sum(c => (c - expected) * (c - expected) / expected);
        Assert.InRange(chiSquare, 2.0, 40.0); // 15 degrees of freedom: 99.9 % lie inside
    }

    [Fact]
    public void Normals_uniforms_and_bits_of_one_stream_do_not_share_words()
    {
        float[] uniforms = new float[64];
        uint[] bits = new uint[64];
        Philox.FillUniform(uniforms, 1, 1);
        Philox.FillBits(bits, 1, 1);
        Assert.DoesNotContain(bits.Zip(uniforms), p => (p.First >> 8) * (1f / (1 << 24)) == p.Second);
    }

    [Fact]
    public void The_bytes_are_the_same_on_every_machine()
    {
        // Equal to a second implementation in Python with the C library's functions; a change here changes what every seed means.
        float[] x = Normals(100_000, seed: 42, stream: 7);
        string hash = Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(x.AsSpan())));
        Assert.Equal("82417CC07C5860225005D9C0D170839208F72111CAB0679832101C3AB5CE1E93", hash);
    }

    private static float[] Normals(int count, ulong seed, uint stream)
    {
        float[] x = new float[count];
        Philox.FillNormal(x, seed, stream);
        return x;
    }

    private static double Moment(float[] x, int power) => x.Sum(v => Math.Pow(v, power)) / x.Length;
}
