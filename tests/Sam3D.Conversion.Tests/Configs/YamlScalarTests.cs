namespace Sam3D.Conversion.Tests;

/// <summary>Meanings of unquoted scalars, taken from PyYAML's resolvers with OmegaConf's float pattern.</summary>
public sealed class YamlScalarTests
{
    [Theory]
    [InlineData("yes", true)]
    [InlineData("On", true)]
    [InlineData("TRUE", true)]
    [InlineData("no", false)]
    [InlineData("off", false)]
    [InlineData("False", false)]
    public void ReadsTruthValues(string text, bool value) => Assert.Equal(value, Node(text).Bool());

    [Theory]
    [InlineData("~")]
    [InlineData("null")]
    [InlineData("Null")]
    [InlineData("NULL")]
    [InlineData("")]
    public void ReadsNull(string text) => Assert.True(Node(text).IsNull);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-17", -17)]
    [InlineData("+1_000", 1000)]
    [InlineData("010", 8)]
    [InlineData("-0x1F", -31)]
    [InlineData("0b101", 5)]
    [InlineData("1:30:05", 5405)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("-2147483648", int.MinValue)]
    public void ReadsIntegers(string text, int value)
    {
        Assert.Equal(ConfigKind.Int, Node(text).Kind);
        Assert.Equal(value, Node(text).Int());
        Assert.Equal(value, Node(text).Double());
    }

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("-1.", -1)]
    [InlineData(".5", 0.5)]
    [InlineData("1e-3", 0.001)]
    [InlineData("1E5", 100000)]
    [InlineData("2.5e+3", 2500)]
    [InlineData("1_0.5", 10.5)]
    [InlineData("1:30.5", 90.5)]
    [InlineData("-.inf", double.NegativeInfinity)]
    [InlineData(".INF", double.PositiveInfinity)]
    [InlineData(".nan", double.NaN)]
    public void ReadsFloats(string text, double value)
    {
        Assert.Equal(ConfigKind.Float, Node(text).Kind);
        Assert.Equal(value, Node(text).Double());
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("08")]
    [InlineData("1.2.3")]
    [InlineData("2024-01-01")]
    [InlineData("y")]
    [InlineData("e5")]
    [InlineData("6drotation_normalized")]
    [InlineData("0xZZ")]
    [InlineData("nan")]
    [InlineData("._")]
    [InlineData("tRuE")]
    [InlineData("'1'")]
    [InlineData("\"true\"")]
    [InlineData("'null'")]
    public void ReadsAllElseAsText(string text)
    {
        Assert.Equal(ConfigKind.String, Node(text).Kind);
        Assert.Equal(text.Trim('\'', '"'), Node(text).String());
    }

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("0xFFFFFFFFFFFFFFFF1")]
    [InlineData("99999999999999999999:00")]
    public void RefusesIntegersThatAreTooLarge(string text)
    {
        Assert.Equal(ConfigKind.Int, Node(text).Kind);
        Assert.Throws<CheckpointException>(() => Node(text).Int());
        Assert.Throws<CheckpointException>(() => Node(text).Double());
    }

    private static ConfigNode Node(string text) => YamlConfig.Parse("value: " + text, "x.yaml")["value"];
}
