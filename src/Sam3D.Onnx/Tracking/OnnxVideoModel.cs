using Sam3D.Bundles;
using Sam3D.Segmentation;
using Sam3D.Sessions;

namespace Sam3D.Tracking;

/// <summary>The networks of a bundle that a video needs, loaded.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class OnnxVideoModel : VideoModel, IDisposable
{
    private readonly VideoPictures _pictures;
    private readonly TrackerGraphs _graphs;

    private OnnxVideoModel(SegmentationManifest manifest, DeviceInfo device, VideoPictures pictures, TrackerGraphs graphs)
    {
        (Device, _pictures, _graphs) = (device, pictures, graphs);
        TrackingSpec tracking = manifest.Tracking!;
        Spec = new TrackerSpec
        {
            Width = tracking.Width,
            Grid = tracking.Grid,
            ImageSize = manifest.Segmentation.ImageSize,
            Memories = tracking.Memories,
            Pointers = tracking.Pointers,
            MaxPromptedFrames = tracking.MaxPromptedFrames,
            HoleArea = tracking.HoleArea,
            SelectsMemories = tracking.SelectsMemories,
            IsThird = tracking.IsThird,
            StabilityDelta = manifest.Segmentation.StabilityOffset,
            LeastStability = manifest.Segmentation.LeastStability,
        };
    }

    /// <inheritdoc/>
    public override TrackerSpec Spec { get; }

    /// <inheritdoc/>
    public override PromptKinds Supported => PromptKinds.Points | PromptKinds.Boxes | PromptKinds.Mask | (_pictures.KnowsWords ? PromptKinds.Text : 0);

    /// <inheritdoc/>
    public override float LeastScore => _pictures.LeastScore;

    /// <summary>What the networks run on.</summary>
    public DeviceInfo Device { get; }

    /// <summary>Verifies and loads the networks.</summary>
    public static OnnxVideoModel Open(IBundleSource source, SegmentationManifest manifest, RuntimeOptions? options, CancellationToken cancellationToken)
    {
        if (manifest.Tracking is not { } tracking)
        {
            throw new BundleException(
                $"{source.Name} holds '{MessageText.OneLine(manifest.Name)}', which is for pictures alone: convert a checkpoint of SAM 2 or SAM 3 with this version to follow objects through videos.");
        }

        var factory = new SessionFactory(options);
        var files = new BundleFiles(source, manifest.Files);
        var loaded = new List<OpenGraph>();
        OpenGraph Load(string stage)
        {
            // Every graph runs on every frame, so none gives its working memory back, but the large image encoder of SAM 3.
            bool keepsMemory = manifest.Concepts is null || stage != SegmentationManifest.EncoderStage;
            loaded.Add(factory.CreateOpen(files.Load(manifest.Stages[stage], cancellationToken), keepsMemory, cancellationToken));
            return loaded[^1];
        }

        try
        {
            VideoPictures pictures = manifest.Concepts is { } concepts
                ? new ThirdPictures(new BundledConcepts(Load, manifest.Segmentation), Load(SegmentationManifest.ClickStage), Tokenizer(source, files, concepts, cancellationToken), manifest.Segmentation, concepts.ScoreThreshold)
                : new SecondPictures(Load(SegmentationManifest.EncoderStage), manifest.Segmentation);
            return new OnnxVideoModel(manifest, factory.Device, pictures, new TrackerGraphs
            {
                Spec = tracking,
                Attention = Load(SegmentationManifest.MemoryAttentionStage),
                Decoder = Load(SegmentationManifest.DecoderStage),
                Encoder = Load(SegmentationManifest.MemoryEncoderStage),
                MaskPrompt = Load(SegmentationManifest.MaskPromptStage),
            });
        }
        catch
        {
            loaded.ForEach(g => g.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    public override TrackerNetworks Networks(CancellationToken cancellationToken) => new OnnxTrackerNetworks(_graphs, cancellationToken);

    /// <inheritdoc/>
    public override (FrameFeatures Features, IReadOnlyList<ConceptDetection> Found) Encode(RgbImage image, string? text, CancellationToken cancellationToken) =>
        _pictures.Encode(image, text, cancellationToken);

    /// <summary>Frees the networks.</summary>
    public void Dispose()
    {
        _pictures.Dispose();
        _graphs.Dispose();
    }

    private static PromptTokenizer Tokenizer(IBundleSource source, BundleFiles files, ConceptSpec concepts, CancellationToken cancellationToken)
    {
        files.Verify(concepts.Tokenizer, cancellationToken);
        return source.FolderPath is { } folder
            ? PromptTokenizer.Open(Path.Combine(folder, concepts.Tokenizer))
            : throw new BundleException($"{source.Name} is not a folder, where the tokenizer is read from: put the bundle into a folder.");
    }
}
