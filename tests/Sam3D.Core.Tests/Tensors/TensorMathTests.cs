using Sam3D.Tensors;

namespace Sam3D.Core.Tests.Tensors;

public sealed class TensorMathTests
{
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 70), 127, 128, 129, 1001, 65_537];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void The_guided_step_equals_the_plain_loop_bit_for_bit(int length)
    {
        // An odd start in the array makes the vectors unaligned.
        float[][] data = [.. Enumerable.Range(0, 5).Select(i => Numbers(length + 1, (uint)i))];
        (Memory<float> x, Memory<float> c, Memory<float> u) = (data[0].AsMemory(1), data[1].AsMemory(1), data[2].AsMemory(1));
        TensorMath.AdvanceGuidedReference(x.Span, c.Span, u.Span, 7f, 0.0314f, data[3].AsSpan(1));
        TensorMath.AdvanceGuided(x.Span, c.Span, u.Span, 7f, 0.0314f, data[4].AsSpan(1));
        AssertSameBits(data[3].AsSpan(1), data[4].AsSpan(1));

        TensorMath.AdvanceGuided(x.Span, c.Span, u.Span, 7f, 0.0314f, x.Span);
        AssertSameBits(data[3].AsSpan(1), x.Span);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void The_step_equals_the_plain_loop_bit_for_bit(int length)
    {
        float[][] data = [.. Enumerable.Range(0, 4).Select(i => Numbers(length + 1, (uint)i))];
        (Memory<float> x, Memory<float> v) = (data[0].AsMemory(1), data[1].AsMemory(1));
        TensorMath.AdvanceReference(x.Span, v.Span, 0.0314f, data[2].AsSpan(1));
        TensorMath.Advance(x.Span, v.Span, 0.0314f, data[3].AsSpan(1));
        AssertSameBits(data[2].AsSpan(1), data[3].AsSpan(1));

        TensorMath.Advance(x.Span, v.Span, 0.0314f, x.Span);
        AssertSameBits(data[2].AsSpan(1), x.Span);
    }

    [Fact]
    public void The_guided_step_is_what_its_formula_says()
    {
        float[] x = [1f, -2f];
        TensorMath.AdvanceGuided(x, [0.5f, 4f], [0.25f, -1f], strength: 3f, step: 0.5f, x);
        Assert.Equal([1f + (0.5f * ((4f * 0.5f) - (3f * 0.25f))), -2f + (0.5f * ((4f * 4f) - (3f * -1f)))], x);
    }

    [Fact]
    public void Infinities_and_NaN_pass_through()
    {
        float[] x = [.. Enumerable.Repeat(1f, 37)], c = [.. Enumerable.Repeat(1f, 37)], u = new float[37];
        (c[3], c[17], x[36]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity);
        TensorMath.AdvanceGuided(x, c, u, 1f, 1f, x);
        Assert.Equal((float.NaN, float.PositiveInfinity, float.NegativeInfinity, 3f), (x[3], x[17], x[36], x[0]));
    }

    [Fact]
    public void Other_lengths_and_overlaps_are_refused()
    {
        float[] x = new float[32];
        Assert.Throws<ArgumentException>("velocity", () => TensorMath.Advance(x, new float[31], 1f, x));
        Assert.Throws<ArgumentException>("velocity", () => TensorMath.Advance(x, new float[32], 1f, new float[33]));
        Assert.Throws<ArgumentException>("unconditional", () => TensorMath.AdvanceGuided(x, new float[32], new float[1], 1f, 1f, x));
        Assert.Throws<ArgumentException>("conditional", () => TensorMath.AdvanceGuided(x, x, new float[32], 1f, 1f, x));
        Assert.Throws<ArgumentException>("velocity", () => TensorMath.Advance(x.AsSpan(0, 16), new float[16], 1f, x.AsSpan(1, 16)));
    }

    private static float[] Numbers(int length, uint stream)
    {
        float[] values = new float[length];
        Philox.FillNormal(values, seed: 11, stream);
        return values;
    }

    private static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(BitConverter.SingleToInt32Bits(expected[i]), BitConverter.SingleToInt32Bits(actual[i]));
        }
    }
}
