using Sam3D.Tracking;

namespace Sam3D.Core.Tests.Tracking;

public sealed class BFloat16Tests
{
    [Theory]
    [InlineData(1f, 1f)]
    [InlineData(1.00390625f, 1f)] // half of a unit: to the even neighbour below
    [InlineData(1.01171875f, 1.015625f)] // half of a unit: to the even neighbour above
    [InlineData(1.0039065f, 1.0078125f)] // a little more than half
    [InlineData(-3.1415927f, -3.140625f)]
    [InlineData(0f, 0f)]
    public void Rounds_to_the_nearest(float value, float expected) => Assert.Equal(expected, BFloat16.Round(value));

    [Fact]
    public void Never_errs_by_more_than_half_a_unit()
    {
        var random = new Random(3);
        for (int i = 0; i < 100_000; i++)
        {
            float value = (float)((random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-60, 60)));
            Assert.True(Math.Abs(BFloat16.Round(value) - (double)value) <= Math.ScaleB(1, Math.ILogB(value) - 8));
        }
    }
}
