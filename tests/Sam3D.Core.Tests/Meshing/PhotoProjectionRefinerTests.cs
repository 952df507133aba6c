using System.Numerics;
using Sam3D.Meshing;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Meshing;

public sealed class PhotoProjectionRefinerTests
{
    private const int Width = 200, Height = 160;
    private static readonly OccupancyGrid Ball = Shapes.Sample(32, p => Shapes.Sphere(p, 0.38f));
    private static readonly OccupancyGrid Brick = Shapes.Sample(32, p => Shapes.Box(p, new Vector3(0.36f, 0.2f, 0.27f)));

    // Colours that vary smoothly across and up, and not along the view from the front.
    private static Vector3 Paint(Vector3 p) => new(0.5f + p.X, 0.5f + p.Z, 0.3f);

    [Fact]
    public async Task TheVisibleSideHasThePhotographsColours()
    {
        (GeometryInput input, GeometryResult geometry) = Scene(Ball, new OrbitCamera { Distance = 2.5f });
        TriangleMesh mesh = await Refine(input, geometry);
        int checkedVertices = 0;
        for (int v = 0; v < mesh.Positions.Length; v++)
        {
            if (mesh.Normals![v].Y < -0.5f)
            {
                checkedVertices++;
                Assert.Equal(0, Vector3.Distance(Paint(mesh.Positions[v]), mesh.Colors![v]), 0.03f);
            }
        }

        Assert.True(checkedVertices > 1000);
        AssertColorsAreValid(mesh);
    }

    [Theory]
    [InlineData("ball")]
    [InlineData("brick")]
    public async Task TheBackOfASymmetricObjectLooksLikeItsFront(string shape)
    {
        (GeometryInput input, GeometryResult geometry) = Scene(shape == "ball" ? Ball : Brick, new OrbitCamera { Distance = 2.5f });
        TriangleMesh mesh = await Refine(input, geometry);
        int worst = Enumerable.Range(0, mesh.Positions.Length)
            .Where(v => mesh.Normals![v].Y > 0.6f)
            .MaxBy(v => Vector3.Distance(Paint(mesh.Positions[v]), mesh.Colors![v]));
        Assert.True(
            Vector3.Distance(Paint(mesh.Positions[worst]), mesh.Colors![worst]) < 0.1f,
            $"{mesh.Positions[worst]} with normal {mesh.Normals![worst]} has {mesh.Colors[worst]}");
    }

    [Fact]
    public async Task WithoutSymmetryTheBackBlendsWhatSurroundsIt()
    {
        // Half red, half blue: the back's left is redder than its right, and nothing else appears.
        (GeometryInput input, GeometryResult geometry) = Scene(
            Ball, new OrbitCamera { Distance = 2.5f }, p => p.X < 0 ? new Vector3(0.8f, 0, 0) : new Vector3(0, 0, 0.8f));
        TriangleMesh mesh = await Refine(input, geometry, new PhotoProjectionOptions { AssumeSymmetry = false });
        for (int v = 0; v < mesh.Positions.Length; v++)
        {
            Vector3 color = mesh.Colors![v];
            Assert.Equal(0, color.Y, 1e-4f);
            Assert.InRange(color.X + color.Z, 0.78f, 0.82f);
            if (mesh.Positions[v].Y > 0.2f && Math.Abs(mesh.Positions[v].X) > 0.15f)
            {
                Assert.Equal(mesh.Positions[v].X < 0, color.X > color.Z);
            }
        }
    }

    [Fact]
    public async Task AMeshWithColoursKeepsThemOnItsHiddenSide()
    {
        (GeometryInput input, GeometryResult geometry) = Scene(Ball, new OrbitCamera { Distance = 2.5f });
        TriangleMesh plain = await Refine(input, geometry);
        var own = new Vector3(0.9f, 0.1f, 0.9f);
        var steps = new List<int>();
        TriangleMesh mesh = PhotoColors.Apply(
            new TriangleMesh(plain.Positions, plain.Indices, plain.Normals, [.. plain.Positions.Select(_ => own)]),
            input, geometry, new PhotoProjectionOptions(), steps.Add, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(1, PhotoColors.Steps), steps);
        for (int v = 0; v < mesh.Positions.Length; v++)
        {
            if (mesh.Normals![v].Y < -0.5f)
            {
                Assert.Equal(plain.Colors![v], mesh.Colors![v]);
            }
            else if (mesh.Normals[v].Y > 0.5f)
            {
                Assert.Equal(0, Vector3.Distance(own, mesh.Colors![v]), 0.03f);
            }
        }

        AssertColorsAreValid(mesh);
    }

