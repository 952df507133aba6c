using System.Numerics;
using Sam3D.Meshing;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Meshing;

public sealed class PhotoSamplerTests
{
    // A 40×30 picture: green background, and an object in columns 10–29, rows 5–24 whose red rises with x; its outermost ring of
    // pixels shows the background, as masks are never exact.
    private static (RgbImage Image, Mask Mask) Picture(int factor = 1)
    {
        int width = 40 * factor, height = 30 * factor;
        byte[] pixels = new byte[width * height * 3], mask = new byte[width * height];
        for (int i = 0; i < mask.Length; i++)
        {
            int x = i % width / factor, y = i / width / factor;
            bool inside = x is >= 10 and < 30 && y is >= 5 and < 25;
            int px = i % width, py = i / width;
            bool rim = inside && (px == 10 * factor || px == (30 * factor) - 1 || py == 5 * factor || py == (25 * factor) - 1);
            mask[i] = inside ? (byte)1 : (byte)0;
            pixels[3 * i] = inside && !rim ? (byte)(5 * x) : (byte)0;
            pixels[(3 * i) + 1] = inside && !rim ? (byte)0 : (byte)200;
        }

        return (new RgbImage(width, height, pixels), new Mask(width, height, mask));
    }

    [Fact]
    public void InsideItIsBilinearInLinearLight()
    {
        (RgbImage image, Mask mask) = Picture();
        var sampler = new PhotoSampler(image, mask);
        Assert.Equal(new PixelBox(10, 5, 20, 20), sampler.Box);
        Assert.Equal(ColorSpace.ToLinear((byte)100), sampler.Sample(new Vector2(20.5f, 15.5f)).X, 1e-5f);
        float between = (ColorSpace.ToLinear((byte)100) + ColorSpace.ToLinear((byte)105)) / 2;
        Assert.Equal(between, sampler.Sample(new Vector2(21f, 15.5f)).X, 1e-5f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void NoBackgroundEverShows(int factor)
    {
        (RgbImage image, Mask mask) = Picture(factor);
        var sampler = new PhotoSampler(image, mask);
        for (int y = -10; y < 45; y++)
        {
            for (int x = -10; x < 55; x++)
            {
                Vector3 color = sampler.Sample(factor * new Vector2(x + 0.3f, y + 0.6f));
                Assert.Equal(0, color.Y);
                Assert.InRange(color.X, 0f, 1f);
            }
        }
    }

    [Fact]
    public void AThinObjectIsReadAllTheSame()
    {
        byte[] pixels = new byte[20 * 20 * 3], mask = new byte[20 * 20];
        for (int y = 2; y < 18; y++)
        {
            mask[(y * 20) + 9] = 1;
            pixels[3 * ((y * 20) + 9)] = 255;
        }

        var sampler = new PhotoSampler(new RgbImage(20, 20, pixels), new Mask(20, 20, mask));
        Assert.Equal(1f, sampler.Sample(new Vector2(0, 10)).X);
        Assert.Equal(1f, sampler.Sample(new Vector2(9.9f, 3)).X);
    }

    [Fact]
    public void AMaskOverTheWholePictureIsAllTrusted()
    {
        byte[] pixels = new byte[9 * 9 * 3];
        pixels[0] = 255;
        var sampler = new PhotoSampler(new RgbImage(9, 9, pixels), new Mask(9, 9, [.. Enumerable.Repeat((byte)1, 81)]));
        Assert.Equal(1f, sampler.Sample(new Vector2(0.5f, 0.5f)).X);
    }
}
