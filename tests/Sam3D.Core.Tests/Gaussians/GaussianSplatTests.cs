using System.Numerics;
using Sam3D.Gaussians;
using TemporaryFolder = Sam3D.Core.Tests.Imaging.TemporaryFolder;

namespace Sam3D.Core.Tests.Gaussians;

public sealed class GaussianSplatTests
{
    private const float C0 = 0.28209479f;

    // Two Gaussians worked out by hand: 1/(2√π) = 0.28209479, √½ = 0.70710678, and the larger and more opaque one comes first.
    private static readonly byte[] ByHand =
    [
        0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x00, 0x40, 0x00, 0x00, 0x00, 0xBF, // 1, 2, −0.5
        0x00, 0x00, 0x00, 0x3F, 0x00, 0x00, 0x80, 0x3E, 0x00, 0x00, 0x00, 0x40, // 0.5, 0.25, 2
        128, 255, 0, 191, // 0.5 · 255, above 1, below 0; 0.75 · 255 = 191.25
        219, 128, 37, 128, // 128 · 0.7071 + 128 = 218.5, 0, 128 − 90.5, 0
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0xBF, 0x00, 0x00, 0x40, 0x40, // 0, −1, 3
        0x00, 0x00, 0x80, 0x3D, 0x00, 0x00, 0x80, 0x3D, 0x00, 0x00, 0x80, 0x3D, // 0.0625 three times
        199, 128, 56, 64, // 255 · (0.5 + 0.2820948) = 199.4; 255 · (0.5 − 0.2820948) = 55.6; 0.25 · 255 = 63.75
        255, 128, 128, 128, // 128 + 128 does not fit
    ];

    [Fact]
    public void A_file_worked_out_by_hand_is_written()
    {
        var cloud = new GaussianCloud(
            PlainGaussians.Activations,
            [0, -1, 3, 1, 2, -0.5f],
            [1, 0, -1, 0, 1.8f, -2],
            [.. new[] { 0.0625f, 0.0625f, 0.0625f, 0.5f, 0.25f, 2 }.Select(s => (float)Math.Log(s))],
            [0, 0, 0, 0, 0, 0, -1, 0], // 1, 0, 0, 0 and 1, 0, −1, 0
            [-(float)Math.Log(3), (float)Math.Log(3)]);
        byte[] bytes = Bytes(cloud);
        Assert.Equal(ByHand.Length, bytes.Length);
        for (int row = 0; row < 2; row++)
        {
            Assert.Equal(ByHand[((32 * row) + 24)..((32 * row) + 32)], bytes[((32 * row) + 24)..((32 * row) + 32)]);
            for (int k = 0; k < 6; k++)
            {
                float expected = BitConverter.ToSingle(ByHand, (32 * row) + (4 * k));
                Assert.Equal(expected, BitConverter.ToSingle(bytes, (32 * row) + (4 * k)), Math.Abs(expected) * 2e-7f);
            }
        }
    }