    [Fact]
    public async Task RegistrationMakesUpForAnImprecisePose()
    {
        (GeometryInput input, GeometryResult geometry) = Scene(Ball, new OrbitCamera { Distance = 2.5f });
        ObjectPose wrong = geometry.Pose with { Scale = 0.7f, Translation = geometry.Pose.Translation + new Vector3(0.15f, -0.1f, 0.2f) };
        double Error(TriangleMesh mesh) => Enumerable.Range(0, mesh.Positions.Length)
            .Where(v => mesh.Normals![v].Y < -0.7f)
            .Average(v => Vector3.Distance(Paint(mesh.Positions[v]), mesh.Colors![v]));

        GeometryResult moved = WithPose(geometry, wrong);
        double with = Error(await Refine(input, moved));
        double without = Error(await Refine(input, moved, new PhotoProjectionOptions { RegisterSilhouette = false }));
        TestContext.Current.TestOutputHelper!.WriteLine($"mean error {with:F4} with registration, {without:F4} without");
        Assert.InRange(with, 0, 0.03);
        Assert.True(without > 3 * with);
    }

    [Fact]
    public async Task APoseBehindTheCameraStillGivesColours()
    {
        (GeometryInput input, GeometryResult geometry) = Scene(Ball, new OrbitCamera { Distance = 2.5f });
        ObjectPose behind = geometry.Pose with { Translation = new Vector3(0, 0, -1) };
        AssertColorsAreValid(await Refine(input, WithPose(geometry, behind)));
    }

    [Fact]
    public async Task APieceThatIsHiddenTakesColoursToo()
    {
        OccupancyGrid two = Shapes.Sample(
            32, p => Math.Min(Shapes.Sphere(p + new Vector3(0, 0.2f, 0), 0.25f), Shapes.Sphere(p - new Vector3(0, 0.35f, 0), 0.1f)));
        (GeometryInput input, GeometryResult geometry) = Scene(two, new OrbitCamera { Distance = 2.5f }, _ => new Vector3(0.1f, 0.6f, 0.2f));
        TriangleMesh mesh = await Refine(input, geometry);
        Assert.Equal(2, MeshTopology.Of(mesh).ComponentCount);
        Assert.All(mesh.Colors!, c => Assert.Equal(0, Vector3.Distance(new Vector3(0.1f, 0.6f, 0.2f), c), 0.01f));
    }

    [Fact]
    public async Task AFinePhotographGetsAFineMesh()
    {
        (GeometryInput input, GeometryResult geometry) = Scene(Ball, new OrbitCamera { Distance = 2.5f });
        int coarse = (await Refine(input, geometry, new PhotoProjectionOptions { MaxSubdivisions = 0 })).TriangleCount;
        Assert.Equal(4 * coarse, (await Refine(input, geometry, new PhotoProjectionOptions { MaxSubdivisions = 1 })).TriangleCount);
        Assert.Equal(coarse, (await Refine(input, geometry, new PhotoProjectionOptions { MaxEdgePixels = 50 })).TriangleCount);
        Assert.Equal(coarse, (await Refine(input, geometry, new PhotoProjectionOptions { MaxVertices = 1000 })).TriangleCount);
    }

    [Fact]
    public async Task SameInputSameBytes()
    {
        (GeometryInput input, GeometryResult geometry) = Scene(Brick, new OrbitCamera { Azimuth = 30, Elevation = 20, Distance = 2.5f });
        TriangleMesh first = await Refine(input, geometry), second = await Refine(input, geometry);
        Assert.Equal(first.Positions, second.Positions);
        Assert.Equal(first.Colors, second.Colors);
        AssertColorsAreValid(first);
    }

    [Fact]
    public async Task ProgressGoesThroughBothStages()
    {
        (GeometryInput input, GeometryResult geometry) = Scene(Ball, new OrbitCamera { Distance = 2.5f });
        var reports = new Reports();
        using var refiner = new PhotoProjectionRefiner();
        await refiner.RefineAsync(input, geometry, null, reports, TestContext.Current.CancellationToken);
        Assert.Equal(new ReconstructionProgress(ReconstructionStage.ExtractSurface, 0, 1), reports.List[0]);
        Assert.Equal(1f, reports.List[^1].Fraction);
        Assert.Equal(ReconstructionStage.ProjectColors, reports.List[^1].Stage);
        Assert.Equal(reports.List.OrderBy(r => r.Stage).ThenBy(r => r.Step), reports.List);
    }

