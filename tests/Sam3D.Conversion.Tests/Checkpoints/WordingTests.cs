namespace Sam3D.Conversion.Tests;

public sealed class WordingTests
{
    [Theory]
    [InlineData("plain", "'plain'")]
    [InlineData("two\r\nlines\u2028\u2029\u0085", "'two??lines???'")]
    [InlineData("\u202eright\u200bto\ufeffleft", "'?right?to?left'")]
    [InlineData("naïve 模型 🪑", "'naïve 模型 🪑'")]
    public void QuotesInOneLine(string name, string quoted) => Assert.Equal(quoted, Wording.Quote(name));

    // Not as inline data: attributes are stored as UTF-8, which has no half pairs.
    [Fact]
    public void ReplacesHalfASurrogatePair() => Assert.Equal("'half \ufffd'", Wording.Quote("half \ud800"));

    [Fact]
    public void KeepsTheBeginningOfNamesAndTheEndOfPaths()
    {
        Assert.Equal("'" + new string('n', 60) + "…'", Wording.Quote(new string('n', 61)));
        Assert.EndsWith("/model.pt", Wording.Path(new string('p', 500) + "/model.pt"));
        Assert.Equal(91, Wording.Path(new string('p', 500)).Length);
        Assert.Equal(301, Wording.Sentence(new string('s', 500)).Length);
        Assert.Equal("[1, 2, 3, 4, …]", Wording.Shape([1, 2, 3, 4, 5]));
        Assert.Equal("[]", Wording.Shape([]));
    }
}
