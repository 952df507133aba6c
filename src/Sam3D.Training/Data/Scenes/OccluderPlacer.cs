using System.Numerics;
using Sam3D.Rendering;
using Sam3D.Training.Data.Objects;

namespace Sam3D.Training.Data.Scenes;

/// <summary>Puts another object between the camera and the object.</summary>
internal static class OccluderPlacer
{
    /// <summary>Places an occluder so that it covers some of the object's outline.</summary>
    /// <param name="view">The camera and the object.</param>
    /// <param name="item">The object.</param>
    /// <param name="occluder">What stands or flies before it.</param>
    /// <param name="random">Source of chance.</param>
    public static ScenePart Place(SceneView view, TrainingObject item, TrainingObject occluder, SampleRandom random)
    {
        // Aim at a point of the object's surface, from the nearer half of the way.
        Vector3[] positions = item.Mesh.Mesh.Positions;
        Vector3 aim = view.Pose.Apply(positions[random.Whole(0, positions.Length - 1)]);
        float depth = random.Range(0.45f, 0.8f), size = view.Pose.Scale * random.Range(0.3f, 0.8f) * depth;
        Vector3 place = aim / aim.Z * depth;
        float near = view.Pose.Translation.Z - (view.Pose.Scale * 0.5f) - (size * 0.5f);
        place *= Math.Clamp(near / depth, 0.2f, 1f);

        // Half of them fly at any angle, the others stand upright.
        Quaternion rotation = view.Rotation(random.Range(0, MathF.Tau));
        if (random.Chance(0.5f))
        {
            rotation = Quaternion.Normalize(Quaternion.CreateFromAxisAngle(Vector3.Normalize(random.Cube(-1, 1) + new Vector3(0.001f)), random.Range(0, MathF.PI)) * rotation);
        }

        return new ScenePart(occluder.Mesh, new ObjectPose { Rotation = rotation, Translation = place, Scale = size });
    }
}
