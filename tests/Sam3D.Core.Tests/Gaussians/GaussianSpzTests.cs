using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using Sam3D.Gaussians;
using TemporaryFolder = Sam3D.Core.Tests.Imaging.TemporaryFolder;

namespace Sam3D.Core.Tests.Gaussians;

public sealed class GaussianSpzTests
{
    private const float Half = 0.70710678f;

    // Worked out by hand from the description of the format. The point (0.5, −0.25, 1) of object space is (0.5, 1, 0.25) with y up, times 2¹⁶.
    private static readonly byte[] ByHand =
    [
        0x4E, 0x47, 0x53, 0x50, 3, 0, 0, 0, 1, 0, 0, 0, 0, 16, 0, 0, // "NGSP", version 3, one Gaussian, degree 0, 16 bits, no flags
        0x00, 0x80, 0x00, 0x00, 0x00, 0x01, 0x00, 0x40, 0x00, // 32768, 65536, 16384
        191, // 0.75 · 255 = 191.25
        128, 166, 89, // 127.5 and 255 · 0.15 = 38.25 more or less
        96, 128, 160, // 16 · (ln σ + 10) with ln σ of −4, −2, 0
        0x00, 0x00, 0x00, 0xC0, // w is the largest, the others are 0: the quarter turn about x undoes that of the axes
    ];

    [Fact]
    public void A_file_worked_out_by_hand_is_written()
    {
        GaussianCloud cloud = RandomClouds.Single(
            [0.5f, -0.25f, 1], [0, 1, -1], [MathF.Exp(-4), MathF.Exp(-2), 1], [Half, Half, 0, 0], MathF.Log(3));
        Assert.Equal(ByHand, Unzip(Bytes(cloud)));
    }

    [Fact]
    public void A_file_worked_out_by_hand_is_read()
    {
        // Spherical harmonics of degree 1 and an extension follow; x 0.6 and w 0.8 are the rotation: 511 · 0.6 / √½ = 433.6.
        byte[] content = [.. ByHand[..^4], 0x00, 0x00, 0x20, 0xDB, .. Enumerable.Repeat((byte)77, 9), 1, 2, 3];
        (content[12], content[14]) = (1, 3);
        GaussianCloud cloud = Read(Zip(content));
        Assert.Equal(1, cloud.Count);
        Assert.Equal(new Vector3(0.5f, -0.25f, 1), cloud.Position(0));
        Assert.Equal(191 / 255f, cloud.Opacity(0), 1e-6f);
        AssertClose([0.5f / 255 / 0.15f, 38.5f / 255 / 0.15f, -38.5f / 255 / 0.15f], cloud.RawColors, 1e-6f);
        AssertClose([-4, -2, 0], cloud.RawScales, 1e-6f);
        double angle = Math.Asin(434 * Math.Sqrt(0.5) / 511) + (Math.PI / 4); // half of it, and half of the quarter turn
        AssertClose([(float)Math.Cos(angle) - 1, (float)Math.Sin(angle), 0, 0], cloud.RawRotations, 1e-6f);
    }

    [Fact]
    public void Version_2_has_rotations_of_three_bytes()
    {
        // 127.5 · (0, 0.6, 0) + 127.5 = (127.5, 204, 127.5), so 1/255 beside 0; w is what is missing to 1.
        byte[] content = [.. ByHand[..^4], 128, 204, 128];
        content[4] = 2;
        GaussianCloud cloud = Read(Zip(content));
        var file = new Quaternion(1 / 255f, 0.6f, 1 / 255f, MathF.Sqrt(0.64f - (2 / 65025f)));
        Quaternion expected = new Quaternion(Half, 0, 0, Half) * file;
        AssertClose([expected.W - 1, expected.X, expected.Y, expected.Z], cloud.RawRotations, 1e-6f);
    }

