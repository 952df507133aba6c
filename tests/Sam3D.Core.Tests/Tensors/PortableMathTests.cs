using Sam3D.Tensors;

namespace Sam3D.Core.Tests.Tensors;

public sealed class PortableMathTests
{
    [Fact]
    public void The_logarithm_agrees_with_the_library()
    {
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++)
        {
            double x = Math.Pow(2, (random.NextDouble() * 66) - 33);
            double expected = Math.Log(x);
            Assert.Equal(expected, PortableMath.Log(x), 1e-15 * Math.Max(1, Math.Abs(expected)));
        }
    }

    [Fact]
    public void Sine_and_cosine_agree_with_the_library()
    {
        var random = new Random(2);
        for (int i = 0; i < 100_000; i++)
        {
            double turns = random.NextDouble();
            (double sin, double cos) = PortableMath.SinCosTurns(turns);
            Assert.Equal(Math.Sin(turns * Math.Tau), sin, 3e-15); // the library's argument is rounded, ours is not
            Assert.Equal(Math.Cos(turns * Math.Tau), cos, 3e-15);
            Assert.Equal(1.0, (sin * sin) + (cos * cos), 1e-15);
        }
    }

    [Theory]
    [InlineData(0.0, 0, 1)]
    [InlineData(0.25, 1, 0)]
    [InlineData(0.5, 0, -1)]
    [InlineData(0.75, -1, 0)]
    [InlineData(1.0, 0, 1)]
    public void Quarter_turns_are_exact(double turns, int sin, int cos)
    {
        (double s, double c) = PortableMath.SinCosTurns(turns);
        Assert.Equal((sin, cos), (s, c));
    }
}
