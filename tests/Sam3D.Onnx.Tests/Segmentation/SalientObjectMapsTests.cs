using Sam3D.Segmentation;

namespace Sam3D.Onnx.Tests.Segmentation;

public sealed class SalientObjectMapsTests
{
    [Fact]
    public void Normalize_divides_by_the_largest_value_and_applies_the_statistics_of_each_channel()
    {
        float[] picture = [0, 0.5f, 0.25f, 0.5f, 0.1f, 0]; // [3, 1, 2]
        float[] plain = [0, 1, 0.5f, 1, 0.2f, 0];
        float[] mean = [0.485f, 0.456f, 0.406f], deviation = [0.229f, 0.224f, 0.225f];
        SalientObjectMaps.Normalize(picture);
        for (int i = 0; i < plain.Length; i++)
        {
            Assert.Equal((plain[i] - mean[i / 2]) / deviation[i / 2], picture[i], 1e-6f);
        }
    }

    [Fact]
    public void A_black_picture_stays_finite()
    {
        float[] picture = new float[6];
        SalientObjectMaps.Normalize(picture);
        Assert.All(picture, v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void Stretch_reaches_both_ends()
    {
        float[] map = [0.2f, 0.4f, 0.6f];
        Assert.True(SalientObjectMaps.TryStretch(map, 0.2f, 0.6f));
        Assert.Equal(0, map[0]);
        Assert.Equal(0.5f, map[1], 1e-6f);
        Assert.Equal(1, map[2]);
    }

    [Theory]
    [InlineData(0.5f, 0.5f)]
    [InlineData(0f, 0.09f)]
    [InlineData(float.NaN, float.NaN)]
    public void Nothing_stands_out_of_a_flat_low_or_broken_map(float lowest, float highest)
    {
        float[] map = [1, 2];
        Assert.False(SalientObjectMaps.TryStretch(map, lowest, highest));
        Assert.Equal([1, 2], map);
    }

    [Fact]
    public void Cut_takes_what_exceeds_the_threshold_and_its_mean()
    {
        (Mask mask, float mean) = SalientObjectMaps.Cut([0.5f, 0.6f, 1f, 0f], 2, 2, 0.5f);
        Assert.Equal([0, 255, 255, 0], mask.Values.ToArray());
        Assert.Equal(0.8f, mean, 1e-6f);
        Assert.Equal(0, SalientObjectMaps.Cut([0f], 1, 1, 0.5f).Mask.Count);
    }
}
