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
