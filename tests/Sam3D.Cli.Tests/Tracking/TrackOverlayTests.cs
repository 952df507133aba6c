using Sam3D.Cli.Tracking;

namespace Sam3D.Cli.Tests.Tracking;

public sealed class TrackOverlayTests
{
    [Fact]
    public void ObjectsAreTintedAndOutlinedAndTheRestStays()
    {
        byte[] pixels = [.. Enumerable.Repeat((byte)100, 3 * 25)];
        byte[] mask = new byte[25];
        foreach (int i in (int[])[6, 7, 8, 11, 12, 13, 16, 17, 18])
        {
            mask[i] = byte.MaxValue;
        }

        RgbImage drawn = TrackOverlay.Draw(new RgbImage(5, 5, pixels), new VideoMasks(0, [new VideoObject(1, new Mask(5, 5, mask), 1)]));
        (byte red, byte green, byte blue) = TrackOverlay.ColorOf(1);
        Assert.Equal([100, 100, 100], drawn.Pixels[..3].ToArray());
        Assert.Equal([red, green, blue], drawn.Pixels.Slice(3 * 6, 3).ToArray());
        Assert.Equal([(byte)((100 + red) / 2), (byte)((100 + green) / 2), (byte)((100 + blue) / 2)], drawn.Pixels.Slice(3 * 12, 3).ToArray());
    }

    [Fact]
    public void ColoursAreBrightAndDiffer()
    {
        var colors = Enumerable.Range(-3, 30).Select(TrackOverlay.ColorOf).ToList();
        Assert.Equal(colors.Count, colors.Distinct().Count());
        Assert.All(colors, c => Assert.Equal(byte.MaxValue, Math.Max(c.Red, Math.Max(c.Green, c.Blue))));
    }
}
