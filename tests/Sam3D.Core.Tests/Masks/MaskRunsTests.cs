using Sam3D.Masks;

namespace Sam3D.Core.Tests.Masks;

public sealed class MaskRunsTests
{
    [Fact]
    public void Runs_go_down_the_columns_and_begin_outside()
    {
        MaskRuns runs = MaskRuns.Of(RandomMasks.Of(".#.", ".##"));
        Assert.Equal([2, 2, 1, 1], runs.Counts);
        Assert.Equal(3, runs.Area);
        Assert.Equal([0, 4], MaskRuns.Of(RandomMasks.Of("##", "##")).Counts);
        Assert.Equal([4], MaskRuns.Of(RandomMasks.Of("..", "..")).Counts);
    }

    // Worked out by hand from the definition: five bits a character, lowest first, 32 for "more follows", 16 of the last one for minus; from the fourth run on the
    // difference to the run before the last.
    [Theory]
    [InlineData(new[] { 2, 2, 1, 1 }, 2, 3, "221O")]
    [InlineData(new[] { 0, 4 }, 2, 2, "04")]
    [InlineData(new[] { 40, 60 }, 10, 10, "X1l1")]
    public void Text_is_that_of_the_definition(int[] counts, int height, int width, string text)
    {
        Assert.Equal(text, MaskRuns.FromCounts(width, height, counts).ToText());
        Assert.Equal(counts, MaskRuns.Parse(width, height, text).Counts);
    }

    [Theory]
    [InlineData(1, 1, 0.5)]
    [InlineData(37, 23, 0.5)]
    [InlineData(64, 48, 0.02)]
    [InlineData(300, 200, 0.999)]
    public void Masks_survive_both_forms(int width, int height, double share)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            Mask mask = RandomMasks.Create(width, height, share, seed);
            MaskRuns runs = MaskRuns.Of(mask);
            Assert.Equal(mask.Count, runs.Area);
            Assert.Equal(mask.Values.ToArray(), runs.ToMask().Values.ToArray());
            Assert.Equal(mask.Values.ToArray(), MaskRuns.FromCounts(width, height, runs.Counts).ToMask().Values.ToArray());
            Assert.Equal(mask.Values.ToArray(), MaskRuns.Parse(width, height, runs.ToText()).ToMask().Values.ToArray());
        }
    }

    [Theory]
    [InlineData("", "0 pixels")]
    [InlineData("22", "4 pixels")]
    [InlineData("221Oz", "character 4")]
    [InlineData("22 O", "character 2")]
    [InlineData("22l", "character 3")]
    [InlineData("O", "-1 pixels")]
    [InlineData("ooooooooo", "character")]
    public void Text_that_is_none_is_refused(string text, string says)
    {
        MaskException error = Assert.Throws<MaskException>(() => MaskRuns.Parse(3, 2, text));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Runs_that_do_not_fill_the_mask_are_refused()
    {
        Assert.Contains("5 pixels", Assert.Throws<MaskException>(() => MaskRuns.FromCounts(3, 2, [2, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("Run 1", Assert.Throws<MaskException>(() => MaskRuns.FromCounts(3, 2, [2, 5])).Message, StringComparison.Ordinal);
        Assert.Contains("-1 pixels", Assert.Throws<MaskException>(() => MaskRuns.FromCounts(3, 2, [2, -1, 5])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_text_is_read_or_refused()
    {
        var random = new Random(5);
        string text = MaskRuns.Of(RandomMasks.Create(40, 30, 0.3, 1)).ToText();
        for (int i = 0; i < 10_000; i++)
        {
            char[] characters = text.ToCharArray();
            characters[random.Next(characters.Length)] = (char)random.Next(256);
            try
            {
                MaskRuns runs = MaskRuns.Parse(40, 30, new string(characters, 0, random.Next(characters.Length + 1)));
                Assert.Equal(1200, runs.Counts.Sum());
            }
            catch (MaskException)
            {
                // What is no text of this size is refused by a typed error.
            }
        }
    }
}
