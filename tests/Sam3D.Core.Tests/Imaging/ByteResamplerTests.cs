using Sam3D.Imaging;

namespace Sam3D.Core.Tests.Imaging;

public sealed class ByteResamplerTests
{
    [Theory]
    [InlineData(40, 30, 13, 7)]
    [InlineData(13, 7, 40, 30)]
    [InlineData(30, 30, 30, 11)]
    [InlineData(30, 30, 11, 30)]
    [InlineData(1, 1, 5, 3)]
    [InlineData(1200, 300, 640, 160)]
    public void Resizing_is_the_plain_sum_of_each_pass(int width, int height, int targetWidth, int targetHeight)
    {
        byte[] picture = new byte[width * height * 3];
        new Random(3).NextBytes(picture);
        byte[] actual = ByteResampler.Resize(picture, 3, height, width, targetHeight, targetWidth);
        byte[] expected = Transposed(Pass(Transposed(Pass(picture, height, width, targetWidth), height, targetWidth), targetWidth, height, targetHeight), targetWidth, targetHeight);
        Assert.Equal(expected.Length, actual.Length);

        // Fixed and floating point may fall on two sides of a half.
        int off = actual.Zip(expected).Count(p => p.First != p.Second);
        Assert.All(actual.Zip(expected), p => Assert.InRange(p.First - p.Second, -1, 1));
        Assert.True(off <= actual.Length / 1000, $"{off} of {actual.Length} differ");
    }

    [Fact]
    public void A_picture_of_one_colour_keeps_it()
    {
        byte[] picture = [.. Enumerable.Repeat((byte)201, 50 * 40 * 3)];
        Assert.All(ByteResampler.Resize(picture, 3, 40, 50, 17, 91), v => Assert.Equal(201, v));
        Assert.NotSame(picture, ByteResampler.Resize(picture, 3, 40, 50, 40, 50));
    }

    /// <summary>Resizes the columns of [height, width, 3] in double precision and rounds.</summary>
    private static byte[] Pass(byte[] picture, int height, int width, int target)
    {
        if (width == target)
        {
            return picture;
        }

        double scale = (double)width / target, support = Math.Max(scale, 1);
        byte[] result = new byte[height * target * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < target; x++)
            {
                double centre = (x + 0.5) * scale;
                for (int c = 0; c < 3; c++)
                {
                    double sum = 0, weights = 0;
                    for (int i = Math.Max((int)(centre - support + 0.5), 0); i < Math.Min((int)(centre + support + 0.5), width); i++)
                    {
                        double weight = Math.Max(0, 1 - Math.Abs((i + 0.5 - centre) / support));
                        sum += weight * picture[(((y * width) + i) * 3) + c];
                        weights += weight;
                    }

                    result[(((y * target) + x) * 3) + c] = (byte)Math.Clamp(Math.Floor((sum / weights) + 0.5), 0, 255);
                }
            }
        }

        return result;
    }

    private static byte[] Transposed(byte[] picture, int height, int width)
    {
        byte[] result = new byte[picture.Length];
        for (int i = 0; i < picture.Length / 3; i++)
        {
            int to = ((i % width) * height) + (i / width);
            picture.AsSpan(3 * i, 3).CopyTo(result.AsSpan(3 * to));
        }

        return result;
    }
}
