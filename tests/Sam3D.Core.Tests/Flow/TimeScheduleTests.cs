using Sam3D.Flow;

namespace Sam3D.Core.Tests.Flow;

public sealed class TimeScheduleTests
{
    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(1, 3.0)]
    [InlineData(2, 0.25)]
    [InlineData(25, 1.0)]
    [InlineData(25, 3.0)]
    [InlineData(1000, 12.5)]
    public void Times_rise_from_0_to_1(int steps, double rescaleT)
    {
        double[] times = TimeSchedule.Create(steps, rescaleT);
        Assert.Equal(steps + 1, times.Length);
        Assert.Equal(0.0, times[0]);
        Assert.Equal(1.0, times[^1]);
        Assert.All(Enumerable.Range(0, steps), i => Assert.True(times[i] < times[i + 1]));
    }

    [Fact]
    public void Re_spacing_follows_its_formula()
    {
        double[] times = TimeSchedule.Create(4, 3);
        Assert.Equal([0, 0.25 / 2.5, 0.5 / 2, 0.75 / 1.5, 1], times);
    }

    [Fact]
    public void Without_re_spacing_steps_are_equal() =>
        Assert.Equal([0, 0.25, 0.5, 0.75, 1], TimeSchedule.Create(4, 1));

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(12, 1.0)]
    [InlineData(25, 3.0)]
    [InlineData(98, 1.0)]
    [InlineData(100_000, 2.0)]
    public void Times_in_single_precision_are_floats_beside_those_in_double(int steps, double rescaleT)
    {
        double[] exact = TimeSchedule.Create(steps, rescaleT), times = TimeSchedule.CreateSingle(steps, rescaleT);
        Assert.Equal(exact.Length, times.Length);
        Assert.Equal(0.0, times[0]);
        Assert.Equal(1.0, times[^1]);
        Assert.All(times.Zip(exact), t => Assert.True(t.First == (float)t.First && Math.Abs(t.First - t.Second) < 2e-7));
        Assert.All(Enumerable.Range(0, steps), i => Assert.True(times[i] < times[i + 1]));
    }

    [Fact]
    public void In_single_precision_each_half_counts_from_its_end()
    {
        float third = 1f / 3f;
        Assert.Equal([0.0, third, 1f - third, 1.0], TimeSchedule.CreateSingle(3, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeSchedule.CreateSingle(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeSchedule.CreateSingle(3, double.NaN));
    }

    [Fact]
    public void The_shortcut_step_is_one_over_the_steps() => Assert.Equal(0.25, TimeSchedule.ShortcutStep(4));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-3, 1)]
    [InlineData(100_001, 1)]
    [InlineData(5, 0)]
    [InlineData(5, -1)]
    [InlineData(5, double.NaN)]
    [InlineData(5, double.PositiveInfinity)]
    public void Numbers_out_of_range_are_refused(int steps, double rescaleT) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeSchedule.Create(steps, rescaleT));

    [Fact]
    public void A_shortcut_without_steps_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeSchedule.ShortcutStep(0));
}
