using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Rendering;

public sealed class PictureResizerTests
{
    [Theory]
    [InlineData(7, 5)]
    [InlineData(64, 64)]
    [InlineData(40, 200)]
    public void AFlatPictureStaysFlat(int width, int height)
    {
        byte[] pixels = new byte[33 * 21 * 3];
        Array.Fill(pixels, (byte)77);
        RgbImage resized = PictureResizer.Resize(new RgbImage(33, 21, pixels), width, height);
        Assert.Equal((width, height), (resized.Width, resized.Height));
        Assert.True(resized.Pixels.IndexOfAnyExcept((byte)77) < 0);
    }

    [Fact]
    public void ACheckerboardBecomesHalfOfTheLightNotOfTheNumbers()
    {
        byte[] pixels = new byte[64 * 64 * 3];
        for (int i = 0; i < 64 * 64; i++)
        {
            pixels.AsSpan(3 * i, 3).Fill(((i / 64) + (i % 64)) % 2 == 0 ? (byte)255 : (byte)0);
        }

        RgbImage resized = PictureResizer.Resize(new RgbImage(64, 64, pixels), 8, 8);
        Assert.InRange(resized.Pixels[3 * ((4 * 8) + 4)], ColorSpace.ToSrgbByte(0.48f), ColorSpace.ToSrgbByte(0.52f));
    }

    [Fact]
    public void EnlargingARampKeepsItsOrderAndEnds()
    {
        RgbImage resized = PictureResizer.Resize(new RgbImage(2, 1, [0, 0, 0, 200, 200, 200]), 16, 1);
        byte[] red = [.. Enumerable.Range(0, 16).Select(x => resized.Pixels[3 * x])];
        Assert.Equal(0, red[0]);
        Assert.Equal(200, red[15]);
        Assert.Equal(red.Order(), red);
    }
}
