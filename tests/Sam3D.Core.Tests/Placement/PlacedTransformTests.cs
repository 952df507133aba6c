using System.Numerics;

namespace Sam3D.Core.Tests.Placement;

public sealed class PlacedTransformTests
{
    public static TheoryData<CoordinateSystem> Systems => [.. Enum.GetValues<CoordinateSystem>()];

    [Theory]
    [MemberData(nameof(Systems))]
    public void Converting_commutes_with_placing(CoordinateSystem system)
    {
        for (uint i = 0; i < 30; i++)
        {
            ObjectPose pose = RandomPoses.Pose(i);
            PlacedTransform placed = pose.To(system);
            Vector3 point = RandomPoses.Point(i);
            Vector3 expected = placed.FromOfficialCamera(pose.Apply(point));
            RandomPoses.AssertClose(expected, Vector3.Transform(placed.FromObjectSpace(point), placed.Matrix));
        }
    }

    [Theory]
    [InlineData(CoordinateSystem.Official, 1f)]
    [InlineData(CoordinateSystem.OpenCv, 1f)]
    [InlineData(CoordinateSystem.OpenGl, 1f)]
    [InlineData(CoordinateSystem.Unity, -1f)]
    [InlineData(CoordinateSystem.Unreal, -1_000_000f)]
    public void Handedness_and_units_show_in_the_determinant(CoordinateSystem system, float expected)
    {
        PlacedTransform placed = RandomPoses.Pose(1).To(system);
        Assert.Equal(expected, Determinant(placed.FromOfficialCamera));
        Assert.Equal(expected, Determinant(placed.FromObjectSpace));
        Assert.Equal(expected < 0, placed.IsLeftHanded);
        Assert.Equal(1f, placed.Matrix.GetDeterminant() / MathF.Pow(placed.Scale, 3), 1e-4f);
    }

    [Theory]
    [InlineData(CoordinateSystem.Official, 1, 2, 3)]
    [InlineData(CoordinateSystem.OpenCv, -1, -2, 3)]
    [InlineData(CoordinateSystem.OpenGl, -1, 2, -3)]
    [InlineData(CoordinateSystem.Unity, -1, 2, 3)]
    [InlineData(CoordinateSystem.Unreal, 300, -100, 200)]
    public void Camera_points_take_the_documented_axes(CoordinateSystem system, float x, float y, float z)
    {
        PlacedTransform placed = RandomPoses.Pose(1).To(system);
        Assert.Equal(new Vector3(x, y, z), placed.FromOfficialCamera(new Vector3(1, 2, 3))); // 1 left, 2 up, 3 forward
    }

    [Theory]
    [InlineData(CoordinateSystem.Official, 1, 2, 3)]
    [InlineData(CoordinateSystem.OpenCv, 1, 2, 3)]
    [InlineData(CoordinateSystem.OpenGl, 1, 3, -2)]
    [InlineData(CoordinateSystem.Unity, -1, 3, -2)]
    [InlineData(CoordinateSystem.Unreal, 100, -200, 300)]
    public void Vertices_take_the_documented_axes(CoordinateSystem system, float x, float y, float z)
    {
        PlacedTransform placed = RandomPoses.Pose(1).To(system);
        Assert.Equal(new Vector3(x, y, z), placed.FromObjectSpace(new Vector3(1, 2, 3)));
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public void Every_conversion_goes_round(CoordinateSystem system)
    {
        for (uint i = 0; i < 10; i++)
        {
            ObjectPose pose = RandomPoses.Pose(i);
            PlacedTransform placed = pose.To(system);
            ObjectPose back = placed.ToPose();
            RandomPoses.AssertSame(pose.Rotation, back.Rotation);
            RandomPoses.AssertClose(pose.Translation, back.Translation);
            Assert.Equal((pose.Scale, pose.IsMetric), (back.Scale, back.IsMetric));

            Vector3 point = RandomPoses.Point(i);
            RandomPoses.AssertClose(point, placed.ToObjectSpace(placed.FromObjectSpace(point)));
            RandomPoses.AssertClose(point, placed.ToOfficialCamera(placed.FromOfficialCamera(point)));
        }
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public void Turning_the_camera_turns_the_placement_alike(CoordinateSystem system)
    {
        // A rigid motion of camera space, seen in the system, must be a rigid motion of the placed vertices.
        ObjectPose pose = RandomPoses.Pose(4);
        Quaternion turn = RandomPoses.Rotation(77);
        Vector3 move = RandomPoses.Point(78);
        ObjectPose moved = pose with
        {
            Rotation = Quaternion.Concatenate(pose.Rotation, turn),
            Translation = Vector3.Transform(pose.Translation, turn) + move,
        };
        PlacedTransform before = pose.To(system), after = moved.To(system);
        for (uint i = 0; i < 10; i++)
        {
            Vector3 vertex = before.FromObjectSpace(RandomPoses.Point(i));
            Vector3 camera = before.ToOfficialCamera(Vector3.Transform(vertex, before.Matrix));
            Vector3 expected = before.FromOfficialCamera(Vector3.Transform(camera, turn) + move);
            RandomPoses.AssertClose(expected, Vector3.Transform(vertex, after.Matrix));
        }
    }

    [Fact]
    public void A_number_that_is_no_system_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomPoses.Pose(1).To((CoordinateSystem)99));

    private static float Determinant(Func<Vector3, Vector3> map)
    {
        Vector3 x = map(Vector3.UnitX), y = map(Vector3.UnitY), z = map(Vector3.UnitZ);
        return Vector3.Dot(Vector3.Cross(x, y), z);
    }
}
