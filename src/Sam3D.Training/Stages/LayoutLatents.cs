using System.Numerics;
using Sam3D.Bundles;
using Sam3D.Conversion;

namespace Sam3D.Training;

/// <summary>
/// The layout latents of a pose in the ScaleShiftInvariant convention: the inverse of <see cref="Placement.PoseDecoder"/>. The unit of length is the depth of the object's
/// centre, for without a point map a photograph does not show the scale.
/// </summary>
internal static class LayoutLatents
{
    /// <summary>The latents by name.</summary>
    /// <param name="pose">The object in camera space, in front of the camera.</param>
    /// <param name="spec">Statistics, scene scale and shift.</param>
    /// <exception cref="TrainingException">The object is not in front of the camera.</exception>
    public static Dictionary<string, float[]> Encode(ObjectPose pose, PoseSpec spec)
    {
        float depth = pose.Translation.Z;
        if (!(depth > 0 && pose.Scale > 0))
        {
            throw new TrainingException($"A training sample has depth {depth} and scale {pose.Scale}, expected both above 0; make the data again.");
        }

        Matrix4x4 m = Matrix4x4.CreateFromQuaternion(pose.Rotation);
        ReadOnlySpan<float> columns = [m.M11, m.M21, m.M31, m.M12, m.M22, m.M32];
        float[] rotation = new float[columns.Length];
        for (int i = 0; i < rotation.Length; i++)
        {
            rotation[i] = (columns[i] - spec.Rotation6dMean[i]) / spec.Rotation6dStd[i];
        }

        var shift = new Vector3(spec.SceneShift[0], spec.SceneShift[1], spec.SceneShift[2]);
        Vector3 translation = ((pose.Translation / depth) - shift) / spec.SceneScale;
        float scale = MathF.Log(pose.Scale / depth / spec.SceneScale);
        return new Dictionary<string, float[]>(StringComparer.Ordinal)
        {
            [GeneratorConfig.RotationLatent] = rotation,
            [GeneratorConfig.TranslationLatent] = [translation.X, translation.Y, translation.Z],
            [GeneratorConfig.ScaleLatent] = [scale, scale, scale],
            [GeneratorConfig.TranslationScaleLatent] = [0],
        };
    }
}
