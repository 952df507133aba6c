using Sam3D.Gaussians;
using TemporaryFolder = Sam3D.Core.Tests.Imaging.TemporaryFolder;

namespace Sam3D.Core.Tests.Gaussians;

public sealed class GaussianCloudFilesTests
{
    [Theory]
    [InlineData("a.ply")]
    [InlineData("a.SPLAT")]
    [InlineData("a.Spz")]
    public void The_ending_names_the_format_of_what_is_saved_and_loaded(string name)
    {
        using var folder = new TemporaryFolder();
        GaussianCloud cloud = RandomClouds.Create(1, 7);
        cloud.Save(folder / name);
        GaussianCloud read = GaussianCloud.Load(folder / name);
        Assert.Equal(7, read.Count);
        Assert.Single(folder.Names);
        Assert.Contains(Path.GetExtension(name).ToLowerInvariant(), GaussianCloud.FileEndings);
        Assert.Throws<GaussianFileException>(() => GaussianCloud.Load(folder / name, new GaussianReadOptions { MaxGaussians = 6 }));
        var e = Assert.Throws<GaussianFileException>(() => GaussianCloud.Load(folder / ("no-" + name)));
        Assert.Contains("there is no such file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_endings_are_refused_with_those_that_work()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(
            ".ply, .splat, .spz", Assert.Throws<ExportException>(() => RandomClouds.None.Save(folder / "a.glb")).Message, StringComparison.Ordinal);
        Assert.Contains(
            ".ply, .splat, .spz", Assert.Throws<GaussianFileException>(() => GaussianCloud.Load(folder / "a.glb")).Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void Limits_out_of_range_are_named_all_at_once()
    {
        var options = new GaussianReadOptions { MaxGaussians = 0, MaxDecompressedBytes = 1, MaxCompressionRatio = 2000 };
        string message = Assert.Throws<ArgumentException>(() => GaussianCloud.Load("a.ply", options)).Message;
        Assert.All((string[])["MaxGaussians", "MaxDecompressedBytes", "MaxCompressionRatio"], n => Assert.Contains(n, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Streams_that_cannot_seek_are_mistakes_of_the_caller()
    {
        using var stream = new System.IO.Compression.GZipStream(new MemoryStream(), System.IO.Compression.CompressionMode.Decompress);
        Assert.Throws<ArgumentException>(() => GaussianSplat.Read(stream));
        Assert.Throws<ArgumentException>(() => GaussianSpz.Read(stream));
    }
}
