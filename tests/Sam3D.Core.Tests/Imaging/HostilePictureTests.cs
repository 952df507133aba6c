using System.Text.Json;
using SkiaSharp;

namespace Sam3D.Core.Tests.Imaging;

/// <summary>Damaged and hostile picture files: one typed line each, or the whole picture; never anything else.</summary>
public sealed class HostilePictureTests
{
    private static string Folder => Path.Combine(Repository.Root, "tests", "attacks", "images");

    public static TheoryData<string, string?, string?> Files()
    {
        var data = new TheoryData<string, string?, string?>();
        using var cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "cases.json")));
        foreach (JsonProperty file in cases.RootElement.EnumerateObject())
        {
            data.Add(file.Name, file.Value.GetProperty("photo").GetString(), file.Value.GetProperty("mask").GetString());
        }

        return data;
    }

    // What cases.json says of a file is a part of the error; null: it is read.
    [Theory]
    [MemberData(nameof(Files))]
    public void Files_are_refused_in_one_line(string name, string? photo, string? mask)
    {
        string path = Path.Combine(Folder, name);
        Check<ImageException>(() => RgbImage.Load(path), photo);
        Check<MaskException>(() => Mask.Load(path), mask);

        void Check<TError>(Action load, string? says)
            where TError : Sam3DException
        {
            if (says is null)
            {
                load();
                return;
            }

            string message = Assert.Throws<TError>(load).Message;
            Assert.Contains(says, message);
            Assert.StartsWith(path, message);
            Assert.DoesNotContain('\n', message);
            TestContext.Current.TestOutputHelper!.WriteLine(message);
        }
    }

    [Fact]
    public void Every_file_of_the_folder_has_a_case() => Assert.Equal(
        Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Where(n => n is not ("cases.json" or "README.md")).Order(StringComparer.Ordinal),
        Files().Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    [Fact]
    public void An_empty_mask_loads_and_cannot_be_used()
    {
        Mask mask = Mask.Load(Path.Combine(Folder, "empty-mask.png"));
        Assert.Equal(0, mask.Count);
        Assert.Throws<MaskException>(() => mask.ThrowIfUnusableFor(new RgbImage(mask.Width, mask.Height, new byte[3 * mask.Width * mask.Height])));
    }

    [Fact]
    public void Missing_files_and_folders_are_named()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("does not exist", Assert.Throws<ImageException>(() => RgbImage.Load(folder / "none.png")).Message);
        Assert.Contains("does not exist", Assert.Throws<MaskException>(() => Mask.Load(folder / "none/none.png")).Message);
        Assert.Contains("folder", Assert.Throws<ImageException>(() => RgbImage.Load(folder / ".")).Message);
        Assert.DoesNotContain('\n', Assert.Throws<ImageException>(() => RgbImage.Load(folder / "two\nlines.png")).Message);
        Assert.Throws<ImageException>(() => RgbImage.Load(folder / "nul\0.png"));
        Assert.Throws<ArgumentException>(() => RgbImage.Load(""));
    }

    public static TheoryData<string, byte[]> Whole() => new()
    {
        { "PNG, RGB", PictureFiles.Png(9, 7, 8, 2, PictureFiles.Noise(189, seed: 1)) },
        { "PNG, RGBA", PictureFiles.Png(9, 7, 8, 6, PictureFiles.Noise(252, seed: 2)) },
        { "PNG, palette", PictureFiles.Png(8, 8, 4, 3, PictureFiles.Noise(32, seed: 3), PictureFiles.Noise(48, seed: 4), [9, 0]) },
        { "JPEG", PictureFiles.Encode(19, 17, 4, PictureFiles.Gradient(19, 17), SKEncodedImageFormat.Jpeg, 90) },
        { "JPEG, progressive", PictureFiles.ProgressiveJpeg() },
        { "BMP", PictureFiles.Bmp(9, 7, seed: 5) },
        { "JPEG with orientation", PictureFiles.WithOrientation(PictureFiles.Encode(19, 17, 4, PictureFiles.Gradient(19, 17), SKEncodedImageFormat.Jpeg, 90), 6) },
        { "WebP", PictureFiles.Encode(19, 17, 4, PictureFiles.Gradient(19, 17), SKEncodedImageFormat.Webp, 80) },
        { "WebP, lossless", PictureFiles.Encode(19, 17, 4, PictureFiles.Gradient(19, 17), SKEncodedImageFormat.Webp, 100) },
    };

    [Theory]
    [MemberData(nameof(Whole))]
    public void Every_truncation_fails_or_is_the_whole_picture(string kind, byte[] file)
    {
        byte[] whole = RgbImage.Load(new MemoryStream(file)).Pixels.ToArray();
        int complete = 0;
        for (int length = 0; length < file.Length; length++)
        {
            var stream = new MemoryStream(file, 0, length);
            try
            {
                Assert.True(RgbImage.Load(stream).Pixels.SequenceEqual(whole), $"{kind}: {length} of {file.Length} bytes gave another picture");
                complete++;
            }
            catch (ImageException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{kind}: {complete} of {file.Length} truncations are complete pictures");
        Assert.InRange(complete, 0, 4); // padding behind the pixels may be missing
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public void Random_mutations_give_typed_errors_or_pictures(string kind, byte[] file)
    {
        var random = new Random(kind.Length + file.Length);
        var options = new ImageReadOptions { MaxPixels = 1 << 20, ConvertToRgb8 = true };
        int read = 0;
        for (int round = 0; round < 2_000; round++)
        {
            byte[] mutant = [.. file];
            for (int changes = random.Next(1, 9); changes > 0; changes--)
            {
                mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
            }

            if (random.Next(8) == 0)
            {
                mutant = [.. mutant[..random.Next(mutant.Length)], .. mutant[random.Next(mutant.Length)..]];
            }

            try
            {
                RgbImage image = RgbImage.Load(new MemoryStream(mutant), options);
                Assert.Equal(3 * image.Width * image.Height, image.Pixels.Length);
                Mask.Load(new MemoryStream(mutant), options);
                read++;
            }
            catch (Sam3DException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{kind}: {read} of 2000 mutants were read");
    }
}
