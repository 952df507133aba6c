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
