using System.Numerics;
using Sam3D.Metrics;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Metrics;

public sealed class PoseMetricsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void AddSOfConcentricSpheresIsTheGapOverTheDiameter()
    {
        SurfaceSample truth = SurfaceSampler.Sample(Solids.Sphere(2), 40_000, 1), prediction = SurfaceSampler.Sample(Solids.Sphere(1.8f), 40_000, 2);
        Assert.Equal(0.2 / 4, PoseMetrics.AddS(prediction, truth, 2, Stop), 0.001);
        Assert.Equal(0.2 / 3.6, PoseMetrics.AddS(truth, prediction, 2, Stop), 0.001);
    }

    [Fact]
    public void DiametersOfABoxAndASphere()
    {
        Assert.Equal(Math.Sqrt(14), PoseMetrics.Diameter(Solids.Box(Vector3.Zero, new(1, 2, 3)).Positions), 1e-6);
        Assert.InRange(PoseMetrics.Diameter(Solids.Sphere(1).Positions), 2 * 0.995, 2.00001);
        Assert.Equal(0, PoseMetrics.Diameter([Vector3.One]));
    }

    [Fact]
    public void TheRotationErrorIsTheAngleBetweenThePoses()
    {
        TriangleMesh mesh = Solids.Bracket();
        var truth = new ObjectPose { Rotation = Quaternion.CreateFromYawPitchRoll(0.4f, 0.2f, 0.1f), Translation = new(0, 0, 2), Scale = 1 };
        ObjectPose turned = truth with { Rotation = Quaternion.CreateFromAxisAngle(Vector3.UnitY, 15 * MathF.PI / 180) * truth.Rotation, Scale = 7 };
        var options = new IcpOptions { CoarsePoints = 500, Points = 3000 };
        Assert.Equal(15, PoseMetrics.IcpRotationError(mesh, turned, mesh, truth, 1, options, 2, Stop), 0.7);
        Assert.Equal(0, PoseMetrics.IcpRotationError(mesh, truth, mesh, truth, 1, options, 2, Stop), 0.7);

        // A cube by a quarter turn is where it was.
        TriangleMesh cube = Solids.Box(new(-1), new(1));
        ObjectPose quarter = truth with { Rotation = truth.Rotation * Quaternion.CreateFromAxisAngle(Vector3.UnitZ, MathF.PI / 2) };
        Assert.Equal(0, PoseMetrics.IcpRotationError(cube, quarter, cube, truth, 1, options, 2, Stop), 0.7);
    }

    [Fact]
    public void SilhouettesOfSquares()
    {
        // A square of side 2 at distance 4 before a camera of 90° covers a quarter of the picture's side: 100 of 400 pixels.
        CameraIntrinsics camera = CameraIntrinsics.FromFieldOfView(90, 400, 400);
        var pose = new ObjectPose { Rotation = Quaternion.Identity, Translation = new(0, 0, 4), Scale = 1 };
        Mask mask = MeshRenderer.RenderDepth(Solids.Plane(0), pose, camera, 400, 400).ToMask();
        Assert.Equal(100 * 100, mask.Count);
        Assert.Equal(1, SilhouetteIoU.Compute(Solids.Plane(0), pose, camera, mask));

        // Moved by half of its side: ½ of 1½. Twice as large: a quarter.
        Assert.Equal(1 / 3.0, SilhouetteIoU.Compute(Solids.Plane(0), pose with { Translation = new(1, 0, 4) }, camera, mask), 1e-9);
        Assert.Equal(0.25, SilhouetteIoU.Compute(Solids.Plane(0), pose with { Scale = 2 }, camera, mask), 1e-9);

        // Where only the left half of the picture can be seen, x left: both left halves are compared.
        byte[] left = new byte[400 * 400];
        for (int i = 0; i < left.Length; i++)
        {
            left[i] = i % 400 < 200 ? (byte)255 : (byte)0;
        }

        var visible = new Mask(400, 400, left);
        Assert.Equal(0.5, SilhouetteIoU.Compute(Solids.Plane(0), pose with { Translation = new(1, 0, 4) }, camera, mask, visible), 1e-9);
    }
}
