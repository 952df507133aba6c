using Sam3D.Imaging.Sources;

namespace Sam3D.Core.Tests.Imaging.Sources;

public sealed class RgbPlanesTests
{
    [Fact]
    public void Vectors_give_the_bits_of_the_plain_loop()
    {
        for (int count = 0; count < 100; count++)
        {
            byte[] rgb = PictureFiles.Noise(3 * count, seed: count);
            float[] fast = new float[3 * count], plain = new float[3 * count];
            RgbPlanes.Split(rgb, fast.AsSpan(0, count), fast.AsSpan(count, count), fast.AsSpan(2 * count));
            RgbPlanes.SplitPlain(rgb, plain.AsSpan(0, count), plain.AsSpan(count, count), plain.AsSpan(2 * count));
            Assert.Equal(plain, fast);
        }
    }

    [Fact]
    public void Every_byte_is_its_255th_part()
    {
        byte[] rgb = [.. Enumerable.Range(0, 768).Select(i => (byte)(i / 3))];
        float[] planes = new float[768];
        RgbPlanes.Split(rgb, planes.AsSpan(0, 256), planes.AsSpan(256, 256), planes.AsSpan(512));
        Assert.Equal(Enumerable.Range(0, 768).Select(i => i % 256 / 255f), planes);
    }
}