    [Theory]
    [InlineData(1f, 16)]
    [InlineData(40f, 16)]
    [InlineData(400f, 14)]
    [InlineData(8_000_000f, 0)]
    public void What_is_written_is_read_back_within_half_a_step(float extent, int fractionBits)
    {
        GaussianCloud random = RandomClouds.Create(1, 500, reach: 3f);
        float[] positions = [.. random.RawPositions.ToArray().Select(p => p / 3 * extent), extent, 0, 0];
        var cloud = new GaussianCloud(
            random.Activations with { BoxMin = Vector3.Zero },
            positions,
            [.. random.RawColors, 5, -5, 0],
            [.. random.RawScales, -500, 0, 1000],
            [.. random.RawRotations, 0, 0, 0, 0],
            [.. random.RawOpacities, 200]);
        byte[] file = Bytes(cloud);
        Assert.Equal(fractionBits, Unzip(file)[13]);
        GaussianCloud read = Read(file);
        Assert.Equal(cloud.Count, read.Count);
        float step = 1f / (1 << fractionBits);
        for (int i = 0; i < cloud.Count; i++)
        {
            Vector3 moved = Vector3.Abs(cloud.Position(i) - read.Position(i));
            Assert.InRange(Math.Max(moved.X, Math.Max(moved.Y, moved.Z)), 0, (0.5f * step) + 1e-7f);
            Assert.Equal(cloud.Opacity(i), read.Opacity(i), (0.5f / 255) + 1e-6f);
            for (int k = 0; k < 3; k++)
            {
                float color = Math.Clamp(cloud.RawColors[(3 * i) + k], -0.5f / 0.15f, 0.5f / 0.15f);
                Assert.Equal(color, read.RawColors[(3 * i) + k], (0.5f / 255 / 0.15f) + 1e-6f);
                double scale = Math.Clamp(Math.Log(cloud.Scale(i)[k]), -10, (255 / 16.0) - 10);
                Assert.Equal(scale, Math.Log(read.Scale(i)[k]), (0.5 / 16) + 1e-6);
            }

            AssertRotation(cloud.Rotation(i), read.Rotation(i));
        }
    }

    [Fact]
    public void Axes_of_the_file_have_y_up()
    {
        GaussianCloud cloud = RandomClouds.Create(2, 40);
        byte[] content = Unzip(Bytes(cloud));
        for (int i = 0; i < cloud.Count; i++)
        {
            Vector3 p = cloud.Position(i);
            int[] expected = [.. new[] { p.X, p.Z, -p.Y }.Select(v => (int)Math.Round(v * 65536.0))];
            Assert.Equal(expected, Enumerable.Range(0, 3).Select(k => Fixed(content, 16 + (9 * i) + (3 * k))));

            // A Gaussian's own axes, turned as the positions are.
            Quaternion file = SpzRotation.Unpack(content.AsSpan(16 + (16 * cloud.Count) + (4 * i), 4));
            foreach (Vector3 axis in (Vector3[])[Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ])
            {
                Vector3 turned = Vector3.Transform(axis, cloud.Rotation(i));
                Assert.InRange(Vector3.Distance(new Vector3(turned.X, turned.Z, -turned.Y), Vector3.Transform(axis, file)), 0, 0.005f);
            }
        }
    }

    [Fact]
    public void Smallest_three_keep_every_rotation()
    {
        var random = new Random(3);
        for (int n = 0; n < 20_000; n++)
        {
            float Next() => (float)((2 * random.NextDouble()) - 1) * (random.Next(4) == 0 ? 0 : 1);
            var q = new Quaternion(Next(), Next(), Next(), Next());
            if (q.LengthSquared() > 1e-3f)
            {
                q = Quaternion.Normalize(q);
                byte[] bytes = BitConverter.GetBytes(SpzRotation.Pack(q));
                AssertRotation(q, SpzRotation.Unpack(bytes));
            }
        }
    }

