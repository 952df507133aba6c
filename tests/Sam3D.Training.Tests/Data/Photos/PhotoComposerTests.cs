using System.Numerics;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Photos;
using Sam3D.Training.Data.Samples;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Training.Tests.Data.Photos;

public sealed class PhotoComposerTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "fixtures", "photos");
    private static readonly DataOptions Options = new() { Seed = 1, Photos = Folder, PhotoShare = 1, ImageSize = 96, MeshResolution = 48, Resolution = 16, Noise = 0 };

    [Fact]
    public void PastedSamplesDependOnTheirNumberAlone()
    {
        SampleFactory factory = new(Options), other = new(Options);
        Assert.Equal(factory.Sources, other.Sources);
        foreach (int id in (int[])[5, 2, 0])
        {
            Assert.Equal(RecordWriter.Write(factory.Create(id)), RecordWriter.Write(other.Create(id)));
        }
    }

    [Fact]
    public void TheListIsThatOfTheFolder()
    {
        PhotoLibrary library = PhotoLibrary.Open(Folder);
        Assert.Equal(3, library.Count);
        Assert.Equal([0, 1, 2], library.Marked);
        Assert.NotNull(library.Get(0).Mask);
    }

    [Fact]
    public void ASwappedObjectTakesThePlaceOfTheMarkedOne()
    {
        // A single photograph with a disc marked in its middle.
        using var folder = new TemporaryFolder();
        byte[] pixels = new byte[3 * 200 * 200], mask = new byte[200 * 200];
        for (int i = 0; i < mask.Length; i++)
        {
            int dx = (i % 200) - 100, dy = (i / 200) - 100;
            mask[i] = (dx * dx) + (dy * dy) < 50 * 50 ? (byte)255 : (byte)0;
            pixels[3 * i] = mask[i]; // red on black
        }

        new RgbImage(200, 200, pixels).SavePng(folder.File("a.png"));
        new Mask(200, 200, mask).SavePng(folder.File("a.mask.png"));
        var factory = new SampleFactory(Options with { Photos = folder.Path, SwapShare = 1, Occluders = 0 });
        for (int id = 0; id < 6; id++)
        {
            TrainingSample sample = factory.Create(id);
            PhotoCrop.PixelBounds box = PhotoCrop.Box(sample.Mask);
            double longer = Math.Max(box.Width, box.Height);
            Assert.InRange(longer, 96 * 0.4, 96 * 0.95);

            // Nothing of the marked object is left beside the new one.
            int left = Enumerable.Range(0, 96 * 96).Count(i => sample.Image.Pixels[3 * i] > 200 && sample.Image.Pixels[(3 * i) + 1] < 10 && sample.Mask.Values[i] == 0);
            Assert.True(left < 60, $"sample {id}: {left} pixels of the marked object");
        }
    }

    [Fact]
    public void HalfOfTheSwapsTakeTheObjectOfTheMostSimilarOutline()
    {
        // A tall, slim object is marked. A bottle is like it, a car and a sofa are not.
        using var folder = new TemporaryFolder();
        byte[] mask = new byte[200 * 200];
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] = Math.Abs((i % 200) - 100) < 16 && Math.Abs((i / 200) - 100) < 60 ? (byte)255 : (byte)0;
        }

        new RgbImage(200, 200, new byte[3 * mask.Length]).SavePng(folder.File("a.png"));
        new Mask(200, 200, mask).SavePng(folder.File("a.mask.png"));
        DataOptions options = Options with { Photos = folder.Path, SwapShare = 1, Occluders = 0, ImageSize = 48, MeshResolution = 32, Resolution = 8, Families = ["bottle", "car", "sofa"] };
        var factory = new SampleFactory(options);
        int[] all = new int[2], bottles = new int[2];
        for (uint id = 0; id < 60; id++)
        {
            // The composer's own draw: first whether to swap, then whether to look for the most similar.
            var random = new SampleRandom(options.Seed, id, SamplePart.Backdrop);
            int alike = random.Chance(1) && random.Chance(0.5f) ? 1 : 0;
            all[alike]++;
            bottles[alike] += factory.Create(id).Family == "bottle" ? 1 : 0;
        }

        Assert.InRange(all[1], 15, 45);
        Assert.InRange((double)bottles[0] / all[0], 0.1, 0.6); // a third by chance
        Assert.InRange((double)bottles[1] / all[1], 0.7, 1); // 1 − (2/3)⁴ where there is one among the four
    }

    [Theory]
    [InlineData(0.02f, 0.02f, 0.02f)]
    [InlineData(0.4f, 0.4f, 0.4f)]
    [InlineData(0.3f, 0.2f, 0.1f)]
    public void ExposureAndWhiteBalanceAreThoseOfThePhotograph(float red, float green, float blue)
    {
        var mean = new Vector3(red, green, blue);
        float level = Vector3.Dot(mean, new Vector3(0.2126f, 0.7152f, 0.0722f));
        Vector3 light = PhotoMatch.Measure([.. Enumerable.Repeat(mean, 64)], 8).Light;

        // The square root of the level beside 0.22, within bounds, times the half of the tint.
        float exposure = Math.Clamp(MathF.Sqrt(level / 0.22f), 0.35f, 1.6f);
        Vector3 expected = exposure * (Vector3.One + Vector3.Clamp(mean / level, new Vector3(0.6f), new Vector3(1.6f))) / 2;
        Assert.True(Vector3.Distance(expected, light) < 1e-4f, $"{expected} expected, {light} found");
        Assert.Equal(red > green, light.X > light.Y && light.Y > light.Z);
    }

    [Fact]
    public void HolesAreFilledFromAround()
    {
        var colors = new Vector3[32 * 32];
        byte[] hole = new byte[32 * 32];
        for (int i = 0; i < colors.Length; i++)
        {
            colors[i] = new Vector3(i % 32 / 31f, 0.5f, 0);
            hole[i] = (i % 32) is > 10 and < 20 && (i / 32) is > 10 and < 20 ? (byte)1 : (byte)0;
            colors[i] = hole[i] != 0 ? Vector3.One : colors[i];
        }

        HoleFiller.Fill(colors, new Mask(32, 32, hole));
        for (int i = 0; i < colors.Length; i++)
        {
            Assert.InRange(Math.Abs(colors[i].X - (i % 32 / 31f)), 0, hole[i] != 0 ? 0.25f : 0);
            Assert.Equal(0f, colors[i].Z);
        }
    }

    [Theory]
    [InlineData(0.2f)]
    [InlineData(0.8f)]
    [InlineData(1.5f)]
    public void BlurIsMeasured(float sigma)
    {
        var colors = new Vector4[96 * 96];
        for (int i = 0; i < colors.Length; i++)
        {
            colors[i] = new Vector4(new Vector3((i % 96 / 24) % 2 == 0 ? 0.2f : 0.3f), 1);
        }

        Sam3D.Training.Data.Scenes.PictureFilters.GaussianBlur(colors, 96, 96, sigma);
        Vector3[] linear = [.. colors.Select(c => new Vector3(c.X, c.Y, c.Z))];
        Assert.InRange(PhotoMatch.Measure(linear, 96).Blur, sigma - 0.3f, sigma + 0.3f);
    }
}
