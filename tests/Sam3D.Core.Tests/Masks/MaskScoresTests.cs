using Sam3D.Masks;

namespace Sam3D.Core.Tests.Masks;

public sealed class MaskScoresTests
{
    [Fact]
    public void Stability_is_the_quotient_of_two_areas()
    {
        float[] logits = [-2, -0.5f, 0.5f, 1.5f, 3];
        Assert.Equal(0.5f, MaskScores.Stability(logits, 0, 1));
        Assert.Equal(1, MaskScores.Stability(logits, 0, 0.1f));
        Assert.Equal(1, MaskScores.Stability([-5, -6], 0, 1));
        Assert.Equal(3, MaskScores.Area(logits, 0));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 9)]
    [InlineData(64, 5)]
    [InlineData(33, 31)]
    public void A_mask_is_where_logits_are_above_zero(int width, int height)
    {
        var random = new Random(2);
        float[] logits = [.. Enumerable.Range(0, width * height).Select(i => i % 11 == 0 ? 0 : i % 13 == 0 ? float.NaN : (float)random.NextDouble() - 0.5f)];
        Mask mask = MaskScores.ToMask(logits, width, height);
        Assert.Equal(logits.Select(l => l > 0 ? byte.MaxValue : (byte)0), mask.Values.ToArray());
        Assert.Equal(logits.Count(l => l > 0), mask.Count);
    }

    [Fact]
    public void An_unstable_first_mask_gives_way_to_the_best_of_the_others()
    {
        float[] masks = [0.5f, -0.5f, 5, 5, 5, -5, 5, 5];
        float[] qualities = [0.99f, 0.2f, 0.8f, 0.3f];
        Assert.Equal(2, MaskScores.Choose(masks, qualities, 1, 0.98f));
        Assert.Equal(0, MaskScores.Choose(masks, qualities, 0.1f, 0.98f));
        Assert.Equal(0, MaskScores.Choose(masks, qualities, 1, 0));
        Assert.Equal(0, MaskScores.Choose([0.5f], [0.4f], 1, 0.98f));
    }
}
