using System.Numerics;
using Sam3D.Masks;

namespace Sam3D.Core.Tests.Masks;

public sealed class PromptRulesTests
{
    private const PromptKinds All = PromptKinds.Points | PromptKinds.Boxes | PromptKinds.Mask | PromptKinds.Previous;
    private static readonly RgbImage Image = new(20, 10, new byte[600]);

    public static TheoryData<string, SegmentationPrompt, string[]> Wrong => new()
    {
        { "empty", new SegmentationPrompt(), ["is empty", "a click or a box"] },
        { "text", new SegmentationPrompt { Text = "mug" }, ["has Text"] },
        { "outside", Click(20.5f, 5), ["click at (20.5, 5)", "0 to 20"] },
        { "negative place", Click(3, -1), ["click at (3, -1)"] },
        { "no number", Click(float.NaN, 1), ["click at (NaN, 1)"] },
        { "both", new SegmentationPrompt { Points = [Point(3, 3), Point(3, 3, false)] }, ["both on and beside"] },
        { "only beside", new SegmentationPrompt { Points = [Point(3, 3, false)] }, ["only say what is not wanted"] },
        { "flat box", Box(2, 3, 2, 8), ["from (2, 3) to (2, 8) has no area"] },
        { "turned box", Box(8, 3, 2, 8), ["has no area"] },
        { "box outside", Box(2, 3, 21, 8), ["reaches beyond it"] },
        { "box of no numbers", Box(float.NaN, 3, 9, 8), ["has no area"] },
        { "box around what is not wanted", new SegmentationPrompt { Boxes = [new(new(1, 1), new(5, 5), false)] }, ["only a concept can have"] },
        { "boxes and a click", new SegmentationPrompt { Points = [Point(3, 3)], Boxes = [new(new(1, 1), new(5, 5)), new(new(6, 1), new(9, 5))] }, ["2 boxes, an object each"] },
        { "mask of other size", new SegmentationPrompt { Mask = new Mask(3, 2, [1, 1, 1, 1, 1, 1]) }, ["3×2 pixels"] },
        { "empty mask", new SegmentationPrompt { Mask = new Mask(20, 10, new byte[200]) }, ["its mask is empty"] },
        { "two masks", new SegmentationPrompt { Mask = Full, Previous = new ScoredMask(Full, 1) }, ["both a mask and an earlier result"] },
        { "everything at once", new SegmentationPrompt { Points = [Point(50, 3)], Boxes = [new(new(5, 5), new(5, 5))] }, ["click at (50, 3)", "has no area"] },
    };

    public static TheoryData<string, SegmentationPrompt> Right => new()
    {
        { "corner", Click(20, 10) },
        { "origin", Click(0, 0) },
        { "whole", Box(0, 0, 20, 10) },
        { "beside with box", new SegmentationPrompt { Points = [Point(3, 3, false)], Boxes = [new(new(1, 1), new(5, 5))] } },
        { "boxes", new SegmentationPrompt { Boxes = [new(new(1, 1), new(5, 5)), new(new(6, 1), new(9, 5))] } },
        { "mask", new SegmentationPrompt { Mask = Full } },
        { "beside with an earlier result", new SegmentationPrompt { Points = [Point(3, 3, false)], Previous = new ScoredMask(Full, 1) } },
    };

    private static Mask Full => new(20, 10, [.. Enumerable.Repeat((byte)1, 200)]);

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Prompts_that_mean_nothing_are_refused(string name, SegmentationPrompt prompt, string[] says)
    {
        PromptException error = Assert.Throws<PromptException>(() => PromptRules.ThrowIfUnusable(prompt, Image, All, "Segmenter"));
        Assert.All(says, s => Assert.Contains(s, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', error.Message);
        Assert.NotEmpty(name);
    }

    [Theory]
    [MemberData(nameof(Right))]
    public void Others_are_taken(string name, SegmentationPrompt prompt)
    {
        PromptRules.ThrowIfUnusable(prompt, Image, All, "Segmenter");
        Assert.NotEmpty(name);
    }

    private static PointPrompt Point(float x, float y, bool isForeground = true) => new(new Vector2(x, y), isForeground);

    private static SegmentationPrompt Click(float x, float y) => new() { Points = [Point(x, y)] };

    private static SegmentationPrompt Box(float left, float top, float right, float bottom) =>
        new() { Boxes = [new BoxPrompt(new Vector2(left, top), new Vector2(right, bottom))] };
}
