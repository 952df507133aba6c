using System.Numerics;

namespace Sam3D.Core.Tests.Placement;

public sealed class ObjectPoseTests
{
    [Fact]
    public void The_matrix_does_what_the_pose_does()
    {
        ObjectPose pose = RandomPoses.Pose(1);
        Vector3 point = RandomPoses.Point(1);
        RandomPoses.AssertClose(pose.Apply(point), Vector3.Transform(point, pose.ToMatrix()));
    }

    [Fact]
    public void Lengths_change_by_the_scale_alone()
    {
        for (uint i = 0; i < 20; i++)
        {
            ObjectPose pose = RandomPoses.Pose(i);
            Vector3 a = RandomPoses.Point(2 * i), b = RandomPoses.Point((2 * i) + 1);
            Assert.Equal(pose.Scale, Vector3.Distance(pose.Apply(a), pose.Apply(b)) / Vector3.Distance(a, b), 1e-4f);
        }
    }

    [Fact]
    public void Official_numbers_go_round()
    {
        ObjectPose pose = RandomPoses.Pose(2);
        ObjectPose back = ObjectPose.FromOfficial(pose.ToOfficialQuaternion(), pose.Translation, pose.Scale, pose.IsMetric);
        RandomPoses.AssertSame(pose.Rotation, back.Rotation);
        Assert.Equal((pose.Translation, pose.Scale, pose.IsMetric), (back.Translation, back.Scale, back.IsMetric));
    }

    [Fact]
    public void The_official_quaternion_is_the_conjugate_in_the_order_w_x_y_z()
    {
        // A quarter turn that takes x to y in code; the official matrix on row vectors needs the opposite sign.
        float half = MathF.Sqrt(0.5f);
        ObjectPose pose = RandomPoses.Pose(3) with { Rotation = new Quaternion(0, 0, half, half) };
        RandomPoses.AssertClose(Vector3.UnitY, Vector3.Transform(Vector3.UnitX, pose.Rotation));
        Assert.Equal(new Vector4(half, 0, 0, -half), pose.ToOfficialQuaternion());
    }
}
