using System.Numerics;
using Sam3D.Layout;

namespace Sam3D.Core.Tests.Layout;

public sealed class SilhouetteRasterTests
{
    private static readonly CameraIntrinsics Camera = new(1, 1);

    private static readonly ObjectPose Ahead = new() { Rotation = Quaternion.Identity, Translation = new Vector3(0, 0, 2), Scale = 1 };

    [Fact]
    public void TheFastDrawingHasTheBytesOfThePlainOne()
    {
        var random = new Random(7);
        MaskWindow window = MaskWindow.Of(RandomMask(random, 90, 70), -10, -5, 95, 75, 1.37f);
        var fast = new SilhouetteRaster(window);
        var plain = new SilhouetteRaster(window);
        int covered = 0;
        for (int round = 0; round < 60; round++)
        {
            // Slivers, triangles of one pixel, large ones, some behind the camera and some far outside.
            float size = MathF.Pow(10, (random.NextSingle() * 3) - 2);
            Vector3[] positions = [.. Enumerable.Range(0, 90).Select(_ => new Vector3(Next(random), Next(random), Next(random)) * size)];
            positions[0] = new Vector3(1e6f, -1e6f, 0);
            positions[1] = new Vector3(0, 0, -5);
            int[] triangles = [.. Enumerable.Range(0, 300).Select(_ => random.Next(positions.Length))];
            ObjectPose pose = Ahead with { Translation = new Vector3(Next(random), Next(random), 2), Rotation = Quaternion.Normalize(new Quaternion(Next(random), Next(random), Next(random), 1)) };
            fast.Draw(positions, triangles, pose, Camera, 90, 70);
            plain.DrawPlainly(positions, triangles, pose, Camera, 90, 70);
            Assert.True(fast.Covered.SequenceEqual(plain.Covered), $"round {round}");
            Assert.Equal(plain.PlainIoU(), fast.IoU());
            covered += fast.Covered.Length - fast.Covered.Count((byte)0);
        }

        Assert.InRange(covered, 1000, int.MaxValue);
    }

    [Fact]
    public void ASquareCoversItsPixelsAndTheOverlapIsThatOfAreas()
    {
        // One unit at depth 2 and focal length 1 is half of the 40 pixels; the mask is its left half.
        byte[] values = new byte[40 * 40];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (byte)(i % 40 < 20 ? 1 : 0);
        }

        var raster = new SilhouetteRaster(MaskWindow.Of(new Mask(40, 40, values), 0, 0, 40, 40, 1));
        raster.Draw([new(-0.5f, -0.5f, 0), new(0.5f, -0.5f, 0), new(0.5f, 0.5f, 0), new(-0.5f, 0.5f, 0)], [0, 1, 2, 0, 2, 3], Ahead, Camera, 40, 40);
        Assert.Equal(400, raster.Covered.Length - raster.Covered.Count((byte)0));
        Assert.Equal(200.0 / (800 + 200), raster.IoU());
    }

    [Fact]
    public void CellsHoldThePartOfTheirPixelsAndTheOutsideOfThePictureSaysNothing()
    {
        // Four by four pixels, the upper left three of one two-by-two cell are the object.
        byte[] values = [1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        MaskWindow window = MaskWindow.Of(new Mask(4, 4, values), -2, 0, 4, 4, 2);
        Assert.Equal((3, 2), (window.Width, window.Height));
        Assert.Equal([0, 191, 0], window.Inside[..3]);
        Assert.Equal([0, 64, 255], window.Outside[..3]);
        Assert.Equal(191, window.Total);

        // A hidden pixel says nothing, unless it is the object's.
        byte[] hidden = [1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(255, MaskWindow.Of(new Mask(4, 4, values), -2, 0, 4, 4, 2, new Mask(4, 4, hidden)).Inside[1]);
    }

    private static Mask RandomMask(Random random, int width, int height)
    {
        byte[] values = new byte[width * height];
        random.NextBytes(values);
        return new Mask(width, height, [.. values.Select(v => (byte)(v / 128))]);
    }

    private static float Next(Random random) => (random.NextSingle() * 2) - 1;
}
