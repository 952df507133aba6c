using System.Numerics;
using Sam3D.Masks;

namespace Sam3D.Core.Tests.Masks;

public sealed class PromptFrameTests
{
    [Theory]
    [InlineData(211, 140, 128, 128, 85)]
    [InlineData(140, 211, 128, 85, 128)]
    [InlineData(1500, 1000, 1024, 1024, 683)]
    [InlineData(64, 64, 1024, 1024, 1024)]
    public void The_longer_side_fills_the_square(int width, int height, int size, int contentWidth, int contentHeight)
    {
        PromptFrame frame = PromptFrame.Create(width, height, size, PictureFit.LongestSide);
        Assert.Equal((contentWidth, contentHeight), (frame.ContentWidth, frame.ContentHeight));
        Vector2 corner = frame.ToSquare(new Vector2(width, height));
        Assert.Equal(contentWidth, corner.X, 1e-3f);
        Assert.Equal(contentHeight, corner.Y, 1e-3f);
    }

    [Fact]
    public void What_is_beside_the_picture_is_zero_after_normalisation()
    {
        byte[] pixels = new byte[3 * 20 * 10];
        pixels.AsSpan().Fill(200);
        float[] input = PromptFrame.Create(20, 10, 32, PictureFit.LongestSide).Prepare(new RgbImage(20, 10, pixels), [100, 100, 100], [50, 50, 50]);
        for (int i = 0; i < input.Length; i++)
        {
            Assert.Equal(i / 32 % 32 < 16 ? 2f : 0f, input[i]);
        }
    }

    [Theory]
    [InlineData(PictureFit.LongestSide)]
    [InlineData(PictureFit.Stretch)]
    public void A_mask_goes_in_and_comes_back(PictureFit fit)
    {
        byte[] values = new byte[90 * 60];
        for (int i = 0; i < values.Length; i++)
        {
            double x = (i % 90) - 45, y = (i / 90) - 30;
            values[i] = (x * x) + (y * y) < 400 ? (byte)1 : (byte)0;
        }

        var mask = new Mask(90, 60, values);
        PromptFrame frame = PromptFrame.Create(90, 60, 256, fit);
        float[] logits = frame.ToLogits(mask, 64);
        Assert.Equal(10, logits.Max(), 1e-4f);
        Assert.Equal(-10, logits.Min(), 1e-4f);
        byte[] back = [.. frame.ToPicture(logits, 64).Select(l => l > 0 ? (byte)1 : (byte)0)];
        double iou = mask.IoU(new Mask(90, 60, back));
        TestContext.Current.TestOutputHelper!.WriteLine($"{fit}: IoU {iou:F3}");
        Assert.True(iou > 0.93, $"IoU {iou}");
    }

    [Theory]
    [InlineData(1, 1, PictureFit.Stretch)]
    [InlineData(1, 500, PictureFit.LongestSide)]
    [InlineData(9000, 2, PictureFit.LongestSide)]
    public void Pictures_without_room_for_an_object_are_refused(int width, int height, PictureFit fit)
    {
        ImageException error = Assert.Throws<ImageException>(() => PromptFrame.Create(width, height, 1024, fit));
        Assert.Contains($"{width}×{height}", error.Message, StringComparison.Ordinal);
    }
}
