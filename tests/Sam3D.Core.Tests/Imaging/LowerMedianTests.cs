using Sam3D.Imaging;

namespace Sam3D.Core.Tests.Imaging;

public sealed class LowerMedianTests
{
    [Theory]
    [InlineData(new float[] { 3, 1, 2 }, 2)]
    [InlineData(new float[] { 4, 1, 2, 3 }, 2)]
    [InlineData(new float[] { float.NaN, -5, float.NaN }, -5)]
    [InlineData(new float[] { float.PositiveInfinity, float.NegativeInfinity, 0 }, 0)]
    [InlineData(new float[] { float.NaN }, float.NaN)]
    [InlineData(new float[] { }, float.NaN)]
    public void Small_lists(float[] values, float expected) => Assert.Equal(expected, Of(values));

    [Fact]
    public void Equals_the_middle_of_the_sorted_numbers()
    {
        var random = new Random(3);
        for (int round = 0; round < 300; round++)
        {
            float[] values = new float[random.Next(1, 400)];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = random.Next(10) switch
                {
                    0 => float.NaN,
                    1 => random.Next(-2, 3),
                    2 => BitConverter.Int32BitsToSingle(random.Next() & 0x7F7F_FFFF),
                    _ => (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-20, 20)),
                };
            }

            float[] sorted = [.. values.Where(v => !float.IsNaN(v)).Order()];
            Assert.Equal(sorted.Length == 0 ? float.NaN : sorted[(sorted.Length - 1) / 2], Of(values));
        }
    }

    private static float Of(float[] values)
    {
        var median = new LowerMedian();
        Array.ForEach(values, median.Add);
        median.EndFirstPass();
        Array.ForEach(values, median.Add);
        return median.Result();
    }
}
