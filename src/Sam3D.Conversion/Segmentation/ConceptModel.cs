using Sam3D.Bundles;
using Sam3D.Concepts;
using Sam3D.Masks;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>SAM 3 as its checkpoint describes it: its networks for pictures, and what the runtime must know.</summary>
internal sealed class ConceptModel
{
    private const string Detector = "detector.", Tracker = "tracker.";

    private readonly ICheckpoint _whole, _detector;
    private readonly ICheckpoint? _tracker;

    private ConceptModel(ICheckpoint whole, ICheckpoint detector, ICheckpoint? tracker, string file, ConceptSizes sizes)
    {
        (_whole, _detector, _tracker) = (whole, detector, tracker);
        var shapes = new SamShapes(detector, file);
        Vision = ConceptConfigs.ReadVision(shapes, sizes);
        Text = ConceptConfigs.ReadText(shapes, sizes);
        Head = ConceptConfigs.ReadHead(shapes, sizes, Vision.Grid);
        Clicks = tracker is null || !shapes.Has("backbone.vision_backbone.sam2_convs.0.conv_1x1.weight")
            ? null
            : SamConfigs.Decoder(new SamShapes(tracker, file), isSecond: true, Vision.ImageSize, Vision.Grid);
        Memory = Clicks is not null && MemoryConfigs.Has(new SamShapes(tracker!, file)) ? MemoryConfigs.Read(new SamShapes(tracker!, file), Vision.Grid) : null;
    }

    /// <summary>Sizes of the image encoder.</summary>
    public ConceptVisionConfig Vision { get; }

    /// <summary>Sizes of the text encoder.</summary>
    public ConceptTextConfig Text { get; }

    /// <summary>Sizes of what finds concepts.</summary>
    public ConceptHeadConfig Head { get; }

    /// <summary>Sizes of what answers clicks; <see langword="null"/> where the checkpoint has no such part.</summary>
    public SamDecoderConfig? Clicks { get; }

    /// <summary>Sizes of the networks for videos; <see langword="null"/> where the checkpoint has none.</summary>
    public MemoryConfig? Memory { get; }

    /// <summary>Number of graphs.</summary>
    public int GraphCount => (Clicks is null ? 4 : 6) + (Memory is null ? 0 : VideoStages.Count);

    /// <summary>What the runtime must know of pictures and clicks.</summary>
    public SegmentationSpec Spec => new()
    {
        ImageSize = Vision.ImageSize,
        Fit = PictureFit.StretchBytes,
        Mean = ConceptPicture.Middle,
        Deviation = ConceptPicture.Middle,
        PadsBoxes = true,
        LeastStability = 0.98f,
        LogitLimit = 32,
    };

    /// <summary>Recognises SAM 3: the official file, whose parts are <c>detector</c> and <c>tracker</c>, or a detector alone.</summary>
    /// <param name="weights">The state dict.</param>
    /// <param name="file">What to call it in messages.</param>
    /// <param name="sizes">What shapes do not tell.</param>
    /// <returns>The model, or <see langword="null"/> where it is none.</returns>
    /// <exception cref="CheckpointException">It is one, but of other sizes.</exception>
    public static ConceptModel? Read(ICheckpoint weights, string file, ConceptSizes sizes)
    {
        ICheckpoint detector = Below(weights, Detector, file) ?? weights;
        return ConceptConfigs.Is(new SamShapes(detector, file)) ? new ConceptModel(weights, detector, Below(weights, Tracker, file), file, sizes) : null;
    }

    /// <summary>Writes all graphs.</summary>
    /// <returns>What the runtime must know of videos, or <see langword="null"/>.</returns>
    public TrackingSpec? Write(StageWriter stages)
    {
        stages.Write(SegmentationManifest.EncoderStage, _detector, b => ConceptGraphs.RecordImage(b, Vision, Head, Clicks is not null));
        stages.Write(SegmentationManifest.TextStage, _detector, b => ConceptGraphs.RecordText(b, Text));
        stages.Write(SegmentationManifest.GeometryStage, _detector, b => ConceptGraphs.RecordGeometry(b, Head));
        stages.Write(SegmentationManifest.DetectorStage, _detector, b => ConceptGraphs.RecordDetector(b, Head));
        if (Clicks is { } clicks)
        {
            stages.Write(SegmentationManifest.ClickStage, _whole, b => ConceptGraphs.RecordClicks(b, Vision, Detector[..^1], Tracker[..^1], Memory is not null));
            stages.Write(SegmentationManifest.DecoderStage, _tracker!, b => SegmentationGraphs.RecordDecoder(b, clicks, hasPointers: Memory is not null));
        }

        return Memory is { } memory ? VideoStages.Write(stages, _tracker!, memory) : null;
    }

    private static CheckpointView? Below(ICheckpoint weights, string prefix, string file) =>
        weights.Tensors.Keys.Any(n => n.StartsWith(prefix, StringComparison.Ordinal)) ? CheckpointView.Create(weights, prefix, file) : null;
}
