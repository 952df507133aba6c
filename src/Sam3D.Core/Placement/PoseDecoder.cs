using System.Numerics;
using Sam3D.Bundles;

namespace Sam3D.Placement;

/// <summary>
/// Turns layout latents into a pose in camera space. Official: <c>get_pose_decoder("ScaleShiftInvariant")</c>; the idea of a scene that is known up to scale
/// and shift is that of MiDaS (Ranftl et al. 2020), equation 6.
/// </summary>
public static class PoseDecoder
{
    /// <summary>The one convention that is decoded.</summary>
    public const string ScaleShiftInvariant = "ScaleShiftInvariant";

    /// <summary>Decodes one object.</summary>
    /// <param name="spec">Convention and statistics of the bundle.</param>
    /// <param name="rotation6dNormalized">Six channels, normalised.</param>
    /// <param name="translation">Three channels: position in units of the scene scale, x left, y up, z forward.</param>
    /// <param name="scale">Three channels: natural logarithms of the scale along the object's axes, in units of the scene scale.</param>
    /// <param name="translationScale">One channel; this convention predicts but does not use it.</param>
    /// <param name="sceneScale">Camera-space length of a unit of the scene, above 0; from the point map or <see cref="PoseSpec.SceneScale"/>.</param>
    /// <param name="sceneShift">Camera-space origin of the scene; from the point map or <see cref="PoseSpec.SceneShift"/>.</param>
    /// <param name="downsampleFactor">The factor of <c>VoxelDownsampling</c>, 1 or more, by which the object was shrunk in its grid.</param>
    /// <param name="isMetric">Whether scene scale and shift are metres.</param>
    /// <returns>The pose; its scale is the mean over the three axes.</returns>
    /// <exception cref="BundleException">The bundle's convention or statistics cannot be used.</exception>
    /// <exception cref="ReconstructionException">The latents give no finite pose.</exception>
    /// <exception cref="ArgumentException">A latent has another length, or a number is out of range.</exception>
    public static ObjectPose Decode(
        PoseSpec spec,
        ReadOnlySpan<float> rotation6dNormalized,
        ReadOnlySpan<float> translation,
        ReadOnlySpan<float> scale,
        ReadOnlySpan<float> translationScale,
        Vector3 sceneScale,
        Vector3 sceneShift,
        int downsampleFactor = 1,
        bool isMetric = false)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentOutOfRangeException.ThrowIfLessThan(downsampleFactor, 1);
        CheckSpec(spec);
        CheckLength(rotation6dNormalized, Rotation6d.Channels, nameof(rotation6dNormalized));
        CheckLength(translation, 3, nameof(translation));
        CheckLength(scale, 3, nameof(scale));
        CheckLength(translationScale, 1, nameof(translationScale));

        Span<float> channels = stackalloc float[Rotation6d.Channels];
        Rotation6d.Denormalize(rotation6dNormalized, [.. spec.Rotation6dMean], [.. spec.Rotation6dStd], channels);
        var inScene = new DecomposedTransform(
            new Vector3(MathF.Exp(scale[0]), MathF.Exp(scale[1]), MathF.Exp(scale[2])),
            Rotation6d.ToMatrix(channels),
            new Vector3(translation));

        // Row vectors: the object enters the scene first, then the scene is scaled and shifted into camera space.
        Matrix4x4 sceneToCamera = Matrix4x4.CreateScale(sceneScale) * Matrix4x4.CreateTranslation(sceneShift);
        DecomposedTransform inCamera = DecomposedTransform.Decompose(inScene.Compose() * sceneToCamera);
        float meanScale = (inCamera.Scale.X + inCamera.Scale.Y + inCamera.Scale.Z) / 3f * downsampleFactor;
        if (!(meanScale > 0 && float.IsFinite(meanScale) && float.IsFinite(inCamera.Translation.LengthSquared())))
        {
            throw new ReconstructionException(
                $"The layout gives scale {meanScale} and translation {inCamera.Translation}, expected finite numbers and a scale above 0: use another seed or check the bundle.");
        }

        return ObjectPose.FromOfficial(inCamera.OfficialQuaternion, inCamera.Translation, meanScale, isMetric);
    }

    private static void CheckSpec(PoseSpec spec)
    {
        if (spec.Convention != ScaleShiftInvariant)
        {
            throw new BundleException(
                $"The bundle's pose convention is '{spec.Convention}', expected '{ScaleShiftInvariant}': convert the checkpoint with a version that knows it.");
        }

        if (spec.Rotation6dMean.Count != Rotation6d.Channels || spec.Rotation6dStd.Count != Rotation6d.Channels)
        {
            throw new BundleException(
                $"The bundle's pose has {spec.Rotation6dMean.Count} rotation means and {spec.Rotation6dStd.Count} deviations, expected 6 of each: convert the checkpoint again.");
        }
    }

    private static void CheckLength(ReadOnlySpan<float> latent, int expected, string name)
    {
        if (latent.Length != expected)
        {
            throw new ArgumentException($"{latent.Length} channels, expected {expected}.", name);
        }
    }
}
