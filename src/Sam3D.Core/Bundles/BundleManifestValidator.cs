using Sam3D.Imaging;

namespace Sam3D.Bundles;

/// <summary>The rules of the bundle format. Every violation is named, as <c>path is value, expected range</c>.</summary>
internal sealed partial class BundleManifestValidator
{
    private readonly List<string> _violations = [];

    private BundleManifestValidator()
    {
    }

    /// <summary>All violations of a manifest; empty when it is valid.</summary>
    public static IReadOnlyList<string> Violations(BundleManifest manifest)
    {
        var validator = new BundleManifestValidator();
        validator.CheckManifest(manifest);
        return validator._violations;
    }

    private void CheckManifest(BundleManifest manifest)
    {
        Require(manifest.Format == BundleManifest.CurrentFormat, "format", MessageText.Quote(manifest.Format), $"'{BundleManifest.CurrentFormat}'");
        CheckText("name", manifest.Name);
        CheckText("licence", manifest.Licence);
        CheckText("origin", manifest.Origin);
        CheckNumber("camera.fieldOfViewDegrees", manifest.Camera.FieldOfViewDegrees, 1, 179);
        CheckRecipe("preprocessing", manifest.Preprocessing);
        CheckCondition("condition", manifest.Condition, manifest);
        CheckSampling("sampling", manifest.Sampling);
        CheckItems("latents", manifest.Latents, CheckLatent);
        CheckUnique("latents", manifest.Latents, l => l?.Name);
        CheckValues("numbers of 'latents'", manifest.Latents.Sum(l => (double)(l?.Tokens ?? 0) * (l?.Channels ?? 0)));
        CheckStructure(manifest.Structure);
        CheckPose(manifest.Pose);
        CheckDepth(manifest);
        CheckRefinement(manifest);
        CheckFiles(manifest.Stages, manifest.Files);
    }

    private void CheckRecipe(string path, PreprocessingRecipe recipe)
    {
        foreach (string violation in recipe.Violations().Take(BundleLimits.ListEntries))
        {
            _violations.Add($"{path}: {violation}");
        }

        Require(
            Enum.IsDefined(recipe.PointMapNormalization),
            path + ".pointMapNormalization", $"{recipe.PointMapNormalization}", "a known normalisation");
    }

    private void CheckCondition(string place, ConditionSpec condition, BundleManifest manifest)
    {
        CheckCount(place + ".width", condition.Width, 1, BundleLimits.TensorSize);
        Require(condition.Encoders.Count > 0, place + ".encoders", "empty", "at least one encoder");
        CheckItems(place + ".encoders", condition.Encoders, (path, encoder) =>
        {
            Require(manifest.Stages.ContainsKey(encoder.Stage), path + ".stage", MessageText.Quote(encoder.Stage), "a name of 'stages'");
            Require(
                encoder.Backbone is null || manifest.Stages.ContainsKey(encoder.Backbone),
                path + ".backbone", MessageText.Quote(encoder.Backbone), "a name of 'stages', or null");
            Require(encoder.Inputs.Count > 0, path + ".inputs", "empty", "at least one input");
            CheckItems(path + ".inputs", encoder.Inputs, (inputPath, input) =>
                Require(ConditionInputs.Names.Contains(input), inputPath, MessageText.Quote(input), $"one of {string.Join(", ", ConditionInputs.Names)}"));
            CheckUnique(path + ".inputs", encoder.Inputs, i => i);
            CheckCount(path + ".tokensPerInput", encoder.TokensPerInput, 1, BundleLimits.TensorSize);
        });
        CheckValues($"numbers of '{place}'", condition.Width * condition.Encoders.Sum(e => (double)(e?.TokensPerInput ?? 0) * (e?.Inputs.Count ?? 0)));
    }

    private void CheckSampling(string path, SamplingSpec sampling)
    {
        CheckCount(path + ".steps", sampling.Steps, 1, BundleLimits.Steps);
        CheckNumber(path + ".rescaleT", sampling.RescaleT, 1e-6, 1e6);
        CheckNumber(path + ".timeScale", sampling.TimeScale, 1e-6, 1e6);
        CheckNumber(path + ".guidanceStrength", sampling.GuidanceStrength, 0, 1e6);
        CheckNumber(path + ".guidanceStart", sampling.GuidanceStart, -1e9, 1e9);
        CheckNumber(path + ".guidanceEnd", sampling.GuidanceEnd, -1e9, 1e9);
        CheckNumber(path + ".temperature", sampling.Temperature ?? 1, 0, GeometryOptions.MaxTemperature);
        CheckCount(path + ".shapeCandidates", sampling.ShapeCandidates ?? 1, 1, GeometryOptions.MaxShapeCandidates);
        Require(
            !(sampling.GuidanceStart > sampling.GuidanceEnd),
            path + ".guidanceStart", Text(sampling.GuidanceStart), $"at most guidanceEnd, {Text(sampling.GuidanceEnd)}");
    }

    private void CheckLatent(string path, LatentSpec latent)
    {
        CheckText(path + ".name", latent.Name);
        CheckCount(path + ".tokens", latent.Tokens, 1, BundleLimits.TensorSize);
        CheckCount(path + ".channels", latent.Channels, 1, BundleLimits.TensorSize);
    }

