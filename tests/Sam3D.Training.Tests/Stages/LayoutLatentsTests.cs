using System.Numerics;
using Sam3D.Bundles;
using Sam3D.Placement;

namespace Sam3D.Training.Tests;

/// <summary>Layout latents decode to the pose that they were made of.</summary>
public sealed class LayoutLatentsTests
{
    private static readonly PoseSpec Spec = new()
    {
        Convention = PoseDecoder.ScaleShiftInvariant,
        Rotation6dMean = [0.1f, 0.2f, -0.1f, 0.3f, 0, 0.5f],
        Rotation6dStd = [0.6f, 0.7f, 0.3f, 0.4f, 0.5f, 0.8f],
        SceneScale = 0.125f,
        SceneShift = [0, 0, 1],
    };

    [Fact]
    public void Decoding_gives_the_pose_in_units_of_its_depth()
    {
        var random = new Random(1);
        for (int i = 0; i < 20; i++)
        {
            var pose = new ObjectPose
            {
                Rotation = Quaternion.Normalize(new Quaternion(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle())),
                Translation = new Vector3(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, 0.5f + (3 * random.NextSingle())),
                Scale = 0.2f + random.NextSingle(),
            };
            Dictionary<string, float[]> latents = LayoutLatents.Encode(pose, Spec);
            ObjectPose decoded = PoseDecoder.Decode(
                Spec, latents["6drotation_normalized"], latents["translation"], latents["scale"], latents["translation_scale"], new Vector3(0.125f), new Vector3(0, 0, 1));
            float depth = pose.Translation.Z;
            Assert.Equal(pose.Scale / depth, decoded.Scale, 1e-4f);
            Assert.True(Vector3.Distance(pose.Translation / depth, decoded.Translation) < 1e-4f);
            Assert.Equal(1, Math.Abs(Quaternion.Dot(pose.Rotation, decoded.Rotation)), 1e-4f);
        }
    }

    [Fact]
    public void An_object_behind_the_camera_is_refused() => Assert.Throws<TrainingException>(
        () => LayoutLatents.Encode(new ObjectPose { Rotation = Quaternion.Identity, Translation = new Vector3(0, 0, -1), Scale = 1 }, Spec));
}
