using System.Numerics;
using Sam3D.Bundles;
using Sam3D.Placement;

namespace Sam3D.ParityTests;

public sealed class PoseParityTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Cases => [.. Fixtures.Discover("get_pose_decoder")];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void The_pose_equals_the_official_one(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        Decoded result = Decode(fixture, fixture["in.scene_scale"].Values, fixture["in.scene_shift"].Values, fixture["out.scale"].Shape[0]);
        result.AssertEquals(fixture, "out.");
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Without_a_scene_the_pose_stays_in_units_of_the_scene(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        int count = fixture["out.no_scene.scale"].Shape[0];
        float[] ones = [.. Enumerable.Repeat(1f, 3 * count)];
        Decoded result = Decode(fixture, ones, new float[3 * count], count);
        result.AssertEquals(fixture, "out.no_scene.");
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Gram_Schmidt_and_the_quaternion_before_the_scene_equal_the_official_ones(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        float[] latents = fixture["in.6drotation_normalized"].Values;
        var matrices = new List<float>();
        var quaternions = new List<float>();
        float[] channels = new float[6];
        for (int row = 0; row < latents.Length / 6; row++)
        {
            Rotation6d.Denormalize(
                latents.AsSpan(6 * row, 6), fixture["in.rotation_6d_mean"].Values, fixture["in.rotation_6d_std"].Values, channels);
            Matrix4x4 m = Rotation6d.ToMatrix(channels);
            matrices.AddRange([m.M11, m.M12, m.M13, m.M21, m.M22, m.M23, m.M31, m.M32, m.M33]);
            Vector4 q = OfficialQuaternion.FromMatrix(m);
            quaternions.AddRange([q.X, q.Y, q.Z, q.W]);
        }

        Parity.Check(fixture, "mid.rotation_matrix_columns_b1b2b3", matrices, Tolerance);
        Parity.Check(fixture, "mid.quaternion_before_compose", quaternions, Tolerance);
    }

    private static Decoded Decode(FixtureCase fixture, float[] sceneScale, float[] sceneShift, int count)
    {
        var spec = new PoseSpec
        {
            Convention = "ScaleShiftInvariant",
            Rotation6dMean = fixture["in.rotation_6d_mean"].Values,
            Rotation6dStd = fixture["in.rotation_6d_std"].Values,
        };
        var result = new Decoded([], [], []);
        for (int row = 0; row < count; row++)
        {
            ObjectPose pose = PoseDecoder.Decode(
                spec,
                fixture["in.6drotation_normalized"].Values.AsSpan(6 * row, 6),
                fixture["in.translation"].Values.AsSpan(3 * row, 3),
                fixture["in.scale"].Values.AsSpan(3 * row, 3),
                fixture["in.translation_scale"].Values.AsSpan(row, 1),
                new Vector3(sceneScale.AsSpan(3 * row, 3)),
                new Vector3(sceneShift.AsSpan(3 * row, 3)));
            Vector4 q = pose.ToOfficialQuaternion();
            result.Translations.AddRange([pose.Translation.X, pose.Translation.Y, pose.Translation.Z]);
            result.Rotations.AddRange([q.X, q.Y, q.Z, q.W]);
            result.Scales.AddRange([pose.Scale, pose.Scale, pose.Scale]);
        }

        return result;
    }

    private sealed record Decoded(List<float> Translations, List<float> Rotations, List<float> Scales)
    {
        public void AssertEquals(FixtureCase fixture, string prefix)
        {
            Parity.Check(fixture, prefix + "translation", Translations, Tolerance);
            Parity.Check(fixture, prefix + "rotation", Rotations, Tolerance);
            Parity.Check(fixture, prefix + "scale", Scales, Tolerance);
        }
    }
}
