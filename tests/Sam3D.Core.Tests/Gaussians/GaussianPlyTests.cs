using System.Text;
using Sam3D.Gaussians;
using TemporaryFolder = Sam3D.Core.Tests.Imaging.TemporaryFolder;

namespace Sam3D.Core.Tests.Gaussians;

public sealed class GaussianPlyTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        GaussianCloud cloud = RandomClouds.Create(1, 50);
        GaussianCloud read = Read(Bytes(cloud));
        Assert.Equal(cloud.Count, read.Count);
        for (int i = 0; i < cloud.Count; i++)
        {
            Assert.Equal(0, (cloud.Position(i) - read.Position(i)).Length(), 1e-6);
            Assert.Equal(0, ((cloud.Scale(i) / read.Scale(i)) - System.Numerics.Vector3.One).Length(), 1e-5);
            Assert.Equal(1, Math.Abs(System.Numerics.Quaternion.Dot(cloud.Rotation(i), read.Rotation(i))), 1e-6);
            Assert.Equal(cloud.Opacity(i), read.Opacity(i), 1e-6);
        }

        Assert.Equal(cloud.RawColors.ToArray(), read.RawColors.ToArray());
    }

    [Fact]
    public void Reading_and_writing_again_keeps_the_header_and_every_number()
    {
        byte[] first = Bytes(RandomClouds.Create(2, 20)), second = Bytes(Read(first));
        int header = Encoding.ASCII.GetString(first).IndexOf("end_header\n", StringComparison.Ordinal) + 11;
        Assert.Equal(first[..header], second[..header]);
        Assert.Equal(20 * 17 * 4, first.Length - header);
        Assert.All(Floats(first, header).Zip(Floats(second, header)), p => Assert.Equal(p.First, p.Second, 1e-6f));
    }

    [Fact]
    public void The_layout_is_that_of_splat_viewers()
    {
        var activations = new GaussianActivations { OpacityBias = 0.5f };
        var cloud = new GaussianCloud(activations, [0.5f, 0.75f, 1f], [1, 2, 3], [0, 0, 0], [0.5f, -1, -2, -3], [4]);
        byte[] bytes = Bytes(cloud);
        string header = Encoding.ASCII.GetString(bytes, 0, bytes.Length - 68);
        Assert.StartsWith("ply\nformat binary_little_endian 1.0\nelement vertex 1\nproperty float x\n", header, StringComparison.Ordinal);
        float scale = MathF.Log(cloud.Scale(0).X);
        Assert.Equal([0, 0.25f, 0.5f, 0, 0, 0, 1, 2, 3, 4, scale, scale, scale, 1.5f, -1, -2, -3], Floats(bytes, bytes.Length - 68));
    }

    [Fact]
    public void Properties_may_stand_in_any_order_beside_others()
    {
        string[] names = ["rot_3", "f_rest_0", "rot_2", "rot_1", "rot_0", "scale_2", "scale_1", "scale_0", "opacity", "f_dc_2", "f_dc_1", "f_dc_0", "z", "y", "x"];
        string header = "ply\r\nformat binary_little_endian 1.0\r\ncomment x\r\nelement vertex 1\r\nproperty double extra\r\n"
            + string.Concat(names.Select(n => $"property float32 {n}\r\n")) + "element face 0\r\nproperty list uchar int vertex_indices\r\nend_header\r\n";
        byte[] file = [.. Encoding.ASCII.GetBytes(header), .. new byte[8], .. names.SelectMany((_, i) => BitConverter.GetBytes((float)i))];
        GaussianCloud cloud = Read(file);
        Assert.Equal(new(14, 13, 12), cloud.Position(0));
        Assert.Equal([11, 10, 9], cloud.RawColors.ToArray());
        Assert.Equal([3f, 3, 2, 0], cloud.RawRotations.ToArray());
    }

    [Fact]
    public void An_infinite_opacity_is_opaque_and_other_infinities_are_refused()
    {
        byte[] bytes = Bytes(RandomClouds.Create(3, 1));
        BitConverter.GetBytes(float.PositiveInfinity).CopyTo(bytes, bytes.Length - (8 * 4));
        Assert.Equal(1f, Read(bytes).Opacity(0));
        BitConverter.GetBytes(float.NegativeInfinity).CopyTo(bytes, bytes.Length - (7 * 4));
        Assert.Contains("'scale_0' of Gaussian 0", Assert.Throws<GaussianFileException>(() => Read(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_truncation_gives_one_typed_line()
    {
        byte[] bytes = Bytes(RandomClouds.Create(4, 2));
        for (int length = 0; length < bytes.Length; length++)
        {
            var e = Assert.Throws<GaussianFileException>(() => Read(bytes[..length]));
            Assert.DoesNotContain('\n', e.Message);
        }
    }

    [Theory]
    [InlineData("format binary_little_endian 1.0", "format ascii 1.0", "second line")]
    [InlineData("element vertex 2", "element vertex 99999999999", "the limit is")]
    [InlineData("element vertex 2", "element vertex 10000000", "cut off")]
    [InlineData("element vertex 2", "element vertex -2", "expected a number")]
    [InlineData("element vertex 2", "element face 2", "not understood")]
    [InlineData("property float opacity", "property double opacity", "of type 'double'")]
    [InlineData("property float opacity", "property float density", "no property 'opacity'")]
    [InlineData("property float opacity", "property float rot_0", "stands twice")]
    [InlineData("property float opacity", "property list uchar float opacity", "not understood")]
    [InlineData("ply\n", "gltf\n", "begins with")]
    public void Foreign_files_are_refused_with_a_reason(string text, string replacement, string reason)
    {
        string file = Encoding.Latin1.GetString(Bytes(RandomClouds.Create(5, 2)));
        Assert.Contains(text, file, StringComparison.Ordinal);
        var e = Assert.Throws<GaussianFileException>(() => Read(Encoding.Latin1.GetBytes(file.Replace(text, replacement, StringComparison.Ordinal))));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_headers_are_refused()
    {
        Assert.Throws<GaussianFileException>(() => Read(new byte[1 << 20]));
        Assert.Throws<GaussianFileException>(() => Read(Encoding.ASCII.GetBytes(
            "ply\nformat binary_little_endian 1.0\n" + string.Concat(Enumerable.Repeat("comment\n", 5000)))));
    }

    [Fact]
    public void A_mutated_header_never_gives_another_exception()
    {
        byte[] bytes = Bytes(RandomClouds.Create(6, 2));
        var random = new Random(7);
        for (int i = 0; i < 10_000; i++)
        {
            byte[] mutated = [.. bytes];
            mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            try
            {
                Assert.InRange(Read(mutated).Count, 0, 2);
            }
            catch (GaussianFileException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    [Fact]
    public void Files_are_saved_and_loaded()
    {
        using var folder = new TemporaryFolder();
        string path = folder / "cloud.ply";
        GaussianCloud cloud = RandomClouds.Create(8, 3);
        cloud.SavePly(path);
        Assert.Equal(Bytes(cloud), File.ReadAllBytes(path));
        Assert.Equal(3, GaussianPly.Load(path).Count);
        Assert.Contains("no such file", Assert.Throws<GaussianFileException>(() => GaussianPly.Load(path + "x")).Message, StringComparison.Ordinal);
        Assert.Throws<GaussianFileException>(() => GaussianPly.Load(folder / "."));
        Assert.Throws<GaussianFileException>(() => GaussianPly.Load(path, new GaussianPlyReadOptions { MaxGaussians = 2 }));
        Assert.Throws<ArgumentException>(() => GaussianPly.Load(path, new GaussianPlyReadOptions { MaxGaussians = 0 }));
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_not_written()
    {
        using var folder = new TemporaryFolder();
        var cloud = new GaussianCloud(new GaussianActivations(), [0, float.NaN, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0, 0], [0]);
        Assert.Contains("'y' of Gaussian 0", Assert.Throws<ExportException>(() => cloud.SavePly(folder / "a.ply")).Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void No_Gaussians_are_a_file_as_well()
    {
        var none = new GaussianCloud(new GaussianActivations(), [], [], [], [], []);
        Assert.Equal(0, Read(Bytes(none)).Count);
    }

    private static GaussianCloud Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return GaussianPly.Read(stream);
    }

    private static byte[] Bytes(GaussianCloud cloud)
    {
        using var stream = new MemoryStream();
        GaussianPly.Write(cloud, stream);
        return stream.ToArray();
    }

    private static float[] Floats(byte[] bytes, int from) =>
        [.. Enumerable.Range(0, (bytes.Length - from) / 4).Select(i => BitConverter.ToSingle(bytes, from + (4 * i)))];
}
