using Sam3D.Layout;

namespace Sam3D.Core.Tests.Layout;

public sealed class OccludersTests
{
    private const int Side = 40;

    [Fact]
    public void ABoardInFrontIsFoundAndFloorAndWallAreNot()
    {
        // A box at depth 2; a wall at 3 behind it, a floor that comes nearer from its foot on, a board at depth 1 at its right side.
        byte[] own = new byte[Side * Side];
        float Depth(int x, int y) =>
            x is >= 26 and < 32 ? 1
            : x is >= 12 and < 26 && y is >= 10 and < 28 ? 2
            : y >= 28 ? 2 - (0.03f * (y - 28))
            : 3;
        for (int i = 0; i < own.Length; i++)
        {
            own[i] = i % Side is >= 12 and < 26 && i / Side is >= 10 and < 28 ? (byte)1 : (byte)0;
        }

        Mask found = Occluders.Find(Points(Depth), new Mask(Side, Side, own))!;
        Assert.True(found[28, 15]);
        Assert.True(found[31, 20]);
        Assert.False(found[33, 15]);
        Assert.False(found[15, 30]); // floor
        Assert.False(found[15, 5]);  // wall
        Assert.False(found[20, 20]); // the object
    }

    [Fact]
    public void WithoutDepthOrJumpsThereAreNone()
    {
        byte[] own = new byte[Side * Side];
        own[(20 * Side) + 20] = 1;
        var mask = new Mask(Side, Side, own);
        Assert.Null(Occluders.Find(Points((_, _) => 2), mask));
        Assert.Null(Occluders.Find(Points((_, _) => float.NaN), mask));
    }

    private static PointMap Points(Func<int, int, float> depth)
    {
        float[] points = new float[3 * Side * Side];
        for (int i = 0; i < Side * Side; i++)
        {
            points[(3 * i) + 2] = depth(i % Side, i / Side);
        }

        return new PointMap(Side, Side, points);
    }
}
