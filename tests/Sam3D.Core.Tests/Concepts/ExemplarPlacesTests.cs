using Sam3D.Concepts;

namespace Sam3D.Core.Tests.Concepts;

public sealed class ExemplarPlacesTests
{
    private const int Grid = 9;

    [Fact]
    public void Weights_of_a_box_are_means_of_places_inside_of_it()
    {
        // On a ramp, a mean of samples is the ramp at their mean: the middle of each cell, as long as the box stays inside of the tokens.
        float[] box = [0.5f, 0.45f, 0.6f, 0.5f], samples = ExemplarPlaces.BoxSamples(box, Grid);
        for (int cell = 0; cell < 49; cell++)
        {
            ReadOnlySpan<float> weights = samples.AsSpan(cell * Grid * Grid, Grid * Grid);
            (double sum, double x, double y) = (0, 0, 0);
            for (int i = 0; i < weights.Length; i++)
            {
                (sum, x, y) = (sum + weights[i], x + (weights[i] * (i % Grid)), y + (weights[i] * (i / Grid)));
            }

            Assert.Equal(1, sum, 5);
            Assert.Equal(((0.5 - 0.3) + (0.6 * ((cell % 7) + 0.5) / 7)) * Grid, x, 4);
            Assert.Equal(((0.45 - 0.25) + (0.5 * ((cell / 7) + 0.5) / 7)) * Grid, y, 4);
        }
    }

    [Fact]
    public void Beyond_the_picture_there_is_nothing() => Assert.All(ExemplarPlaces.BoxSamples([2, 2, 0.2f, 0.2f], Grid), w => Assert.Equal(0, w));
}
