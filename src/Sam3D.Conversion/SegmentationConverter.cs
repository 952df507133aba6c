using Sam3D.Bundles;

namespace Sam3D.Conversion;

/// <summary>
/// Converts an official checkpoint of SAM (<c>sam_vit_b_01ec64.pth</c> and its sisters), MobileSAM (<c>mobile_sam.pt</c>) or SAM 2 (<c>sam2.1_hiera_tiny.pt</c> and its sisters) to a
/// segmentation bundle for <c>OnnxSegmenter</c>, or of SAM 3 (<c>sam3.pt</c>, with its tokenizer file beside it) to one for <c>OnnxConceptSegmenter</c>; of SAM 2 and 3 for
/// <c>OnnxVideoSegmenter</c> too. Which one it is, and all sizes, follow from the shapes of its tensors.
/// </summary>
public static class SegmentationConverter
{
    private const int GraphCount = 2;

    // Official Sam3Processor.
    private const float ReleasedThreshold = 0.5f;

    /// <summary>Converts a checkpoint file.</summary>
    /// <param name="checkpointFile">The file, in PyTorch's zip format or safetensors.</param>
    /// <param name="bundleFolder">The folder to make; new, empty, or an older bundle with <see cref="ConversionOptions.Overwrite"/>.</param>
    /// <param name="options">Name, licence and layout; <see langword="null"/> takes the defaults. The field of view has no meaning here.</param>
    /// <param name="progress">Told about every graph; may be <see langword="null"/>.</param>
    /// <param name="cancellationToken">Honoured between tensors; nothing is left behind.</param>
    /// <returns>The manifest of the bundle.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="CheckpointException">The file cannot be read, or holds no segmenter of a known kind, or its tokenizer file is missing.</exception>
    /// <exception cref="ExportException">The bundle cannot be written.</exception>
    public static SegmentationManifest Convert(
        string checkpointFile,
        string bundleFolder,
        ConversionOptions? options = null,
        IProgress<ConversionProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Convert(checkpointFile, bundleFolder, options, new SegmentationSizes(), progress, cancellationToken);

    /// <summary>The same for other sizes than those of the releases.</summary>
    internal static SegmentationManifest Convert(
        string checkpointFile,
        string bundleFolder,
        ConversionOptions? options,
        SegmentationSizes sizes,
        IProgress<ConversionProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(checkpointFile);
        ArgumentException.ThrowIfNullOrEmpty(bundleFolder);
        options ??= new ConversionOptions();
        options.Validate();

        // 1. What it is
        string file = Path.GetFileName(checkpointFile);
        using ICheckpoint checkpoint = CheckpointFile.Open(checkpointFile);
        CheckpointView weights = Weights(checkpoint, file);
        if (ConceptModel.Read(weights, file, sizes.Concepts) is { } concepts)
        {
            return Convert(concepts, TokenizerFile.Find(checkpointFile), bundleFolder, options, progress, cancellationToken);
        }

        SegmentationModel model = SegmentationModel.Read(new SamShapes(weights, file), sizes);

        // 2. Graphs
        using var writer = new BundleWriter(bundleFolder, options);
        var stages = new StageWriter(writer, progress, GraphCount + (model.Memory is null ? 0 : VideoStages.Count), cancellationToken);
        stages.Write(SegmentationManifest.EncoderStage, weights, model.RecordEncoder);
        stages.Write(SegmentationManifest.DecoderStage, weights, model.RecordDecoder);
        TrackingSpec? tracking = model.Memory is { } memory ? VideoStages.Write(stages, weights, memory) : null;

        // 3. Manifest
        return Complete(writer, stages, options, model.Name, model.Spec, tracking);
    }

    private static SegmentationManifest Convert(
        ConceptModel model, string tokenizer, string bundleFolder, ConversionOptions options, IProgress<ConversionProgress>? progress, CancellationToken cancellationToken)
    {
        using var writer = new BundleWriter(bundleFolder, options);
        var stages = new StageWriter(writer, progress, model.GraphCount, cancellationToken);
        TrackingSpec? tracking = model.Write(stages);
        var concepts = new ConceptSpec { Tokenizer = writer.CopyFile(tokenizer), ScoreThreshold = ReleasedThreshold };
        return Complete(writer, stages, options, "sam3", model.Spec, tracking, concepts);
    }

    private static SegmentationManifest Complete(
        BundleWriter writer, StageWriter stages, ConversionOptions options, string name, SegmentationSpec spec, TrackingSpec? tracking, ConceptSpec? concepts = null)
    {
        var manifest = new SegmentationManifest
        {
            Format = SegmentationManifest.CurrentFormat,
            Name = options.Name ?? name,
            Licence = options.Licence,
            Origin = options.Origin,
            Segmentation = spec,
            Concepts = concepts,
            Tracking = tracking,
            Stages = writer.Stages,
            Files = writer.Files,
        };
        writer.Complete(manifest);
        stages.Complete();
        return manifest;
    }

    /// <summary>The state dict: the whole file, or as in SAM 2 what stands under <c>model</c>.</summary>
    private static CheckpointView Weights(ICheckpoint checkpoint, string file)
    {
        const string Under = "model.";
        string prefix = checkpoint.Tensors.Keys.Any(n => n.StartsWith(Under, StringComparison.Ordinal)) ? Under : "";
        return CheckpointView.Create(checkpoint, prefix, file);
    }
}
