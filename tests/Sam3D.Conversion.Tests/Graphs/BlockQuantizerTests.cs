namespace Sam3D.Conversion.Tests.Graphs;

public sealed class BlockQuantizerTests
{
    [Theory]
    [InlineData(1, 16, 1f)]
    [InlineData(2, 64, 1e-3f)]
    [InlineData(3, 128, 1e30f)]
    [InlineData(4, 32, 1e-37f)]
    public void NoValueIsFurtherOffThanHalfAStep(int seed, int block, float magnitude)
    {
        var random = new Random(seed);
        float[] values = [.. Enumerable.Range(0, 200 * block).Select(_ => (float)(magnitude * Math.Pow(10, random.NextDouble() * 3) * (random.NextDouble() - 0.5)))];
        (byte[] integers, float[] scales) = Quantize(values, block);
        for (int i = 0; i < values.Length; i++)
        {
            double scale = scales[i / block], error = Math.Abs(values[i] - ((integers[i] - 128) * scale));
            Assert.True(error <= scale / 2 * (1 + 1e-5), $"{values[i]} becomes {integers[i]} · {scale}: off by {error}.");
            Assert.InRange(integers[i], 1, 255);
        }

        Assert.All(scales.Select((s, b) => (s, values.Skip(b * block).Take(block).Max(MathF.Abs))), p => Assert.Equal(p.Item2 / 127, p.s));
    }

    [Fact]
    public void EqualValuesGiveEqualBytes()
    {
        var random = new Random(5);
        float[] values = [.. Enumerable.Range(0, 4096).Select(_ => random.NextSingle() - 0.5f)];
        (byte[] firstIntegers, float[] firstScales) = Quantize(values, 64);
        (byte[] secondIntegers, float[] secondScales) = Quantize(values, 64);
        Assert.Equal(firstIntegers, secondIntegers);
        Assert.Equal(firstScales, secondScales);
    }

    [Fact]
    public void RepresentableValuesAreExact()
    {
        float[] values = [.. Enumerable.Range(-127, 255).Append(0).Select(q => q * 0.125f)];
        (byte[] integers, float[] scales) = Quantize(values, 256);
        Assert.Equal([0.125f], scales);
        Assert.Equal(values, integers.Select(q => (q - 128) * 0.125f));
    }

    [Fact]
    public void TiesGoToTheEvenInteger()
    {
        float[] values = [127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 3.5f];
        Assert.Equal([255, 128, 130, 130, 128, 126, 126, 132], Quantize(values, 8).Integers.Select(q => (int)q));
    }

    [Fact]
    public void BlocksOfNothingStayNothing()
    {
        // The third is so small that its scale vanishes, the fourth's is not normal and has a single digit.
        float[] values = [0, 0, -0f, 0, 1, 0, 0, 0, float.Epsilon, 0, 0, 0, 190 * float.Epsilon, -190 * float.Epsilon, 0, 0];
        (byte[] integers, float[] scales) = Quantize(values, 4);
        Assert.Equal([0, 1f / 127, 0, float.Epsilon], scales);
        Assert.Equal([128, 128, 128, 128, 255, 128, 128, 128, 128, 128, 128, 128, 255, 1, 128, 128], integers.Select(q => (int)q));
    }

    private static (byte[] Integers, float[] Scales) Quantize(float[] values, int block)
    {
        byte[] integers = new byte[values.Length];
        float[] scales = new float[values.Length / block];
        BlockQuantizer.Quantize(values, block, integers, scales);
        return (integers, scales);
    }
}
