using Sam3D.Cli.Reconstruct;

namespace Sam3D.Cli.Tests.Reconstruct;

public sealed class ObjectMaskTests
{
    [Theory]
    [InlineData(new[] { "a/x.png" }, new[] { "photo" })]
    [InlineData(new[] { "a/x.png", "a/y.png" }, new[] { "photo.x", "photo.y" })]
    [InlineData(new[] { "a/x.png", "b/X.png" }, new[] { "photo.1", "photo.2" })]
    [InlineData(new[] { "a/x.png", "b/.png" }, new[] { "photo.1", "photo.2" })]
    public void ObjectsAreNamedByTheirMasksOrNumbered(string[] paths, string[] names)
    {
        using var folder = new TemporaryFolder();
        var photo = new RgbImage(2, 1, [1, 2, 3, 4, 5, 6]);
        foreach (string path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(path))!);
            new Mask(2, 1, [0, 1]).SavePng(folder.File(path));
        }

        IReadOnlyList<ObjectMask> masks = ObjectMask.Load("photo", photo, [.. paths.Select(folder.File)]);
        Assert.Equal(names, masks.Select(m => m.Name));
        Assert.All(masks, m => Assert.Equal("file", m.Source));
    }

    [Fact]
    public void AnUnusableMaskIsNamed()
    {
        using var folder = new TemporaryFolder();
        new Mask(3, 1, [1, 1, 1]).SavePng(folder.File("wide.png"));
        MaskException error = Assert.Throws<MaskException>(
            () => ObjectMask.Load("photo", new RgbImage(2, 1, new byte[6]), [folder.File("wide.png")]));
        Assert.Contains("wide.png", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TransparencyIsAMask()
    {
        var mask = ObjectMask.FromAlpha("photo", new RgbImage(2, 1, new byte[6], new Mask(2, 1, [0, 9])));
        Assert.Equal(("photo", "alpha", 1), (mask.Name, mask.Source, mask.Mask.Count));
        Assert.Throws<MaskException>(() => ObjectMask.FromAlpha("photo", new RgbImage(2, 1, new byte[6], new Mask(2, 1, [0, 0]))));
    }
}
