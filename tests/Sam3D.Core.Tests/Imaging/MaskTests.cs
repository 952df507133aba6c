using SkiaSharp;

namespace Sam3D.Core.Tests.Imaging;

public sealed class MaskTests
{
    public static TheoryData<string, byte[], byte[]> Kinds() => new()
    {
        { "grey", PictureFiles.Png(3, 1, 8, 0, [0, 1, 255]), [0, 255, 255] },
        { "1-bit grey", PictureFiles.Png(3, 1, 1, 0, [0b0110_0000]), [0, 255, 255] },
        { "grey and alpha", PictureFiles.Png(3, 1, 8, 4, [9, 0, 0, 1, 9, 255]), [0, 255, 255] },
        { "palette", PictureFiles.Png(3, 1, 2, 3, [0b00_01_10_00], palette: [0, 0, 0, 128, 0, 0, 0, 0, 1]), [0, 255, 255] },
        { "palette and alpha", PictureFiles.Png(2, 1, 8, 3, [0, 1], palette: [9, 9, 9, 8, 8, 8], transparency: [0, 200]), [0, 255] },
        { "RGB, last channel", PictureFiles.Png(3, 1, 8, 2, [255, 255, 0, 0, 0, 1, 0, 0, 0]), [0, 255, 0] },
        { "RGBA, alpha", PictureFiles.Png(3, 1, 8, 6, [255, 255, 255, 0, 0, 0, 0, 1, 0, 0, 0, 255]), [0, 255, 255] },
        { "RGBA, opaque", PictureFiles.Png(2, 1, 8, 6, [255, 255, 0, 255, 0, 0, 9, 255]), [0, 255] },
        { "grey JPEG", PictureFiles.Encode(2, 1, 1, [255, 255], SKEncodedImageFormat.Jpeg, 100), [255, 255] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Kinds_of_files_are_read(string kind, byte[] file, byte[] expected)
    {
        Mask mask = Mask.Load(new MemoryStream(file));
        Assert.True(mask.Values.SequenceEqual(expected), kind);
        Assert.Equal(expected.Count(v => v != 0), mask.Count);
    }

    [Fact]
    public void Sixteen_bits_are_refused_even_with_conversion()
    {
        byte[] file = PictureFiles.Png(1, 1, 16, 0, [255, 255]);
        var error = Assert.Throws<MaskException>(() => Mask.Load(new MemoryStream(file), new ImageReadOptions { ConvertToRgb8 = true }));
        Assert.Contains("16 bits a channel", error.Message);
        Assert.Contains("8-bit greyscale PNG", error.Message);
    }

    [Fact]
    public void Png_round_trip_is_exact()
    {
        using var folder = new TemporaryFolder();
        Mask mask = RandomMask(31, 17, seed: 5);
        mask.SavePng(folder / "m.png");
        Assert.Equal(mask.Values, Mask.Load(folder / "m.png").Values);
        Assert.Equal(["m.png"], folder.Names);
    }

    [Fact]
    public void Alpha_becomes_a_mask()
    {
        RgbImage cutOut = RgbImage.Load(new MemoryStream(PictureFiles.Png(2, 1, 8, 6, [1, 1, 1, 0, 2, 2, 2, 9])));
        Assert.Equal((byte[])[0, 255], Mask.FromAlpha(cutOut).Values.ToArray());
        var opaque = new RgbImage(2, 1, new byte[6]);
        Assert.Contains("2×1", Assert.Throws<MaskException>(() => Mask.FromAlpha(opaque)).Message);
    }

    [Fact]
    public void Bounds_are_those_of_a_plain_search()
    {
        var random = new Random(7);
        for (int round = 0; round < 200; round++)
        {
            int width = random.Next(1, 40), height = random.Next(1, 40);
            byte[] values = new byte[width * height];
            var set = new List<(int X, int Y)>();
            for (int i = random.Next(0, 5); i > 0; i--)
            {
                (int x, int y) = (random.Next(width), random.Next(height));
                values[(y * width) + x] = 1;
                set.Add((x, y));
            }

            PixelBounds? expected = set.Count == 0
                ? null
                : new PixelBounds(set.Min(p => p.X), set.Min(p => p.Y), set.Max(p => p.X), set.Max(p => p.Y));
            Assert.Equal(expected, new Mask(width, height, values).GetBounds());
        }

        Assert.Equal((3, 4), (new PixelBounds(1, 2, 3, 5).Width, new PixelBounds(1, 2, 3, 5).Height));
    }

    [Fact]
    public void Intersection_over_union_is_symmetric_and_counts_pixels()
    {
        Mask a = RandomMask(33, 21, seed: 1), b = RandomMask(33, 21, seed: 2);
        int both = 0, any = 0;
        for (int i = 0; i < a.Values.Length; i++)
        {
            both += a.Values[i] != 0 && b.Values[i] != 0 ? 1 : 0;
            any += a.Values[i] != 0 || b.Values[i] != 0 ? 1 : 0;
        }

        Assert.Equal((double)both / any, a.IoU(b));
        Assert.Equal(a.IoU(b), b.IoU(a));
        Assert.Equal(1, a.IoU(a));
        Assert.Equal(1, new Mask(2, 2, new byte[4]).IoU(new Mask(2, 2, new byte[4])));
        Assert.Throws<ArgumentException>(() => a.IoU(new Mask(1, 1, new byte[1])));
    }

    [Fact]
    public void Unusable_masks_name_sizes_and_remedy()
    {
        var image = new RgbImage(4, 3, new byte[36]);
        string size = Assert.Throws<MaskException>(() => new Mask(3, 4, new byte[12]).ThrowIfUnusableFor(image)).Message;
        Assert.Contains("3×4", size);
        Assert.Contains("4×3", size);
        Assert.Contains("empty", Assert.Throws<MaskException>(() => new Mask(4, 3, new byte[12]).ThrowIfUnusableFor(image)).Message);
        new Mask(4, 3, [.. Enumerable.Repeat((byte)1, 12)]).ThrowIfUnusableFor(image);
    }

    private static Mask RandomMask(int width, int height, int seed) =>
        new(width, height, [.. PictureFiles.Noise(width * height, seed).Select(v => (byte)(v & 1))]);
}
