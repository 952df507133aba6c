namespace Sam3D.Bundles;

/// <summary>The rules of segmentation bundles.</summary>
internal sealed partial class BundleManifestValidator
{
    private const int SmallestPicture = 16;

    /// <summary>All violations of a manifest; empty when it is valid.</summary>
    public static IReadOnlyList<string> Violations(SegmentationManifest manifest)
    {
        var validator = new BundleManifestValidator();
        validator.CheckManifest(manifest);
        return validator._violations;
    }

    private void CheckManifest(SegmentationManifest manifest)
    {
        Require(
            manifest.Format == SegmentationManifest.CurrentFormat, "format", MessageText.Quote(manifest.Format), $"'{SegmentationManifest.CurrentFormat}'");
        CheckText("name", manifest.Name);
        CheckText("licence", manifest.Licence);
        CheckText("origin", manifest.Origin);
        SegmentationSpec spec = manifest.Segmentation;
        CheckCount("segmentation.imageSize", spec.ImageSize, SmallestPicture, BundleLimits.PictureSize);
        Require(Enum.IsDefined(spec.Fit), "segmentation.fit", $"{spec.Fit}", "a known fit");
        CheckNumbers("segmentation.mean", spec.Mean, 3, -1e9);
        CheckNumbers("segmentation.deviation", spec.Deviation, 3, 1e-9);
        CheckNumber("segmentation.leastStability", spec.LeastStability, 0, 1);
        CheckNumber("segmentation.stabilityOffset", spec.StabilityOffset, 0, 1e9);
        CheckNumber("segmentation.logitLimit", spec.LogitLimit, 0, 1e9);
        if (manifest.Concepts is { } concepts)
        {
            CheckNumber("concepts.scoreThreshold", concepts.ScoreThreshold, 0, 1);
            Require(
                manifest.Files.Any(f => f?.Name == concepts.Tokenizer), "concepts.tokenizer", MessageText.Quote(concepts.Tokenizer), "a name of 'files'");
        }

        string[] needed = manifest.Concepts is null
            ? [SegmentationManifest.EncoderStage, SegmentationManifest.DecoderStage]
            : [SegmentationManifest.EncoderStage, SegmentationManifest.TextStage, SegmentationManifest.GeometryStage, SegmentationManifest.DetectorStage];
        needed = manifest.Stages.ContainsKey(SegmentationManifest.ClickStage) ? [.. needed, SegmentationManifest.DecoderStage] : needed;
        foreach (string stage in needed)
        {
            Require(manifest.Stages.ContainsKey(stage), "stages", $"without '{stage}'", "that stage");
        }

        if (manifest.Tracking is { } tracking)
        {
            CheckTracking(manifest, tracking);
        }

        CheckFiles(manifest.Stages, manifest.Files);
    }

    private void CheckTracking(SegmentationManifest manifest, TrackingSpec tracking)
    {
        const int MostWidth = 8192, MostMemories = 256;
        CheckCount("tracking.width", tracking.Width, 4, MostWidth);
        CheckCount("tracking.memoryWidth", tracking.MemoryWidth, 1, MostWidth);
        CheckCount("tracking.grid", tracking.Grid, 1, BundleLimits.PictureSize / SmallestPicture);
        CheckCount("tracking.memories", tracking.Memories, 2, MostMemories);
        CheckCount("tracking.pointers", tracking.Pointers, 1, MostMemories);
        CheckCount("tracking.maxPromptedFrames", tracking.MaxPromptedFrames, -1, MostMemories);
        Require(tracking.MaxPromptedFrames is not (0 or 1), "tracking.maxPromptedFrames", $"{tracking.MaxPromptedFrames}", "-1, or 2 or more");
        CheckCount("tracking.holeArea", tracking.HoleArea, 0, BundleLimits.PictureSize);
        foreach (string stage in (string[])[
            SegmentationManifest.DecoderStage, SegmentationManifest.MemoryAttentionStage, SegmentationManifest.MemoryEncoderStage, SegmentationManifest.MaskPromptStage])
        {
            Require(manifest.Stages.ContainsKey(stage), "stages", $"without '{stage}'", "that stage, which 'tracking' needs");
        }

        Require(
            manifest.Concepts is null || manifest.Stages.ContainsKey(SegmentationManifest.ClickStage),
            "stages",
            $"without '{SegmentationManifest.ClickStage}'",
            "that stage, which 'tracking' needs beside 'concepts'");
    }
}
