using System.Globalization;
using System.Text;
using Sam3D.Text;

namespace Sam3D.Core.Tests.Text;

public sealed class CanonicalFormTests
{
    // Expected values: unicodedata of Python 3.11.
    [Theory]
    [InlineData("\u0065\u0301\u0323", "\u1EB9\u0301")]
    [InlineData("\u0061\u0301\u0302\u0303", "\u00E1\u0302\u0303")]
    [InlineData("\u1100\u1161\u11A8", "\uAC01")]
    [InlineData("\uAC00\u11A8", "\uAC01")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\u2126", "\u03A9")]
    [InlineData("\u1E9B\u0323", "\u1E9B\u0323")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    [InlineData("\U0001109A", "\U0001109A")]
    [InlineData("\u0DD9\u0DCF\u0DCA", "\u0DDD")]
    [InlineData("\u09C7\u0303\u09BE", "\u09C7\u0303\u09BE")]
    [InlineData("\u212B\u0301", "\u01FA")]
    [InlineData("\u0071\u0307\u0323", "\u0071\u0323\u0307")]
    [InlineData("\uF9FF\u0300", "\u523A\u0300")]
    [InlineData("\u0061\u05AE\u0301\u0315", "\u00E1\u05AE\u0315")]
    public void Composes(string text, string expected) => Assert.Equal(expected, CanonicalForm.Compose(text));

    [Fact]
    public void Ascii_and_Latin_1_stay_as_they_are()
    {
        string text = string.Concat(Enumerable.Range(0, 256).Select(c => (char)c));
        Assert.Same(text, CanonicalForm.Compose(text));
    }

    [Fact]
    public void Agrees_with_the_runtime_where_that_has_a_Unicode_library()
    {
        Assert.SkipWhen("e\u0301".Normalize(NormalizationForm.FormC) != "\u00E9", "The runtime does not normalize here.");
        var random = new Random(7);
        int[] marks = [.. Enumerable.Range(0x300, 0x2E00).Where(c => CharUnicodeInfo.GetUnicodeCategory((char)c) == UnicodeCategory.NonSpacingMark)];
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Concat((char)random.Next(0x41, 0x3100), (char)marks[random.Next(marks.Length)], (char)marks[random.Next(marks.Length)]);
            Assert.Equal(text.Normalize(NormalizationForm.FormC), CanonicalForm.Compose(text));
        }
    }
}