    [Fact]
    public void Every_truncation_gives_one_typed_line()
    {
        byte[] bytes = Bytes(RandomClouds.Create(4, 3));
        for (int length = 0; length < bytes.Length; length++)
        {
            var e = Assert.Throws<GaussianFileException>(() => Read(bytes[..length]));
            Assert.Contains("fetch", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', e.Message);
        }

        byte[] content = Unzip(bytes);
        for (int length = 0; length < content.Length; length++)
        {
            Assert.Contains("cut off", Assert.Throws<GaussianFileException>(() => Read(Zip(content[..length]))).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ten_thousand_mutations_give_a_cloud_or_one_typed_line(bool ofContent)
    {
        byte[] file = Bytes(RandomClouds.Create(5, 3));
        byte[] bytes = ofContent ? Unzip(file) : file;
        var random = new Random(6);
        int refused = 0;
        for (int i = 0; i < 10_000; i++)
        {
            byte[] mutated = [.. bytes];
            for (int n = random.Next(1, 5); n > 0; n--)
            {
                mutated[random.Next(ofContent && n == 1 ? 16 : mutated.Length)] = (byte)random.Next(256);
            }

            try
            {
                GaussianCloud cloud = Read(ofContent ? Zip(mutated) : mutated);
                Assert.InRange(cloud.Count, 0, 3);
                Assert.All(cloud.RawRotations.ToArray(), r => Assert.True(float.IsFinite(r)));
            }
            catch (GaussianFileException e)
            {
                refused++;
                Assert.DoesNotContain('\n', e.Message);
            }
        }

        Assert.InRange(refused, 1_000, 10_000 - 1);
    }

    [Fact]
    public void Damage_that_gzip_decodes_is_found_by_the_checksum()
    {
        byte[] bytes = Bytes(RandomClouds.Create(7, 3));
        for (int at = bytes.Length - 8; at < bytes.Length; at++)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 1;
            Assert.Throws<GaussianFileException>(() => Read(damaged));
        }

        Assert.Throws<GaussianFileException>(() => Read([.. bytes, .. bytes])); // two members
    }

    [Theory]
    [InlineData(0, 0x4F, "5053474F")]
    [InlineData(4, 1, "version 1")]
    [InlineData(4, 4, "version 4")]
    [InlineData(12, 5, "degree 5")]
    [InlineData(13, 25, "25 bits")]
    [InlineData(11, 0x7F, "MaxGaussians")]
    [InlineData(10, 0x10, "MaxCompressionRatio")]
    [InlineData(9, 0x10, "cut off")]
    public void Foreign_content_is_refused_with_a_reason(int at, byte value, string reason)
    {
        byte[] content = [.. ByHand];
        content[at] = value;
        Assert.Contains(reason, Assert.Throws<GaussianFileException>(() => Read(Zip(content))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_gzip_stream_is_named()
    {
        Assert.Contains("706C790A", Refusal("ply\nformat binary_little_endian 1.0\n"u8), StringComparison.Ordinal);
        Assert.Contains("version 4 or later", Refusal("NGSP\x04\0\0\0                      "u8), StringComparison.Ordinal);
        static string Refusal(ReadOnlySpan<byte> bytes)
        {
            byte[] copy = bytes.ToArray();
            return Assert.Throws<GaussianFileException>(() => Read(copy)).Message;
        }
    }

    [Fact]
    public void A_promise_that_the_file_cannot_keep_takes_no_memory()
    {
        byte[] header = ByHand[..16];
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), 9_999_999);
        byte[] bomb = Zip([.. header, .. new byte[200_000_000]]);
        AssertRefusedCheaply(bomb, "MaxCompressionRatio", new GaussianReadOptions());
        AssertRefusedCheaply(bomb, "MaxDecompressedBytes", new GaussianReadOptions { MaxCompressionRatio = 1032, MaxDecompressedBytes = 100_000_000 });

        // The Gaussian is there; what follows is what decompresses without end.
        AssertRefusedCheaply(Zip([.. ByHand, .. new byte[200_000_000]]), "decompresses to more than", new GaussianReadOptions());

        static void AssertRefusedCheaply(byte[] file, string reason, GaussianReadOptions options)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var e = Assert.Throws<GaussianFileException>(() => Read(file, options));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000);
            Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_cloud_of_equal_Gaussians_is_read_where_the_ratio_is_raised()
    {
        const int count = 100_000;
        var cloud = new GaussianCloud(new GaussianActivations(), new float[3 * count], new float[3 * count], new float[3 * count], new float[4 * count], new float[count]);
        byte[] file = Bytes(cloud);
        Assert.Contains("MaxCompressionRatio", Assert.Throws<GaussianFileException>(() => Read(file)).Message, StringComparison.Ordinal);
        Assert.Equal(count, Read(file, new GaussianReadOptions { MaxCompressionRatio = 1032 }).Count);
    }

    [Fact]
    public void What_the_format_cannot_hold_is_not_written()
    {
        using var folder = new TemporaryFolder();
        (GaussianCloud Cloud, string Words)[] bad =
        [
            (RandomClouds.Single([0, 8_388_608, 0], [0, 0, 0], [1, 1, 1], [1, 0, 0, 0], 0), "at most 8388607"),
            (RandomClouds.Single([0, float.NaN, 0], [0, 0, 0], [1, 1, 1], [1, 0, 0, 0], 0), "'position' of Gaussian 0"),
            (RandomClouds.Single([0, 0, 0], [0, float.PositiveInfinity, 0], [1, 1, 1], [1, 0, 0, 0], 0), "'colour' of Gaussian 0"),
            (RandomClouds.Single([0, 0, 0], [0, 0, 0], [1, float.NaN, 1], [1, 0, 0, 0], 0), "'scale' of Gaussian 0"),
            (RandomClouds.Single([0, 0, 0], [0, 0, 0], [1, 1, 1], [0, 0, 0, 0], 0), "'rotation' of Gaussian 0"),
            (RandomClouds.Single([0, 0, 0], [0, 0, 0], [1, 1, 1], [1, 0, 0, 0], float.NaN), "'opacity' of Gaussian 0"),
        ];
        Assert.All(bad, b => Assert.Contains(
            b.Words, Assert.Throws<ExportException>(() => b.Cloud.SaveSpz(folder / "a.spz")).Message, StringComparison.Ordinal));
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void No_Gaussians_are_a_file_as_well()
    {
        Assert.Equal(0, Read(Bytes(RandomClouds.None)).Count);
        Assert.Equal(Bytes(RandomClouds.Create(8, 9)), Bytes(RandomClouds.Create(8, 9)));
    }

    /// <summary>Three components within half a step, the fourth by what is missing to a length of 1.</summary>
    private static void AssertRotation(Quaternion expected, Quaternion actual)
    {
        const float half = Half / 511 / 2;
        if (Quaternion.Dot(expected, actual) < 0)
        {
            actual = -actual;
        }

        // Both have length 1 and lie within half a step along three axes; the largest component is at least 1/2, the others sum up to at most 3/2 of it.
        Quaternion difference = expected - actual;
        Assert.InRange(difference.LengthSquared(), 0, (3 * half * half) + (3 * half * 3 * half * 1.02f));
    }

    private static void AssertClose(float[] expected, ReadOnlySpan<float> actual, float tolerance) =>
        Assert.All(expected.Zip(actual.ToArray()), p => Assert.Equal(p.First, p.Second, tolerance));

    private static int Fixed(byte[] bytes, int at) => bytes[at] | (bytes[at + 1] << 8) | ((sbyte)bytes[at + 2] << 16);

    private static GaussianCloud Read(byte[] bytes, GaussianReadOptions? options = null)
    {
        using var stream = new MemoryStream(bytes);
        return GaussianSpz.Read(stream, options);
    }

    private static byte[] Bytes(GaussianCloud cloud)
    {
        using var stream = new MemoryStream();
        GaussianSpz.Write(cloud, stream);
        return stream.ToArray();
    }

    private static byte[] Zip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return stream.ToArray();
    }

    private static byte[] Unzip(byte[] bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
