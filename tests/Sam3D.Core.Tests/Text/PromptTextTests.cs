using Sam3D.Text;

namespace Sam3D.Core.Tests.Text;

public sealed class PromptTextTests
{
    [Theory]
    [InlineData("caf\u00C3\u00A9", "caf\u00E9")] // UTF-8 read as Windows-1252
    [InlineData("it\u00E2\u20AC\u2122s", "it's")]
    [InlineData("\u00F0\u0178\u02DC\u20AC", "\U0001F600")]
    [InlineData("CAF\u00C9\u2122", "caf\u00E9\u2122")] // É and ™ are the bytes of another character, and meant
    [InlineData("S\u00C3O", "s\u00E3o")]
    [InlineData("&copy 2020 &copyright &notanentity", "\u00A9 2020 \u00A9right \u00ACanentity")]
    [InlineData("&#65;&#x42;&#0;&#x110000;", "ab\uFFFD\uFFFD")]
    [InlineData("a<b &amp;amp; c", "a<b & c")] // twice, where the text has a '<'
    [InlineData("\u001B[1;31mred\u001B[0m\u001B[", "red[")]
    [InlineData("A\u03A3. \u03A3 A\u03A3B \u0130", "a\u03C2. \u03C3 a\u03C3b i\u0307")]
    [InlineData(" \t\r\n", "")]
    public void Cleans(string text, string expected) => Assert.Equal(expected, PromptText.Clean(text));

    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("\uFFFDx", PromptText.Clean("\uD800x"));

    [Fact]
    public void Cleaning_again_changes_nothing()
    {
        // Every pair of these, so that steps meet.
        string[] parts = ["\u00C3\u00A9", "&amp;", "\uFB01", "\u2019", "\u0085", "\uFF21", "e\u0301", "\r\n", "\u001B[0m", "\u0149", "\u03A3", "<", "\u00E2\u20AC", "\uFEFF", "x"];
        foreach (string text in parts.SelectMany(a => parts.Select(b => a + b)).Where(t => !t.Contains("&amp;<", StringComparison.Ordinal)))
        {
            string once = PromptText.Clean(text);
            Assert.Equal(once, PromptText.Clean(once));
        }
    }
}
