using Sam3D.Depth;

namespace Sam3D.Onnx.Tests.Depth;

public sealed class DepthResolutionTests
{
    // Sizes by the formula of the official code: side · (tokens · 14² / (W · H))^½, cut to an integer; then whole patches. For 8000 × 6000 the factor is 0.07 less one bit, so
    // that 560 and 420 are missed by one, there as here.
    [Theory]
    [InlineData(104, 75, 30, 90, 65, 6, 4)]
    [InlineData(700, 700, 2500, 700, 700, 50, 50)]
    [InlineData(1920, 1080, 2500, 933, 525, 66, 37)]
    [InlineData(1080, 1920, 2500, 525, 933, 37, 66)]
    [InlineData(8000, 6000, 1200, 559, 419, 39, 29)]
    [InlineData(1, 1, 1, 14, 14, 1, 1)]
    public void Sizes_are_those_of_the_official_code(int width, int height, int tokens, int w, int h, int columns, int rows) =>
        Assert.Equal(new DepthResolution(w, h, columns, rows), DepthResolution.Of(width, height, tokens, 14));

    [Fact]
    public void There_are_never_more_patches_than_asked_for()
    {
        var random = new Random(5);
        for (int i = 0; i < 2000; i++)
        {
            int width = random.Next(50, 9000), height = random.Next(50, 9000), tokens = random.Next(100, 4000);
            DepthResolution size;
            try
            {
                size = DepthResolution.Of(width, height, tokens, 14);
            }
            catch (ImageException)
            {
                Assert.True(Math.Max(width, height) > 25 * Math.Min(width, height));
                continue;
            }

            Assert.InRange(size.Columns * size.Rows, 1, tokens);
            Assert.InRange((double)size.Width * size.Height, 0.8 * tokens * 196, tokens * 196);
        }
    }

    [Theory]
    [InlineData(100, 1, 2500)]
    [InlineData(1, 51, 2500)]
    [InlineData(500, 20, 2)]
    public void Long_and_narrow_pictures_are_refused(int width, int height, int tokens)
    {
        ImageException error = Assert.Throws<ImageException>(() => DepthResolution.Of(width, height, tokens, 14));
        Assert.Contains($"{width}×{height}", error.Message, StringComparison.Ordinal);
    }
}
