using Sam3D.Gaussians;

namespace Sam3D.Core.Tests.Gaussians;

public sealed class GaussianActivationsTests
{
    [Fact]
    public void Defaults_are_those_of_the_released_decoders()
    {
        var a = new GaussianActivations();
        Assert.Equal((0.004f, 0.1f, 0.0009f, ScaleActivation.Softplus), (a.ScaleBias, a.OpacityBias, a.MinimumScale, a.ScaleActivation));
        Assert.Equal((new(-0.5f), new(1f)), (a.BoxMin, a.BoxSize));
    }

    [Theory]
    [InlineData(ScaleActivation.Softplus)]
    [InlineData(ScaleActivation.Exponential)]
    public void Raw_0_gives_the_biases(ScaleActivation activation)
    {
        var a = new GaussianActivations { ScaleActivation = activation };
        Assert.Equal(Math.Sqrt((0.004 * 0.004) + (0.0009 * 0.0009)), a.Scale(0f), 1e-8);
        Assert.Equal(0.1f, a.Opacity(0f), 1e-6f);
    }

    [Theory]
    [InlineData(ScaleActivation.Softplus)]
    [InlineData(ScaleActivation.Exponential)]
    public void Scales_rise_with_the_raw_value_and_go_round(ScaleActivation activation)
    {
        var a = new GaussianActivations { ScaleActivation = activation };
        float previous = a.MinimumScale;
        for (float raw = -2f; raw < 9f; raw += 0.25f)
        {
            float scale = a.Scale(raw);
            Assert.True(scale > previous);
            Assert.Equal(raw, a.RawScale(scale), 2e-4f);
            previous = scale;
        }
    }

    [Fact]
    public void Extreme_raw_values_stay_in_range()
    {
        var a = new GaussianActivations();
        Assert.Equal(a.MinimumScale, a.Scale(-1000f));
        Assert.Equal(1000f, a.Scale(1005.5f), 1f);
        Assert.Equal((0f, 1f), (a.Opacity(-1000f), a.Opacity(1000f)));
    }
}
