using System.Numerics;
using Sam3D.Gaussians;
using Sam3D.Placement;

namespace Sam3D.ParityTests;

public sealed class LayoutParityTests
{
    private const double Tolerance = 1e-5;
    private const double IterativeTolerance = 1e-3;

    public static TheoryData<string> Cases => [.. Fixtures.Discover("compose_transform")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Transforms_are_composed_and_decomposed_as_officially(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        var (rotations, matrices, points, inverse) = (new List<float>(), new List<float>(), new List<float>(), new List<float>());
        var (scales, parts, translations, quaternions) = (new List<float>(), new List<float>(), new List<float>(), new List<float>());
        Tensor input = fixture["in.points"]; // [B, N, 3]
        for (int i = 0; i < input.Shape[0]; i++)
        {
            var transform = new DecomposedTransform(
                Vector(fixture, "in.scale", i),
                OfficialQuaternion.ToMatrix(new Vector4(fixture["in.quaternion"].Values.AsSpan(4 * i, 4))),
                Vector(fixture, "in.translation", i));
            Matrix4x4 matrix = transform.Compose();
            Assert.True(Matrix4x4.Invert(matrix, out Matrix4x4 inverted));
            Add(rotations, transform.Rotation, 3);
            Add(matrices, matrix, 4);
            for (int n = 0; n < input.Shape[1]; n++)
            {
                Vector3 point = Vector(fixture, "in.points", (i * input.Shape[1]) + n);
                Add(points, Vector3.Transform(point, matrix));
                Add(inverse, Vector3.Transform(point, inverted));
            }

            DecomposedTransform decomposed = DecomposedTransform.Decompose(matrix);
            Add(scales, decomposed.Scale);
            Add(parts, decomposed.Rotation, 3);
            Add(translations, decomposed.Translation);
            Vector4 q = decomposed.OfficialQuaternion;
            quaternions.AddRange([q.X, q.Y, q.Z, q.W]);
        }

        Parity.Check(fixture, "out.quaternion_to_matrix", rotations, Tolerance);
        Parity.Check(fixture, "out.compose.matrix", matrices, Tolerance);
        Parity.Check(fixture, "out.compose.points", points, Tolerance);
        Parity.Check(fixture, "out.inverse.points", inverse, Tolerance);
        Parity.Check(fixture, "out.decompose.scale", scales, Tolerance);
        Parity.Check(fixture, "out.decompose.rotation", parts, Tolerance);
        Parity.Check(fixture, "out.decompose.translation", translations, Tolerance);
        Parity.Check(fixture, "out.decompose.quaternion", quaternions, Tolerance);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Camera_axes_are_turned_as_officially_with_infinities_becoming_NaN(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        float[] points = [.. fixture["in.camera_points"].Values];
        CameraTransforms.HalfTurn(points, points);
        Parity.Check(fixture, "out.camera_points", points, 0);

        List<float> rotation = [];
        foreach (Vector3 axis in (Vector3[])[Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ])
        {
            Add(rotation, CameraTransforms.HalfTurn(axis)); // row vectors: the images of the axes are the matrix's rows
        }

        Parity.Check(fixture, "out.camera_to_pytorch3d.rotation", rotation, 0);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void The_view_plane_equals_the_official_one(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        Tensor expected = fixture["out.view_plane_uv"]; // [H, W, 2]
        int height = expected.Shape[0], width = expected.Shape[1];
        List<float> uv = [];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                Vector2 position = FocalEstimator.ViewPlanePosition(x, y, width, height);
                uv.AddRange([position.X, position.Y]);
            }
        }

        Parity.Check(fixture, "out.view_plane_uv", uv, Tolerance);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Focal_length_and_shift_are_recovered_as_officially(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        (float[] points, int width, int height) = PointMapOf(fixture);
        bool[] mask = [.. fixture["out.infer_intrinsics.mask"].Values.Select(v => v != 0)];
        FocalShift fit = FocalEstimator.Recover(points, width, height, mask);
        Parity.Check(fixture, "out.recover_focal_shift.focal", [fit.Focal], IterativeTolerance);
        Parity.Check(fixture, "out.recover_focal_shift.shift", [fit.Shift], IterativeTolerance);

        CameraIntrinsics camera = fit.ToIntrinsics(width, height);
        Parity.Check(
            fixture, "out.intrinsics_with_focal_and_shift_in_the_right_order", [camera.FocalX, camera.FocalY], IterativeTolerance);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void The_camera_of_a_point_map_is_the_one_of_the_right_order(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        (float[] points, int width, int height) = PointMapOf(fixture);
        CameraTransforms.HalfTurn(points, points);
        (CameraIntrinsics camera, float shift) = FocalEstimator.InferIntrinsics(new PointMap(width, height, points));
        Parity.Check(
            fixture, "out.intrinsics_with_focal_and_shift_in_the_right_order", [camera.FocalX, camera.FocalY], IterativeTolerance);
        Parity.Check(fixture, "out.recover_focal_shift.shift", [shift], IterativeTolerance);
        Assert.Equal((0.5f, 0.5f), (camera.CenterX, camera.CenterY));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void The_official_exchange_of_focal_length_and_shift_is_understood(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        (float[] points, int width, int height) = PointMapOf(fixture);
        FocalShift fit = FocalEstimator.Recover(points, width, height);
        var exchanged = new FocalShift(Focal: fit.Shift, Shift: fit.Focal);
        CameraIntrinsics camera = exchanged.ToIntrinsics(width, height);
        Parity.Check(
            fixture,
            "out.infer_intrinsics.official",
            [camera.FocalX, 0, camera.CenterX, 0, camera.FocalY, camera.CenterY, 0, 0, 1],
            IterativeTolerance);

        float[] depth = [.. Enumerable.Range(0, width * height).Select(i => points[(3 * i) + 2] + exchanged.Shift)];
        Parity.Check(fixture, "out.infer_intrinsics.official_depth", depth, IterativeTolerance);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Gaussians_are_placed_in_the_scene_as_officially(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        var cloud = new GaussianCloud(
            new GaussianActivations(),
            fixture["in.gs.raw_xyz"].Values,
            fixture["in.gs.raw_features_dc"].Values,
            fixture["in.gs.raw_scaling"].Values,
            fixture["in.gs.raw_rotation"].Values,
            fixture["in.gs.raw_opacity"].Values);
        Vector3 scale = Vector(fixture, "in.scale", 0);
        ObjectPose pose = ObjectPose.FromOfficial(
            new Vector4(fixture["in.quaternion"].Values.AsSpan(0, 4)),
            Vector(fixture, "in.translation", 0),
            (scale.X + scale.Y + scale.Z) / 3f);

        GaussianCloud placed = cloud.Transform(pose);
        var (positions, scales, rotations) = (new List<float>(), new List<float>(), new List<float>());
        for (int i = 0; i < placed.Count; i++)
        {
            Add(positions, placed.Position(i));
            Add(scales, placed.Scale(i));
            ReadOnlySpan<float> raw = placed.RawRotations.Slice(4 * i, 4);
            rotations.AddRange([raw[0] + 1f, raw[1], raw[2], raw[3]]);
        }

        Parity.Check(fixture, "out.scene.get_xyz", positions, Tolerance);
        Parity.Check(fixture, "out.scene.rotation_plus_bias", rotations, Tolerance);
        Parity.Check(fixture, "out.scene.get_scaling", scales, Tolerance);
        Parity.Check(fixture, "out.scene.raw_scaling", placed.RawScales.ToArray(), Tolerance);
        Parity.Check(fixture, "out.scene.minimum_kernel_size", [placed.Activations.MinimumScale], Tolerance);
    }

    /// <summary>The point map of a case, from [3, H, W] to [H, W, 3].</summary>
    private static (float[] Points, int Width, int Height) PointMapOf(FixtureCase fixture)
    {
        Tensor planes = fixture["in.pointmap_camera"];
        int pixels = planes.Shape[1] * planes.Shape[2];
        float[] points = new float[3 * pixels];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = planes.Values[(i % 3 * pixels) + (i / 3)];
        }

        return (points, planes.Shape[2], planes.Shape[1]);
    }

    private static Vector3 Vector(FixtureCase fixture, string tensor, int row) => new(fixture[tensor].Values.AsSpan(3 * row, 3));

    private static void Add(List<float> values, Vector3 v) => values.AddRange([v.X, v.Y, v.Z]);

    private static void Add(List<float> values, Matrix4x4 m, int size)
    {
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                values.Add(m[row, column]);
            }
        }
    }
}