    [Fact]
    public async Task CancellationIsHonouredAtEveryStage()
    {
        (GeometryInput input, GeometryResult geometry) = Scene(Ball, new OrbitCamera { Distance = 2.5f });
        for (int stop = 0; stop < 6; stop++)
        {
            using var source = new CancellationTokenSource();
            var reports = new Reports { Reported = count => { if (count > stop) { source.Cancel(); } } };
            using var refiner = new PhotoProjectionRefiner();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                async () => await refiner.RefineAsync(input, geometry, null, reports, source.Token));
            Assert.InRange(reports.List.Count, stop + 1, stop + 2);
        }
    }

    [Fact]
    public async Task BadInputIsRefusedInOneLine()
    {
        (GeometryInput input, GeometryResult geometry) = Scene(Ball, new OrbitCamera { Distance = 2.5f });
        var empty = new GeometryInput(input.Image, new Mask(Width, Height, new byte[Width * Height]));
        var small = new GeometryInput(input.Image, new Mask(2, 2, [1, 1, 1, 1]));
        GeometryResult nothing = new()
        {
            Voxels = geometry.Voxels,
            Occupancy = new OccupancyGrid(4, [.. Enumerable.Repeat(-1f, 64)]),
            Pose = geometry.Pose,
            Camera = geometry.Camera,
            ConditionTokens = default,
            Latents = geometry.Latents,
        };
        GeometryResult noPose = WithPose(geometry, geometry.Pose with { Translation = new Vector3(float.NaN) });
        Sam3DException[] errors =
        [
            await Assert.ThrowsAsync<MaskException>(() => Refine(empty, geometry)),
            await Assert.ThrowsAsync<MaskException>(() => Refine(small, geometry)),
            await Assert.ThrowsAsync<ReconstructionException>(() => Refine(input, nothing)),
            await Assert.ThrowsAsync<ReconstructionException>(() => Refine(input, noPose)),
        ];
        Assert.All(errors, e => Assert.DoesNotContain('\n', e.Message));
    }

    [Fact]
    public void DefaultsArePinnedAndImpossibleOptionsNamedTogether()
    {
        var options = new PhotoProjectionOptions();
        Assert.Equal((2f, 2, 150_000), (options.MaxEdgePixels, options.MaxSubdivisions, options.MaxVertices));
        Assert.Equal((0.2f, true, true, 0.5f), (options.GrazingCosine, options.RegisterSilhouette, options.AssumeSymmetry, options.SpreadLength));

        var wrong = new PhotoProjectionOptions { MaxEdgePixels = 0, MaxSubdivisions = 9, MaxVertices = -1, GrazingCosine = 1, SpreadLength = -1 };
        string message = Assert.Throws<ArgumentException>(() => new PhotoProjectionRefiner(wrong)).Message;
        Assert.All((string[])["MaxEdgePixels", "MaxSubdivisions", "MaxVertices", "GrazingCosine", "SpreadLength"], n => Assert.Contains(n, message));
    }

    private static async Task<TriangleMesh> Refine(GeometryInput input, GeometryResult geometry, PhotoProjectionOptions? options = null)
    {
        using var refiner = new PhotoProjectionRefiner(options);
        return (await refiner.RefineAsync(input, geometry, cancellationToken: TestContext.Current.CancellationToken)).Mesh!;
    }

    // A photograph of the grid's own surface, painted by position and lit evenly, with its silhouette as the mask.
    private static (GeometryInput Input, GeometryResult Geometry) Scene(
        OccupancyGrid grid, OrbitCamera camera, Func<Vector3, Vector3>? paint = null)
    {
        TriangleMesh mesh = LoopSubdivision.Subdivide(SurfaceExtractor.Extract(grid));
        (ObjectPose pose, CameraIntrinsics intrinsics) = camera.Place(mesh.Positions, Width, Height);
        var painted = new TriangleMesh(mesh.Positions, mesh.Indices, mesh.Normals, Array.ConvertAll(mesh.Positions, p => (paint ?? Paint)(p)));
        RgbImage image = MeshRenderer.Render(
            painted, new RenderOptions { Width = Width, Height = Height, Camera = camera, Ambient = 1, Background = new Vector3(0, 1, 0) });
        Mask mask = MeshRenderer.RenderDepth(mesh, pose, intrinsics, Width, Height).ToMask();
        return (new GeometryInput(image, mask), new GeometryResult
        {
            Voxels = new SparseVoxels(grid.Resolution, []),
            Occupancy = grid,
            Pose = pose,
            Camera = intrinsics,
            ConditionTokens = default,
            Latents = new Dictionary<string, float[]>(),
        });
    }

    private static GeometryResult WithPose(GeometryResult geometry, ObjectPose pose) => new()
    {
        Voxels = geometry.Voxels,
        Occupancy = geometry.Occupancy,
        Pose = pose,
        Camera = geometry.Camera,
        ConditionTokens = default,
        Latents = geometry.Latents,
    };

    private static void AssertColorsAreValid(TriangleMesh mesh) =>
        Assert.All(mesh.Colors!, c => Assert.True(c == Vector3.Clamp(c, Vector3.Zero, Vector3.One), $"{c}"));

    private sealed class Reports : IProgress<ReconstructionProgress>
    {
        public List<ReconstructionProgress> List { get; } = [];

        public Action<int>? Reported { get; init; }

        public void Report(ReconstructionProgress value)
        {
            List.Add(value);
            Reported?.Invoke(List.Count);
        }
    }
}
