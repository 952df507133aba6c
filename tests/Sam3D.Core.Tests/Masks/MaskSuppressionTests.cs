using Sam3D.Masks;

namespace Sam3D.Core.Tests.Masks;

public sealed class MaskSuppressionTests
{
    [Fact]
    public void The_best_of_overlapping_masks_stays()
    {
        ScoredMask[] masks =
        [
            new(RandomMasks.Of("##....", "##...."), 0.5f),
            new(RandomMasks.Of("###...", "###..."), 0.9f),
            new(RandomMasks.Of("....##", "....##"), 0.7f),
            new(RandomMasks.Of("......", "......"), 1f),
        ];
        Assert.Equal([0.9f, 0.7f], masks.SuppressByMasks(0.5).Select(m => m.Score));
        Assert.Equal([0.9f, 0.7f], masks.SuppressByBoxes(0.5).Select(m => m.Score));
        Assert.Equal([0.9f, 0.7f, 0.5f], masks.SuppressByMasks(0.7).Select(m => m.Score));
    }

    [Fact]
    public void Boxes_and_pixels_are_told_apart()
    {
        ScoredMask[] masks = [new(RandomMasks.Of("#..", "...", "..#"), 0.9f), new(RandomMasks.Of("..#", "...", "#.."), 0.8f)];
        Assert.Single(masks.SuppressByBoxes(0.5));
        Assert.Equal(2, masks.SuppressByMasks(0.5).Count);
    }

    [Fact]
    public void What_stays_overlaps_little_and_what_goes_has_a_better_one()
    {
        ScoredMask[] masks = [.. Enumerable.Range(0, 30).Select(i => new ScoredMask(RandomMasks.Create(12, 12, 0.5, i), (i * 7 % 30) / 30f))];
        IReadOnlyList<ScoredMask> kept = masks.SuppressByMasks(0.34);
        Assert.InRange(kept.Count, 2, 29);
        foreach (ScoredMask mask in masks)
        {
            bool hasBetter = kept.Any(k => k != mask && k.Score >= mask.Score && k.Mask.IoU(mask.Mask) > 0.34);
            Assert.Equal(!kept.Contains(mask), hasBetter);
        }
    }

    [Fact]
    public void Boxes_overlap_as_counted()
    {
        Assert.Equal(1, MaskSuppression.IoU(new PixelBounds(1, 2, 3, 4), new PixelBounds(1, 2, 3, 4)));
        Assert.Equal(0, MaskSuppression.IoU(new PixelBounds(0, 0, 1, 1), new PixelBounds(2, 0, 3, 1)));
        Assert.Equal(1.0 / 7, MaskSuppression.IoU(new PixelBounds(0, 0, 1, 1), new PixelBounds(1, 1, 2, 2)), 12);
    }

    [Fact]
    public void Limits_out_of_range_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Array.Empty<ScoredMask>().SuppressByBoxes(double.NaN));
}