    [Fact]
    public void A_file_worked_out_by_hand_is_read()
    {
        GaussianCloud cloud = Read(ByHand);
        Assert.Equal(2, cloud.Count);
        Assert.Equal(new Vector3(1, 2, -0.5f), cloud.Position(0));
        Assert.Equal(new Vector3(0, -1, 3), cloud.Position(1));
        AssertClose(new Vector3(0.5f, 0.25f, 2), cloud.Scale(0), 1e-6f);
        Assert.Equal(191 / 255f, cloud.Opacity(0), 1e-6f);
        Assert.Equal([((128 / 255f) - 0.5f) / C0, 0.5f / C0, -0.5f / C0], cloud.RawColors[..3].ToArray().Select(c => c), (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.Equal([(91 / 128f) - 1, 0, -91 / 128f, 0], cloud.RawRotations[..4].ToArray());
        Assert.Equal(Quaternion.Identity, cloud.Rotation(1));
    }

    [Fact]
    public void What_is_written_is_read_back_within_half_a_step()
    {
        GaussianCloud cloud = RandomClouds.Create(1, 400, reach: 3f);
        GaussianCloud read = Read(Bytes(cloud));
        int[] order = [.. Enumerable.Range(0, cloud.Count).OrderByDescending(i => Weight(cloud, i))];
        for (int k = 0; k < cloud.Count; k++)
        {
            int i = order[k];
            Assert.Equal(cloud.Position(i), read.Position(k));
            AssertClose(Vector3.One, read.Scale(k) / cloud.Scale(i), 2e-6f); // a float and its logarithm
            Assert.Equal(cloud.Opacity(i), read.Opacity(k), (0.5f / 255) + 1e-6f);
            for (int c = 0; c < 3; c++)
            {
                float color = Math.Clamp(0.5f + (C0 * cloud.RawColors[(3 * i) + c]), 0, 1);
                Assert.Equal(color, 0.5f + (C0 * read.RawColors[(3 * k) + c]), (0.5f / 255) + 1e-6f);
            }

            Quaternion q = cloud.Rotation(i);
            Vector4 expected = new(q.W, q.X, q.Y, q.Z);
            Vector4 actual = new Vector4(read.RawRotations.Slice(4 * k, 4)) + Vector4.UnitX;
            for (int c = 0; c < 4; c++)
            {
                Assert.Equal(expected[c], actual[c], (expected[c] > 127.5f / 128 ? 1f / 128 : 0.5f / 128) + 1e-6f);
            }
        }
    }

    [Fact]
    public void Large_opaque_Gaussians_come_first_and_equal_ones_keep_their_order()
    {
        float[] positions = [.. Enumerable.Range(0, 6).SelectMany(i => new float[] { i, 0, 0 })];
        float[] scales = [-5, -5, -5, -1, -1, -1, -1, -1, -1, -40, -40, -40, -1, -1, -1, -1, -1, -1];
        var cloud = new GaussianCloud(PlainGaussians.Activations, positions, new float[18], scales, new float[24], [0, 0, 3, 0, 0, -200]);
        GaussianCloud read = Read(Bytes(cloud));
        Assert.Equal([2f, 1, 4, 0, 3, 5], Enumerable.Range(0, 6).Select(i => read.Position(i).X));
        Assert.Equal(0f, read.Opacity(5), 1e-43f); // the logit of byte 0 is −100
    }

    [Fact]
    public void Ends_of_the_range_stay_finite()
    {
        byte[] row = [.. new byte[12], .. new byte[12], 0, 255, 0, 255, 128, 128, 128, 128];
        GaussianCloud cloud = Read([.. row, .. row[..27], 0, 128, 128, 128, 128]);
        Assert.Equal(1f, cloud.Opacity(0));
        Assert.Equal(0f, cloud.Opacity(1), 1e-43f);
        Assert.Equal(Quaternion.Identity, cloud.Rotation(0));
        Assert.Equal(1.17549435e-38f, cloud.Scale(0).X, 1e-43f);
        Assert.Equal(2, Read(Bytes(cloud)).Count);
    }

    [Fact]
    public void Every_truncation_gives_fewer_Gaussians_or_one_typed_line()
    {
        byte[] bytes = Bytes(RandomClouds.Create(2, 3));
        for (int length = 0; length < bytes.Length; length++)
        {
            if (length % 32 == 0)
            {
                Assert.Equal(length / 32, Read(bytes[..length]).Count); // nothing tells that more was meant
                continue;
            }

            var e = Assert.Throws<GaussianFileException>(() => Read(bytes[..length]));
            Assert.Contains("cut off", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', e.Message);
        }
    }

    [Fact]
    public void Ten_thousand_mutations_give_a_cloud_or_one_typed_line()
    {
        byte[] bytes = Bytes(RandomClouds.Create(3, 3));
        var random = new Random(4);
        int refused = 0;
        for (int i = 0; i < 10_000; i++)
        {
            byte[] mutated = [.. bytes];
            for (int n = random.Next(1, 5); n > 0; n--)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            try
            {
                GaussianCloud cloud = Read(mutated);
                Assert.Equal(3, cloud.Count);
                Assert.All(cloud.RawScales.ToArray(), s => Assert.True(float.IsFinite(s)));
            }
            catch (GaussianFileException e)
            {
                refused++;
                Assert.DoesNotContain('\n', e.Message);
            }
        }

        Assert.InRange(refused, 1, 9_999);
    }

    [Fact]
    public void Too_many_Gaussians_are_refused_before_memory_is_taken()
    {
        byte[] bytes = new byte[32 * 1000];
        var e = Assert.Throws<GaussianFileException>(() => Read(bytes, new GaussianReadOptions { MaxGaussians = 999 }));
        Assert.Contains("MaxGaussians", e.Message, StringComparison.Ordinal);
        Assert.Contains("1000 Gaussians, the limit is 999", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_not_written()
    {
        using var folder = new TemporaryFolder();
        (GaussianCloud Cloud, string Property)[] bad =
        [
            (RandomClouds.Single([0, float.NaN, 0], [0, 0, 0], [1, 1, 1], [1, 0, 0, 0], 0), "position"),
            (RandomClouds.Single([0, 0, 0], [0, float.PositiveInfinity, 0], [1, 1, 1], [1, 0, 0, 0], 0), "colour"),
            (RandomClouds.Single([0, 0, 0], [0, 0, 0], [1, float.NaN, 1], [1, 0, 0, 0], 0), "scale"),
            (RandomClouds.Single([0, 0, 0], [0, 0, 0], [1, 1, 1], [0, 0, 0, 0], 0), "rotation"),
            (RandomClouds.Single([0, 0, 0], [0, 0, 0], [1, 1, 1], [1, 0, 0, 0], float.NaN), "opacity"),
        ];
        Assert.All(bad, b => Assert.Contains(
            $"'{b.Property}' of Gaussian 0", Assert.Throws<ExportException>(() => b.Cloud.SaveSplat(folder / "a.splat")).Message, StringComparison.Ordinal));
        Assert.Empty(folder.Names);
    }

    private static double Weight(GaussianCloud cloud, int i) => (double)cloud.Opacity(i) * cloud.Scale(i).X * cloud.Scale(i).Y * cloud.Scale(i).Z;

    private static void AssertClose(Vector3 expected, Vector3 actual, float tolerance) =>
        Assert.InRange(Vector3.Distance(expected, actual), 0, tolerance);

    private static GaussianCloud Read(byte[] bytes, GaussianReadOptions? options = null)
    {
        using var stream = new MemoryStream(bytes);
        return GaussianSplat.Read(stream, options);
    }

    private static byte[] Bytes(GaussianCloud cloud)
    {
        using var stream = new MemoryStream();
        GaussianSplat.Write(cloud, stream);
        return stream.ToArray();
    }
}
