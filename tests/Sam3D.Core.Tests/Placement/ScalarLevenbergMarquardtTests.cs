using Sam3D.Placement;

namespace Sam3D.Core.Tests.Placement;

public sealed class ScalarLevenbergMarquardtTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(5.0)]
    [InlineData(-40.0)]
    public void A_linear_problem_is_solved_in_one_step(double start)
    {
        double x = ScalarLevenbergMarquardt.Minimize(
            (x, r) =>
            {
                r[0] = x - 1;
                r[1] = x - 3;
            },
            2, start, 1e-3);
        Assert.Equal(2.0, x, 1e-5);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(-0.5)]
    public void A_curved_problem_is_solved_from_afar(double start)
    {
        // exp(x·i) for i = 1 … 5 against its values at x = 0.7: full steps from x = −0.5 go much too far.
        double x = ScalarLevenbergMarquardt.Minimize(
            (x, r) =>
            {
                for (int i = 0; i < r.Length; i++)
                {
                    r[i] = Math.Exp(x * (i + 1)) - Math.Exp(0.7 * (i + 1));
                }
            },
            5, start, 1e-10);
        Assert.Equal(0.7, x, 1e-6);
    }

    [Fact]
    public void At_the_minimum_nothing_moves()
    {
        double x = ScalarLevenbergMarquardt.Minimize((x, r) => r[0] = x * x, 1, 0.0, 1e-3);
        Assert.Equal(0.0, x);
    }

    [Fact]
    public void NaN_and_endless_slopes_end()
    {
        Assert.Equal(1.0, ScalarLevenbergMarquardt.Minimize((_, r) => r[0] = double.NaN, 1, 1.0, 1e-3));
        double far = ScalarLevenbergMarquardt.Minimize((x, r) => r[0] = Math.Exp(-x), 1, 0.0, 0.0);
        Assert.True(far > 1);
    }
}
