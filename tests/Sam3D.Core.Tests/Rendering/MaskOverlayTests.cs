using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Rendering;

public sealed class MaskOverlayTests
{
    private const int Side = 64;

    private static RgbImage Photo { get; } = new(Side, Side, [.. Enumerable.Repeat((byte)100, 3 * Side * Side)]);

    private static ScoredMask Half(int id, bool left) => new(
        new Mask(Side, Side, [.. Enumerable.Range(0, Side * Side).Select(i => i % Side < Side / 2 == left ? byte.MaxValue : (byte)0)]), 1)
    {
        Id = id,
    };

    [Fact]
    public void Masks_are_tinted_bounded_and_numbered()
    {
        RgbImage drawn = MaskOverlay.Draw(Photo, [Half(0, left: true)]);
        (byte R, byte G, byte B) color = MaskOverlay.ColorOf(0);
        Assert.Equal([(byte)100, 100, 100], At(drawn, 50, 5));
        Assert.Equal([color.R, color.G, color.B], At(drawn, 0, 5));
        Assert.Equal([color.R, color.G, color.B], At(drawn, 31, 5));
        Assert.Equal([(byte)Math.Round((100 + color.R) / 2.0), (byte)Math.Round((100 + color.G) / 2.0), (byte)Math.Round((100 + color.B) / 2.0)], At(drawn, 5, 60));

        // White ink on black in the mask alone, of another shape for another number.
        int Ink(RgbImage image) => Enumerable.Range(0, Side * Side).Count(i => image.Pixels.Slice(3 * i, 3).SequenceEqual((byte[])[255, 255, 255]));
        Assert.Equal(8, Ink(drawn)); // the digit 1
        Assert.Equal(8 + 12, Ink(MaskOverlay.Draw(Photo, [Half(9, left: true)]))); // 10
        Assert.Equal(Photo.Pixels.ToArray(), MaskOverlay.Draw(Photo, []).Pixels.ToArray());
    }

    [Fact]
    public void Near_numbers_have_colours_that_differ()
    {
        for (int i = 0; i < 40; i++)
        {
            for (int k = i + 1; k < i + 5; k++)
            {
                (byte R, byte G, byte B) a = MaskOverlay.ColorOf(i), b = MaskOverlay.ColorOf(k);
                Assert.True(Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B) > 60, $"{i} {a}, {k} {b}");
            }
        }
    }

    [Fact]
    public void A_mask_of_another_size_is_refused() =>
        Assert.Throws<MaskException>(() => MaskOverlay.Draw(Photo, [new ScoredMask(new Mask(2, 2, new byte[4]), 1)]));

    [Fact]
    public void Numbers_fit_into_the_smallest_picture() =>
        Assert.Equal(1, MaskOverlay.Draw(new RgbImage(1, 1, new byte[3]), [new ScoredMask(new Mask(1, 1, [1]), 1)]).Width);

    private static byte[] At(RgbImage image, int x, int y) => image.Pixels.Slice(3 * ((y * Side) + x), 3).ToArray();
}
