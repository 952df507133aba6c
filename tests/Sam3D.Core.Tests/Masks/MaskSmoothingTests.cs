using Sam3D.Masks;

namespace Sam3D.Core.Tests.Masks;

public sealed class MaskSmoothingTests
{
    [Theory]
    [InlineData(20, 15, 0.6f)]
    [InlineData(33, 40, 1.5f)]
    [InlineData(5, 4, 3f)]
    public void Smoothing_is_a_threshold_of_the_plain_mean(int width, int height, float radius)
    {
        Mask mask = RandomMasks.Create(width, height, 0.5, 7);
        Mask smooth = mask.Smooth(radius);
        float[] weights = MaskSmoothing.Weights(radius);
        int reach = weights.Length / 2;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double mean = 0;
                for (int v = -reach; v <= reach; v++)
                {
                    for (int u = -reach; u <= reach; u++)
                    {
                        bool inside = mask[Math.Clamp(x + u, 0, width - 1), Math.Clamp(y + v, 0, height - 1)];
                        mean += inside ? (double)weights[u + reach] * weights[v + reach] : 0;
                    }
                }

                // Sums of both sides differ in the last bits alone.
                Assert.True(Math.Abs(mean - 0.5) < 1e-5 || smooth[x, y] == mean > 0.5, $"({x}, {y}): {mean}");
            }
        }
    }

    [Fact]
    public void Straight_edges_stay_and_spurs_vanish()
    {
        byte[] values = new byte[40 * 30];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = i % 40 < 20 ? (byte)1 : (byte)0;
        }

        byte[] spur = [.. values];
        spur.AsSpan((15 * 40) + 20, 8).Fill(1);
        spur[(5 * 40) + 10] = 0;
        Mask straight = new Mask(40, 30, values).Smooth(2);
        Assert.Equal(new Mask(40, 30, values).Values.ToArray(), straight.Values.ToArray());
        Assert.Equal(straight.Values.ToArray(), new Mask(40, 30, spur).Smooth(2).Values.ToArray());
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(65f)]
    public void Radii_out_of_range_are_refused(float radius) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomMasks.Of("#").Smooth(radius));
}
