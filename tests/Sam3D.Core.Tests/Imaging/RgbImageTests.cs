using SkiaSharp;

namespace Sam3D.Core.Tests.Imaging;

public sealed class RgbImageTests
{
    [Fact]
    public void Constructor_refuses_wrong_sizes()
    {
        Assert.Throws<ArgumentException>(() => new RgbImage(2, 2, new byte[11]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RgbImage(0, 2, []));
        Assert.Throws<ArgumentException>(() => new RgbImage(2, 2, new byte[12], new Mask(1, 2, new byte[2])));
    }

    [Fact]
    public void Read_defaults_are_pinned() =>
        Assert.Equal(new ImageReadOptions { MaxPixels = 256_000_000, MaxBytes = 536_870_912, ConvertToRgb8 = false }, new ImageReadOptions());

    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 64)]
    [InlineData(61, 37)]
    public void Png_round_trip_is_exact(int width, int height)
    {
        using var folder = new TemporaryFolder();
        var image = new RgbImage(width, height, PictureFiles.Noise(3 * width * height, seed: 1));
        image.SavePng(folder / "a.png");
        RgbImage read = RgbImage.Load(folder / "a.png");
        Assert.Equal((width, height), (read.Width, read.Height));
        Assert.Equal(image.Pixels, read.Pixels);
        Assert.Null(read.AlphaMask);
        Assert.Equal(["a.png"], folder.Names);
    }

    [Fact]
    public void Jpeg_round_trip_is_close()
    {
        using var folder = new TemporaryFolder();
        byte[] rgba = PictureFiles.Gradient(150, 200); // more rows than a strip
        byte[] rgb = [.. rgba.Where((_, i) => i % 4 != 3)];
        new RgbImage(150, 200, rgb).SaveJpeg(folder / "a.jpg", 95);
        RgbImage read = RgbImage.Load(folder / "a.jpg");
        for (int i = 0; i < rgb.Length; i++)
        {
            Assert.InRange(read.Pixels[i] - rgb[i], -4, 4);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => read.SaveJpeg(folder / "b.jpg", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => read.SaveJpeg(folder / "b.jpg", 101));
    }

    [Fact]
    public void Transparent_pixels_keep_their_colours()
    {
        byte[] png = PictureFiles.Png(3, 1, 8, 6, [10, 200, 30, 128, 7, 8, 9, 0, 1, 2, 3, 255]);
        RgbImage image = RgbImage.Load(new MemoryStream(png));
        Assert.Equal((byte[])[10, 200, 30, 7, 8, 9, 1, 2, 3], image.Pixels.ToArray());
        Assert.Equal((byte[])[255, 0, 255], image.AlphaMask!.Values.ToArray());
    }

    [Fact]
    public void Opaque_alpha_is_no_mask()
    {
        RgbImage image = RgbImage.Load(new MemoryStream(PictureFiles.Png(2, 1, 8, 6, [1, 2, 3, 255, 4, 5, 6, 255])));
        Assert.Null(image.AlphaMask);
    }

    [Fact]
    public void Palette_pictures_are_colour_pictures()
    {
        byte[] png = PictureFiles.Png(4, 1, 2, 3, [0b00_01_10_01], palette: [9, 8, 7, 50, 60, 70, 1, 2, 3]);
        Assert.Equal((byte[])[9, 8, 7, 50, 60, 70, 1, 2, 3, 50, 60, 70], RgbImage.Load(new MemoryStream(png)).Pixels.ToArray());
    }

    [Fact]
    public void WebP_is_read_without_loss()
    {
        byte[] rgba = PictureFiles.Noise(4 * 20 * 10, seed: 3);
        for (int i = 3; i < rgba.Length; i += 4)
        {
            rgba[i] = 255;
        }

        byte[] webp = PictureFiles.Encode(20, 10, 4, rgba, SKEncodedImageFormat.Webp, quality: 100);
        RgbImage image = RgbImage.Load(new MemoryStream(webp));
        Assert.Equal((20, 10), (image.Width, image.Height));
    }

    // Row 0 and column 0 of the stored picture stand at these sides of the upright one (EXIF 2.32, tag 274).
    [Theory]
    [InlineData(1, "top", "left")]
    [InlineData(2, "top", "right")]
    [InlineData(3, "bottom", "right")]
    [InlineData(4, "bottom", "left")]
    [InlineData(5, "left", "top")]
    [InlineData(6, "right", "top")]
    [InlineData(7, "right", "bottom")]
    [InlineData(8, "left", "bottom")]
    public void Orientation_is_applied(int orientation, string firstRow, string firstColumn)
    {
        // Red rises with the stored column, green with the stored row.
        byte[] rgba = PictureFiles.Gradient(96, 64);
        byte[] jpeg = PictureFiles.Encode(96, 64, 4, rgba, SKEncodedImageFormat.Jpeg);
        RgbImage stored = RgbImage.Load(new MemoryStream(jpeg));
        RgbImage upright = RgbImage.Load(new MemoryStream(PictureFiles.WithOrientation(jpeg, orientation)));
        bool turned = orientation >= 5;
        Assert.Equal(turned ? (64, 96) : (96, 64), (upright.Width, upright.Height));
        for (int y = 0; y < upright.Height; y++)
        {
            for (int x = 0; x < upright.Width; x++)
            {
                int row = Along(firstRow, x, y), column = Along(firstColumn, x, y);
                Assert.Equal(stored.Pixels.Slice(3 * ((row * 96) + column), 3), upright.Pixels.Slice(3 * ((y * upright.Width) + x), 3));
            }
        }

        int Along(string side, int x, int y) => side switch
        {
            "top" => y,
            "bottom" => upright.Height - 1 - y,
            "left" => x,
            _ => upright.Width - 1 - x,
        };
    }

    public static TheoryData<string, byte[], byte[]> NotRgb8() => new()
    {
        { "colour PNG of 16 bits", PictureFiles.Png(2, 1, 16, 2, [0, 0, 128, 128, 255, 255, 1, 1, 2, 2, 3, 3]), [0, 128, 255, 1, 2, 3] },
        { "greyscale PNG of 8 bits", PictureFiles.Png(2, 1, 8, 0, [5, 250]), [5, 5, 5, 250, 250, 250] },
        { "greyscale PNG of 1 bits", PictureFiles.Png(2, 1, 1, 0, [0b0100_0000]), [0, 0, 0, 255, 255, 255] },
        { "greyscale PNG of 16 bits", PictureFiles.Png(1, 1, 16, 4, [9, 9, 255, 255]), [9, 9, 9] },
        { "greyscale PNG of 8 bits", PictureFiles.Png(1, 1, 8, 4, [9, 100]), [9, 9, 9] },
        { "greyscale JPEG of 8 bits", PictureFiles.Encode(1, 1, 1, [77], SKEncodedImageFormat.Jpeg, 100), [77, 77, 77] },
    };

    [Theory]
    [MemberData(nameof(NotRgb8))]
    public void Other_channels_are_refused_and_converted_on_demand(string says, byte[] file, byte[] converted)
    {
        var error = Assert.Throws<ImageException>(() => RgbImage.Load(new MemoryStream(file)));
        Assert.Contains(says, error.Message);
        Assert.Contains("ConvertToRgb8", error.Message);
        Assert.Equal(converted, RgbImage.Load(new MemoryStream(file), new ImageReadOptions { ConvertToRgb8 = true }).Pixels);
    }

    [Fact]
    public void Limits_hold()
    {
        byte[] png = PictureFiles.Png(10, 10, 8, 2, new byte[300]);
        Assert.Contains("MaxPixels", Assert.Throws<ImageException>(() => Load(new() { MaxPixels = 99 })).Message);
        Assert.Contains("MaxBytes", Assert.Throws<ImageException>(() => Load(new() { MaxBytes = png.Length - 1 })).Message);
        Assert.Equal(10, Load(new() { MaxPixels = 100, MaxBytes = png.Length }).Width);

        using var endless = new EndlessStream();
        Assert.Throws<ImageException>(() => RgbImage.Load(endless, new() { MaxBytes = 1_000_000 }));
        Assert.InRange(endless.Given, 1_000_000, 1_100_000);

        RgbImage Load(ImageReadOptions options) => RgbImage.Load(new MemoryStream(png), options);
    }

    [Fact]
    public void Streams_are_read_from_where_they_stand_and_stay_open()
    {
        byte[] png = PictureFiles.Png(1, 1, 8, 2, [1, 2, 3]);
        using var stream = new MemoryStream([0, 0, 0, .. png]);
        stream.Position = 3;
        Assert.Equal((byte[])[1, 2, 3], RgbImage.Load(stream).Pixels.ToArray());
        Assert.True(stream.CanRead);
    }

    [Fact]
    public void Errors_of_writing_are_typed_and_leave_nothing()
    {
        using var folder = new TemporaryFolder();
        var image = new RgbImage(1, 1, new byte[3]);
        Assert.Throws<ExportException>(() => image.SavePng(folder / "missing/a.png"));
        Directory.CreateDirectory(folder / "taken.png");
        Assert.Throws<ExportException>(() => image.SavePng(folder / "taken.png"));
        var wide = new RgbImage(70_000, 1, new byte[210_000]);
        Assert.Throws<ExportException>(() => wide.SaveJpeg(folder / "wide.jpg"));
        Assert.Equal(["taken.png"], folder.Names);
    }

    private sealed class EndlessStream : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Given += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
