using Sam3D.Flow;

namespace Sam3D.Core.Tests.Flow;

public sealed class GuidanceOptionsTests
{
    [Theory]
    [InlineData(99.9, false)]
    [InlineData(100.0, true)]
    [InlineData(250.0, true)]
    [InlineData(500.0, true)]
    [InlineData(500.5, false)]
    public void Both_ends_of_the_interval_belong_to_it(double scaledTime, bool expected) =>
        Assert.Equal(expected, new GuidanceOptions(7f, 100, 500).IsActive(scaledTime));

    [Fact]
    public void Strength_0_switches_guidance_off() => Assert.False(new GuidanceOptions(0f, 0, 1000).IsActive(500));
}
