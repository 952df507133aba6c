using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Rendering;

public sealed class ColorSpaceTests
{
    [Fact]
    public void EveryByteComesBack()
    {
        for (int i = 0; i < 256; i++)
        {
            Assert.Equal(i, ColorSpace.ToSrgbByte(ColorSpace.ToLinear((byte)i)));
            Assert.Equal(ColorSpace.ToLinear(i / 255f), ColorSpace.ToLinear((byte)i));
        }
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(1f, 1f)]
    [InlineData(0.04045f, 0.0031308f)]
    [InlineData(0.5f, 0.21404114f)]
    [InlineData(0.2f, 0.03310477f)]
    public void ValuesOfTheStandard(float srgb, float linear)
    {
        Assert.Equal(linear, ColorSpace.ToLinear(srgb), 1e-6f);
        Assert.Equal(srgb, ColorSpace.ToSrgb(linear), 1e-5f);
    }

    [Fact]
    public void ValuesOutsideAreClamped()
    {
        Assert.Equal(0f, ColorSpace.ToLinear(-1f));
        Assert.Equal(1f, ColorSpace.ToSrgb(2f));
        Assert.Equal(255, ColorSpace.ToSrgbByte(7f));
        Assert.Equal(0, ColorSpace.ToSrgbByte(-7f));
    }
}