    private void CheckStructure(StructureSpec structure)
    {
        CheckCount("structure.resolution", structure.Resolution, 1, BundleLimits.Resolution);
        CheckCount("structure.latentResolution", structure.LatentResolution, 1, BundleLimits.Resolution);
        CheckNumber("structure.threshold", structure.Threshold, -1e9, 1e9);
        CheckCount("structure.pruneDistance", structure.PruneDistance, 0, BundleLimits.Resolution);
        CheckCount("structure.maxVoxels", structure.MaxVoxels, 1, int.MaxValue);
    }

    private void CheckPose(PoseSpec pose)
    {
        CheckText("pose.convention", pose.Convention);
        CheckNumbers("pose.rotation6dMean", pose.Rotation6dMean, 6, -1e6);
        CheckNumbers("pose.rotation6dStd", pose.Rotation6dStd, 6, 1e-9);
        CheckNumber("pose.sceneScale", pose.SceneScale, 1e-9, 1e9);
        CheckNumbers("pose.sceneShift", pose.SceneShift, 3, -1e9);
    }

    private void CheckDepth(BundleManifest manifest)
    {
        if (manifest.Depth is not { } depth)
        {
            return;
        }

        Require(manifest.Stages.ContainsKey(BundleManifest.DepthStage), "stages", $"without '{BundleManifest.DepthStage}'", "that stage, for 'depth' is given");
        CheckCount("depth.patchSize", depth.PatchSize, 1, BundleLimits.DepthPatchSize);
        CheckCount("depth.positionGrid", depth.PositionGrid, 1, BundleLimits.Resolution);
        CheckCount("depth.levels", depth.Levels, 0, BundleLimits.DepthLevels);
        CheckCount("depth.minTokens", depth.MinTokens, 1, BundleLimits.DepthTokens);
        CheckCount("depth.maxTokens", depth.MaxTokens, Math.Clamp(depth.MinTokens, 1, BundleLimits.DepthTokens), BundleLimits.DepthTokens);
        Require(Enum.IsDefined(depth.Remap), "depth.remap", $"{depth.Remap}", "a known remap");
        CheckNumber("depth.maskThreshold", depth.MaskThreshold, -1e9, 1e9);
    }

    private void CheckFiles(IReadOnlyDictionary<string, StageSpec> stages, IReadOnlyList<BundleFile> files)
    {
        CheckItems("files", files, CheckFile);
        CheckUnique("files", files, f => f?.Name);
        CheckStages(stages, files);
    }

    private void CheckFile(string path, BundleFile file)
    {
        Require(IsPlainFileName(file.Name), path + ".name", MessageText.Quote(file.Name),
            $"a plain file name (letters, digits, '.', '_', '-'; no folder; not '{BundleManifest.FileName}')");
        CheckCount(path + ".size", file.Size, 1, BundleLimits.FileBytes);
        Require(file.Sha256 is { Length: 64 } && file.Sha256.All(char.IsAsciiHexDigitLower),
            path + ".sha256", MessageText.Quote(file.Sha256), "64 lower-case hexadecimal digits");
    }

    private void CheckStages(IReadOnlyDictionary<string, StageSpec> stages, IReadOnlyList<BundleFile> files)
    {
        HashSet<string> listed = [.. files.Select(f => f?.Name).OfType<string>()];
        CheckCount("number of stages", stages.Count, 1, BundleLimits.ListEntries);
        foreach ((string name, StageSpec stage) in stages.Take(BundleLimits.ListEntries))
        {
            string path = $"stages.{MessageText.OneLine(name, 80)}";
            CheckText("a stage's name", name);
            if (stage is null)
            {
                Require(false, path, "null", "a stage");
                continue;
            }

            Require(listed.Contains(stage.File), path + ".file", MessageText.Quote(stage.File), "a name of 'files'");
            Require(Enum.IsDefined(stage.Precision), path + ".precision", $"{stage.Precision}", "fp32, fp16 or int8");
            CheckItems(path + ".dataFiles", stage.DataFiles, (itemPath, file) =>
                Require(listed.Contains(file) && file != stage.File, itemPath, MessageText.Quote(file), "a name of 'files' other than the graph's"));
            CheckUnique(path + ".dataFiles", stage.DataFiles, f => f);
            CheckTensors(path + ".inputs", stage.Inputs);
            CheckTensors(path + ".outputs", stage.Outputs);
        }
    }

    private void CheckTensors(string path, IReadOnlyList<TensorSpec> tensors)
    {
        Require(tensors.Count > 0, path, "empty", "at least one tensor");
        CheckItems(path, tensors, (itemPath, tensor) =>
        {
            CheckText(itemPath + ".name", tensor.Name);
            Require(tensor.Shape.Count <= BundleLimits.TensorRank, itemPath + ".shape", $"of {tensor.Shape.Count} sizes", $"at most {BundleLimits.TensorRank}");
            Require(tensor.Shape.All(n => n is -1 or (>= 1 and <= BundleLimits.TensorSize)),
                itemPath + ".shape", $"[{string.Join(", ", tensor.Shape.Take(BundleLimits.TensorRank))}]", $"sizes 1 to {BundleLimits.TensorSize}, or -1 for a free one");
        });
        CheckUnique(path, tensors, t => t?.Name);
    }
}
