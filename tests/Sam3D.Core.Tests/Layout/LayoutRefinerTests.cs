using System.Numerics;
using Sam3D.Core.Tests.Metrics;
using Sam3D.Layout;
using Sam3D.Metrics;

namespace Sam3D.Core.Tests.Layout;

public sealed class LayoutRefinerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 0.2f, 0.1f, 0.8f)]
    [InlineData(0, -0.5f, 0.4f, 1.6f)]
    [InlineData(10, 0.1f, -0.1f, 1.2f)]
    [InlineData(15, -0.15f, 0.05f, 0.7f)]
    public void ADisturbedPoseComesBackToItsMask(float degrees, float x, float y, float scale)
    {
        ObjectPose start = LayoutScene.Off(degrees, new Vector3(x, y, 0), scale);
        LayoutRefinement result = Refine(start);
        Assert.True(result.IsRefined);
        Assert.InRange(result.IoUBefore, 0, 0.75);
        Assert.InRange(result.IoU, 0.95, 1);
        Assert.Equal(SilhouetteIoU.Compute(LayoutScene.Mesh, result.Pose, LayoutScene.Camera, LayoutScene.Mask), result.IoU, 0.02);

        // The true pose within 2 % of the distance; a turn is found in part only, because it is paid for.
        Assert.InRange(Vector3.Distance(result.Pose.Apply(Vector3.Zero), LayoutScene.Pose.Apply(Vector3.Zero)), 0, 0.04f);
        Assert.InRange(result.Pose.Scale / LayoutScene.Pose.Scale, 0.95f, 1.05f);
        Assert.InRange(LayoutScene.Degrees(result.Pose, LayoutScene.Pose), 0, Math.Max(3, degrees));
        Assert.InRange(result.Silhouettes, 50, 600);
    }

    [Fact]
    public void ATruePoseStays()
    {
        LayoutRefinement result = Refine(LayoutScene.Pose);
        Assert.InRange(result.IoUBefore, 0.99, 1);
        Assert.InRange(result.IoU, result.IoUBefore, 1);
        Assert.InRange(LayoutScene.Degrees(result.Pose, LayoutScene.Pose), 0, 2);
    }

    [Fact]
    public void TheSameInputGivesTheSamePose()
    {
        ObjectPose start = LayoutScene.Off(12, new Vector3(0.1f, 0.1f, 0), 0.8f);
        Assert.Equal(Refine(start), Refine(start));
    }

    [Fact]
    public void AFreeTurnIsFoundAndACostlyOneIsNot()
    {
        ObjectPose start = LayoutScene.Off(20, default, 1);
        LayoutRefinement free = Refine(start, options: new LayoutRefinementOptions { TurnPenalty = 0, Silhouettes = 300 });
        LayoutRefinement costly = Refine(start, options: new LayoutRefinementOptions { TurnPenalty = 100 });
        Assert.InRange(LayoutScene.Degrees(costly.Pose, start), 0, 2);
        Assert.InRange(LayoutScene.Degrees(free.Pose, LayoutScene.Pose), 0, 10);
        Assert.InRange(free.IoU, costly.IoU, 1);
    }

    [Fact]
    public void AnotherPlacementThatFitsBetterIsTaken()
    {
        ObjectPose wrong = LayoutScene.Off(100, default, 1), near = LayoutScene.Off(5, new Vector3(0.1f, 0, 0), 0.9f);
        double alone = Refine(wrong).IoU;
        LayoutRefinement result = Refine(wrong, others: [near]);
        Assert.InRange(result.IoU, alone, 1);
        Assert.InRange(LayoutScene.Degrees(result.Pose, LayoutScene.Pose), 0, 8);
    }

    [Fact]
    public void AnOverlapBelowTheAskedOneIsRefused()
    {
        // A mask of two far corners fits no bracket.
        byte[] values = new byte[LayoutScene.Width * LayoutScene.Height];
        for (int y = 0; y < 12; y++)
        {
            values.AsSpan(y * LayoutScene.Width, 12).Fill(1);
            values.AsSpan(((LayoutScene.Height - 1 - y) * LayoutScene.Width) + LayoutScene.Width - 12, 12).Fill(1);
        }

        var mask = new Mask(LayoutScene.Width, LayoutScene.Height, values);
        LayoutRefinement result = Refine(LayoutScene.Pose, mask: mask, options: new LayoutRefinementOptions { MinIoU = 0.5 });
        Assert.False(result.IsRefined);
        Assert.Equal(LayoutScene.Pose, result.Pose);
        Assert.Equal(result.IoUBefore, result.IoU);
        Assert.InRange(result.IoU, 0, 0.1);
    }

    [Fact]
    public void PointsTellDepthAndSize()
    {
        ObjectPose start = LayoutScene.Off(5, new Vector3(0.3f, 0.2f, 1.5f), 1.4f);
        LayoutRefinement result = Refine(start, points: LayoutScene.Points());
        Assert.InRange(result.IoU, 0.95, 1);
        Assert.InRange(Vector3.Distance(result.Pose.Apply(Vector3.Zero), LayoutScene.Pose.Apply(Vector3.Zero)), 0, 0.06f);
        Assert.InRange(result.Pose.Scale / LayoutScene.Pose.Scale, 0.95f, 1.05f);

        // Without them the silhouette agrees as well, and the depth is the given one.
        Assert.Equal(start.Apply(Vector3.Zero).Z, Refine(start).Pose.Apply(Vector3.Zero).Z, 0.1f);
    }

    [Fact]
    public void WhatANearerThingHidesDoesNotCount()
    {
        // The left part of the object is behind a board at half of its depth.
        PixelBounds box = LayoutScene.Mask.GetBounds()!.Value;
        int edge = box.Left + (box.Width / 2);
        byte[] values = LayoutScene.Mask.Values.ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = i % LayoutScene.Width < edge ? (byte)0 : values[i];
        }

        var visible = new Mask(LayoutScene.Width, LayoutScene.Height, values);
        float[] points = LayoutScene.Points((_, _) => 6).Points.ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            if (i % LayoutScene.Width < edge)
            {
                points[(3 * i) + 2] = 1;
            }
        }

        var map = new PointMap(LayoutScene.Width, LayoutScene.Height, points);
        LayoutRefinement blind = Refine(LayoutScene.Pose, mask: visible), seeing = Refine(LayoutScene.Pose, mask: visible, points: map);
        Assert.InRange(blind.IoUBefore, 0.3, 0.8);
        Assert.InRange(seeing.IoUBefore, 0.98, 1);
    }

    [Fact]
    public void PosesAndMeshesThatCannotBeDrawnAreKept()
    {
        ObjectPose behind = LayoutScene.Pose with { Translation = new Vector3(0, 0, -2) };
        ObjectPose notFinite = LayoutScene.Pose with { Translation = new Vector3(0, float.NaN, 2) };
        ObjectPose flat = LayoutScene.Pose with { Scale = 0 };
        foreach (ObjectPose pose in new[] { behind, notFinite, flat })
        {
            LayoutRefinement result = Refine(pose);
            Assert.False(result.IsRefined);
            Assert.Equal(pose, result.Pose);
            Assert.Equal(0, result.IoU);
        }

        foreach (TriangleMesh mesh in new[] { new TriangleMesh([], []), new TriangleMesh([Vector3.One], []), new TriangleMesh([new(float.NaN), default, default], [0, 1, 2]) })
        {
            LayoutRefinement result = LayoutRefiner.Refine(mesh, LayoutScene.Pose, LayoutScene.Camera, LayoutScene.Mask, cancellationToken: Stop);
            Assert.False(result.IsRefined);
            Assert.Equal(0, result.IoU);
        }
    }

    [Fact]
    public void WrongInputIsNamed()
    {
        var empty = new Mask(4, 4, new byte[16]);
        Assert.Contains("4×4 mask is empty", Assert.Throws<MaskException>(() => Refine(LayoutScene.Pose, mask: empty)).Message, StringComparison.Ordinal);
        var small = new PointMap(2, 2, new float[12]);
        Assert.Contains("2×2 points", Assert.Throws<PointMapException>(() => Refine(LayoutScene.Pose, points: small)).Message, StringComparison.Ordinal);
        string message = Assert.Throws<ArgumentException>(() => Refine(LayoutScene.Pose, options: new LayoutRefinementOptions { Pixels = 0, TurnPenalty = double.NaN })).Message;
        Assert.Contains("Pixels is 0, expected 16 to 512; TurnPenalty is NaN", message, StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => LayoutRefiner.Refine(
            LayoutScene.Mesh, LayoutScene.Pose, LayoutScene.Camera, LayoutScene.Mask, cancellationToken: new CancellationToken(true)));
    }

    [Fact]
    public void AFineMeshIsSearchedCoarselyAndMeasuredWhole()
    {
        TriangleMesh fine = Solids.Sphere(0.5f, 160);
        Assert.InRange(fine.TriangleCount, 20_000, 200_000);
        ObjectPose start = LayoutScene.Pose with { Translation = new Vector3(-0.2f, 0.2f, 2), Scale = 0.4f };
        Mask mask = Sam3D.Rendering.MeshRenderer.RenderDepth(fine, LayoutScene.Pose, LayoutScene.Camera, LayoutScene.Width, LayoutScene.Height).ToMask();
        LayoutRefinement result = LayoutRefiner.Refine(fine, start, LayoutScene.Camera, mask, options: new LayoutRefinementOptions { MaxTriangles = 2000 }, cancellationToken: Stop);
        Assert.InRange(result.IoU, 0.95, 1);
        Assert.Equal(SilhouetteIoU.Compute(fine, result.Pose, LayoutScene.Camera, mask), result.IoU, 0.01);
    }

    private static LayoutRefinement Refine(
        ObjectPose pose, PointMap? points = null, Mask? mask = null, IReadOnlyList<ObjectPose>? others = null, LayoutRefinementOptions? options = null) =>
        LayoutRefiner.Refine(LayoutScene.Mesh, pose, LayoutScene.Camera, mask ?? LayoutScene.Mask, points, others, options, Stop);
}
