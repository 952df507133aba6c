using Sam3D.Bundles;
using Sam3D.Sessions;

namespace Sam3D.Tracking;

/// <summary>The networks of a bundle that a video needs, loaded.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class OnnxVideoModel : VideoModel, IDisposable
{
    private static readonly string[] Features = ["pix_feat", "image_embeddings", "high_res_feats_0", "high_res_feats_1"];

    private readonly SegmentationSpec _pictures;
    private readonly OpenGraph _encoder;
    private readonly TrackerGraphs _graphs;

    private OnnxVideoModel(SegmentationManifest manifest, DeviceInfo device, OpenGraph encoder, TrackerGraphs graphs)
    {
        (_pictures, Device, _encoder, _graphs) = (manifest.Segmentation, device, encoder, graphs);
        TrackingSpec tracking = manifest.Tracking!;
        Spec = new TrackerSpec
        {
            Width = tracking.Width,
            Grid = tracking.Grid,
            ImageSize = _pictures.ImageSize,
            Memories = tracking.Memories,
            Pointers = tracking.Pointers,
            MaxPromptedFrames = tracking.MaxPromptedFrames,
            HoleArea = tracking.HoleArea,
            SelectsMemories = tracking.SelectsMemories,
            IsThird = tracking.IsThird,
            StabilityDelta = _pictures.StabilityOffset,
            LeastStability = _pictures.LeastStability,
        };
    }

    /// <inheritdoc/>
    public override TrackerSpec Spec { get; }

    /// <inheritdoc/>
    public override PromptKinds Supported => PromptKinds.Points | PromptKinds.Boxes | PromptKinds.Mask;

    /// <summary>What the networks run on.</summary>
    public DeviceInfo Device { get; }

    /// <summary>Verifies and loads the networks.</summary>
    public static OnnxVideoModel Open(IBundleSource source, SegmentationManifest manifest, RuntimeOptions? options, CancellationToken cancellationToken)
    {
        if (manifest.Tracking is not { } tracking)
        {
            throw new BundleException(
                $"{source.Name} holds '{MessageText.OneLine(manifest.Name)}', which is for pictures alone: convert a checkpoint of SAM 2 with this version to follow objects through videos.");
        }

        var factory = new SessionFactory(options);
        var files = new BundleFiles(source, manifest.Files);
        var loaded = new List<OpenGraph>();
        OpenGraph Load(string stage)
        {
            // Every graph runs on every frame, so none gives its working memory back.
            loaded.Add(factory.CreateOpen(files.Load(manifest.Stages[stage], cancellationToken), keepsMemory: true, cancellationToken));
            return loaded[^1];
        }

        try
        {
            OpenGraph encoder = Load(SegmentationManifest.EncoderStage);
            return new OnnxVideoModel(manifest, factory.Device, encoder, new TrackerGraphs
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
    public override (FrameFeatures Features, IReadOnlyList<ConceptDetection> Found) Encode(RgbImage image, string? text, CancellationToken cancellationToken)
    {
        int size = _pictures.ImageSize;
        NamedTensor picture = new("image", VideoPicture.Prepare(image, size, _pictures.Mean, _pictures.Deviation), 1, 3, size, size);
        IReadOnlyList<NamedTensor> made = _encoder.Run([picture], TrackerGraphs.None, Features, cancellationToken);
        float[] Values(int i) => made[i].Values.ToArray();
        return (new FrameFeatures(Values(0), Values(1), Values(2), Values(3)), []);
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose()
    {
        _encoder.Dispose();
        _graphs.Dispose();
    }
}
