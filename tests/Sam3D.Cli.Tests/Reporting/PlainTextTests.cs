using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Tests.Reporting;

public sealed class PlainTextTests
{
    [Fact]
    public void ForeignTextCannotBreakLinesOrSteerTheTerminal()
    {
        Assert.Equal("a b [31mc d e", PlainText.OneLine("a\nb\u001b[31mc\u2028d\u0085e"));
        Assert.Equal(2001, PlainText.OneLine(new string('x', 5000)).Length);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1500, "1.5 KB")]
    [InlineData(26_600_000, "26.6 MB")]
    [InlineData(12_345_678_901, "12.3 GB")]
    public void Bytes(long bytes, string expected) => Assert.Equal(expected, PlainText.Bytes(bytes));

    [Fact]
    public void CountsAndNames()
    {
        Assert.Equal("1 vertex", PlainText.Count(1, "vertex", "vertices"));
        Assert.Equal("1,204 vertices", PlainText.Count(1204, "vertex", "vertices"));
        Assert.Equal("encode condition", PlainText.Words("EncodeCondition"));
        Assert.Equal("encode condition", PlainText.Words("encodeCondition"));
        Assert.Equal("2.50 s", PlainText.Seconds(2.5));
    }
}
