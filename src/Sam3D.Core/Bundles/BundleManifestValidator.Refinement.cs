using Sam3D.Meshing;
using Sam3D.Sparse;

namespace Sam3D.Bundles;

/// <summary>The rules of <see cref="BundleManifest.Refinement"/>.</summary>
internal sealed partial class BundleManifestValidator
{
    private const int CubesPerVoxel = 4;

    private void CheckRefinement(BundleManifest manifest)
    {
        if (manifest.Refinement is not { } refinement)
        {
            return;
        }

        foreach (string stage in (string[])[RefinementSpec.ModulationStage, RefinementSpec.ContextStage, RefinementSpec.FlowStage])
        {
            Require(manifest.Stages.ContainsKey(stage), "stages", $"without '{stage}'", "that stage, for 'refinement' is given");
        }

        CheckRecipe("refinement.preprocessing", refinement.Preprocessing);
        Require(refinement.Preprocessing.PointMap.Count == 0, "refinement.preprocessing.pointMap", "given", "an empty list");
        CheckCondition("refinement.condition", refinement.Condition, manifest);
        CheckSampling("refinement.sampling", refinement.Sampling);
        Require(!refinement.Sampling.Shortcut, "refinement.sampling.shortcut", "true", "false");
        Require(refinement.Sampling.Temperature is null, "refinement.sampling.temperature", "given", "none");
        Require(refinement.Sampling.ShapeCandidates is null, "refinement.sampling.shapeCandidates", "given", "none");
        Require(
            refinement.Resolution == manifest.Structure.Resolution,
            "refinement.resolution", $"{refinement.Resolution}", $"structure.resolution, {manifest.Structure.Resolution}");
        CheckCount("refinement.channels", refinement.Channels, 1, BundleLimits.VoxelChannels);
        CheckCount("refinement.levels", refinement.Levels, 1, BundleLimits.VoxelLevels);
        int channels = Math.Clamp(refinement.Channels, 1, BundleLimits.VoxelChannels);
        CheckNumbers("refinement.mean", refinement.Mean, channels, -1e9);
        CheckNumbers("refinement.std", refinement.Std, channels, 1e-9);
        CheckItems("refinement.gaussians", refinement.Gaussians, (path, decoder) => CheckGaussians(path, decoder, manifest));
        CheckUnique("refinement.gaussians", refinement.Gaussians, d => d?.Stage);
        CheckUnique("Gaussians a voxel of 'refinement.gaussians'", refinement.Gaussians, d => d is null ? null : $"{d.PerVoxel}");
        CheckMesh(refinement, manifest);
        Require(refinement.Gaussians.Count > 0 || refinement.Mesh is not null, "refinement", "without a decoder", "gaussians, mesh, or both");
    }

    private void CheckGaussians(string path, GaussianDecoderSpec decoder, BundleManifest manifest)
    {
        CheckStage(path + ".stage", decoder.Stage, manifest);
        CheckCount(path + ".perVoxel", decoder.PerVoxel, 1, BundleLimits.GaussiansPerVoxel);
        CheckCount(path + ".windowSize", decoder.WindowSize, 1, BundleLimits.Resolution);
        CheckCount(path + ".windowGroups", decoder.WindowGroups, 1, WindowGroups.MaxGroups);
        CheckNumber(path + ".scaleBias", decoder.ScaleBias, 1e-9, 1e3);
        CheckNumber(path + ".opacityBias", decoder.OpacityBias, 1e-6, 1 - 1e-6);
        CheckNumber(path + ".minimumScale", decoder.MinimumScale, 0, 1e3);
        Require(Enum.IsDefined(decoder.ScaleActivation), path + ".scaleActivation", $"{decoder.ScaleActivation}", "a known function");
    }

    private void CheckMesh(RefinementSpec refinement, BundleManifest manifest)
    {
        if (refinement.Mesh is not { } mesh)
        {
            return;
        }

        CheckStage("refinement.mesh.stage", mesh.Stage, manifest);
        CheckCount("refinement.mesh.windowSize", mesh.WindowSize, 1, BundleLimits.Resolution);
        CheckCount("refinement.mesh.windowGroups", mesh.WindowGroups, 1, WindowGroups.MaxGroups);
        CheckCount("refinement.mesh.channels", mesh.Channels, FlexiCubesExtraction.FeatureCount, FlexiCubesExtraction.FeatureCount);
        Require(Enum.IsDefined(mesh.Colors), "refinement.mesh.colors", $"{mesh.Colors}", "a known source");
        int cubes = CubesPerVoxel * Math.Clamp(refinement.Resolution, 1, BundleLimits.Resolution);
        CheckCount("refinement.mesh.resolution", mesh.Resolution, cubes, cubes);
    }

    private void CheckStage(string path, string stage, BundleManifest manifest) =>
        Require(stage is not null && manifest.Stages.ContainsKey(stage), path, MessageText.Quote(stage), "a name of 'stages'");
}
