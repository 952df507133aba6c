using System.Numerics;
using Sam3D.GraphCuts;

namespace Sam3D.Core.Tests.GraphCuts;

public sealed class ColorMixtureTests
{
    [Fact]
    public void A_mixture_is_a_density_that_is_high_where_the_colours_are()
    {
        var random = new Random(2);
        Vector3[] centres = [new(0.2f, 0.3f, 0.7f), new(0.8f, 0.7f, 0.2f)];
        Vector3[] colors = [.. Enumerable.Range(0, 2000).Select(i => centres[i % 2] + (0.1f * (new Vector3(random.NextSingle(), random.NextSingle(), random.NextSingle()) - new Vector3(0.5f))))];
        ColorMixture mixture = ColorMixture.Fit(colors, Enumerable.Repeat(1f, colors.Length).ToArray())!;
        Assert.All(centres, c => Assert.True(mixture.LogDensity(c) > mixture.LogDensity(new Vector3(0.5f)) + 10));

        // Its integral over the cube of colours is 1.
        double sum = 0;
        const int Steps = 60;
        for (int i = 0; i < Steps * Steps * Steps; i++)
        {
            var at = new Vector3((i % Steps) + 0.5f, (i / Steps % Steps) + 0.5f, (i / Steps / Steps) + 0.5f) / Steps;
            sum += Math.Exp(mixture.LogDensity(at)) / Math.Pow(Steps, 3);
        }

        Assert.Equal(1, sum, 0.05);
    }

    [Fact]
    public void Weights_count_and_pixels_without_weight_do_not()
    {
        Vector3[] colors = [new(0.1f), new(0.9f), new(0.1f), new(0.9f)];
        ColorMixture mixture = ColorMixture.Fit(colors, [1, 0, 1, 0])!;
        Assert.True(mixture.LogDensity(new Vector3(0.1f)) > mixture.LogDensity(new Vector3(0.9f)) + 100);
        Assert.Null(ColorMixture.Fit(colors, [0, 0, 0, 0]));
        Assert.Null(ColorMixture.Fit([], []));
    }

    [Fact]
    public void A_single_colour_has_a_finite_density() =>
        Assert.True(float.IsFinite(ColorMixture.Fit(Enumerable.Repeat(Vector3.One, 50).ToArray(), Enumerable.Repeat(1f, 50).ToArray())!.LogDensity(Vector3.Zero)));
}
