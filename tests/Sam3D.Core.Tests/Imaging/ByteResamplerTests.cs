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
    [InlineData(1200, 300, 320, 80)]
    [InlineData(40, 30, 13, 7, true)]
    [InlineData(13, 7, 40, 30, true)]
    [InlineData(1, 1, 5, 3, true)]
    [InlineData(1200, 300, 320, 80, true)]
    public void Resizing_is_the_plain_sum_of_each_pass(int width, int height, int targetWidth, int targetHeight, bool isCubic = false)
    {
        byte[] picture = new byte[width * height * 3];
        new Random(3).NextBytes(picture);
        byte[] actual = ByteResampler.Resize(picture, 3, height, width, targetHeight, targetWidth, isCubic ? Interpolation.Bicubic : Interpolation.Bilinear);
        byte[] narrowed = Transposed(Pass(picture, height, width, targetWidth, isCubic), height, targetWidth);
        byte[] expected = Transposed(Pass(narrowed, targetWidth, height, targetHeight, isCubic), targetWidth, targetHeight);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_picture_of_one_colour_keeps_it()
    {
        byte[] picture = [.. Enumerable.Repeat((byte)201, 50 * 40 * 3)];
        Assert.All(ByteResampler.Resize(picture, 3, 40, 50, 17, 91), v => Assert.Equal(201, v));
        Assert.NotSame(picture, ByteResampler.Resize(picture, 3, 40, 50, 40, 50));
    }

    /// <summary>Resizes the columns of [height, width, 3] with weights of 22 bits behind the point, as Pillow's are, and rounds.</summary>
    private static byte[] Pass(byte[] picture, int height, int width, int target, bool isCubic)
    {
        if (width == target)
        {
            return picture;
        }

        double scale = (double)width / target, widening = Math.Max(scale, 1), support = isCubic ? 2 * widening : widening;
        byte[] result = new byte[height * target * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < target; x++)
            {
                double centre = (x + 0.5) * scale;
                for (int c = 0; c < 3; c++)
                {
                    int first = Math.Max((int)(centre - support + 0.5), 0), end = Math.Min((int)(centre + support + 0.5), width);
                    double[] weights = [.. Enumerable.Range(first, end - first).Select(i => Filter(Math.Abs((i - centre + 0.5) * (1 / widening)), isCubic))];
                    double all = 0;
                    foreach (double weight in weights)
                    {
                        all += weight;
                    }

                    long sum = 0;
                    for (int i = first; i < end; i++)
                    {
                        sum += (long)Math.Round(weights[i - first] / all * 4194304, MidpointRounding.AwayFromZero) * picture[(((y * width) + i) * 3) + c];
                    }

                    result[(((y * target) + x) * 3) + c] = (byte)Math.Clamp(Math.Floor((sum / 4194304.0) + 0.5), 0, 255);
                }
            }
        }

        return result;
    }

    private static double Filter(double x, bool isCubic) => (isCubic, x) switch
    {
        (false, _) => Math.Max(0, 1 - x),
        (true, < 1) => (1.5 * x * x * x) - (2.5 * x * x) + 1,
        (true, < 2) => (-0.5 * x * x * x) + (2.5 * x * x) - (4 * x) + 2,
        _ => 0,
    };

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
