using Sam3D.Segmentation;
using Sam3D.Sessions;

namespace Sam3D.Tracking;

/// <summary>SAM 2.0 for videos as somebody else exported it: the graphs as they are, with the official rules around them.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class ExportedVideoModel : VideoModel, IDisposable
{
    private static readonly string[] Features = ["pix_feat", "vision_feats", "high_res_feat0", "high_res_feat1", "vision_pos_embed"];

    private readonly VideoExport _export;

    // A constant of the image encoder, which only comes with a picture.
    private volatile float[]? _positions;

    private ExportedVideoModel(VideoExport export, DeviceInfo device)
    {
        (_export, Device) = (export, device);
        Spec = new TrackerSpec { Width = export.Width, Grid = export.Grid, ImageSize = export.ImageSize, Memories = export.Memories };
    }

    /// <inheritdoc/>
    public override TrackerSpec Spec { get; }

    /// <summary>The decoder takes no earlier mask.</summary>
    public override PromptKinds Supported => PromptKinds.Points | PromptKinds.Boxes;

    /// <inheritdoc/>
    public override float LeastScore => 1;

    /// <summary>What the networks run on.</summary>
    public DeviceInfo Device { get; }

    /// <summary>Sine positions of the features, [G², 1, C].</summary>
    public float[] Positions => _positions ?? throw new InvalidOperationException("No frame was encoded yet.");

    /// <summary>Loads the graphs.</summary>
    /// <param name="files">ONNX files in any order.</param>
    /// <param name="options">Device and threads.</param>
    /// <param name="cancellationToken">Honoured while loading.</param>
    public static ExportedVideoModel Open(IReadOnlyList<string> files, RuntimeOptions? options, CancellationToken cancellationToken)
    {
        var factory = new SessionFactory(options);
        var graphs = new List<OpenGraph>();
        try
        {
            foreach (string file in files)
            {
                graphs.Add(factory.CreateOpen(ForeignFile.Open(file), keepsMemory: true, cancellationToken));
            }
        }
        catch
        {
            graphs.ForEach(g => g.Dispose());
            throw;
        }

        return new ExportedVideoModel(VideoExport.Recognise(graphs), factory.Device);
    }

    /// <inheritdoc/>
    public override TrackerNetworks Networks(CancellationToken cancellationToken) => new ExportedTrackerNetworks(_export, this, cancellationToken);

    /// <inheritdoc/>
    public override (FrameFeatures Features, IReadOnlyList<ConceptDetection> Found) Encode(RgbImage image, string? text, CancellationToken cancellationToken)
    {
        int size = Spec.ImageSize;
        var released = PromptLayout.Second(size);
        NamedTensor picture = new("image", VideoPicture.Prepare(image, size, released.Mean, released.Deviation), 1, 3, size, size);
        float[][] made = [.. _export.ImageEncoder.Run([picture], TrackerGraphs.None, Features, cancellationToken).Select(t => t.Values.ToArray())];
        _positions ??= made[4];
        return (new FrameFeatures(made[0], made[1], made[2], made[3]), []);
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose() => _export.Dispose();
}
