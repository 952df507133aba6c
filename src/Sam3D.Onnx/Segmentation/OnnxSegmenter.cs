using Sam3D.Bundles;
using Sam3D.Masks;
using Sam3D.Segmentation;
using Sam3D.Sessions;

namespace Sam3D;

/// <summary>
/// Finds objects by clicks, boxes and rough masks, with SAM (Kirillov et al., arXiv 2304.02643), MobileSAM (Zhang et al., arXiv 2306.14289) or SAM 2 (Ravi et al., arXiv 2408.00714):
/// a bundle that <c>sam3d convert</c> made of an official checkpoint, or the ONNX files of a public export as they are.
/// </summary>
/// <remarks>
/// Safe for concurrent calls. Open a photograph with <see cref="OpenAsync"/> for several prompts: the image encoder, which costs nearly all, runs once.
/// </remarks>
public sealed class OnnxSegmenter : ISegmenter
{
    private readonly PromptNetwork _network;

    private OnnxSegmenter(PromptNetwork network, DeviceInfo device) => (_network, Device) = (network, device);

    /// <inheritdoc/>
    public PromptKinds SupportedPrompts =>
        PromptKinds.Points | PromptKinds.Boxes | (_network.Layout.Mask is null ? 0 : PromptKinds.Mask | PromptKinds.Previous);

    /// <summary>What the networks run on.</summary>
    public DeviceInfo Device { get; }

    /// <summary>Opens a segmentation bundle.</summary>
    /// <param name="folder">The folder that holds <c>bundle.json</c>, as <c>sam3d convert</c> writes it.</param>
    /// <param name="options">Device and threads; <see langword="null"/> takes the defaults.</param>
    /// <param name="cancellationToken">Honoured while verifying and loading.</param>
    /// <exception cref="BundleException">There is no such bundle, a file is damaged, or its graphs are others than promised.</exception>
    /// <exception cref="DeviceException">The device cannot be had.</exception>
    public static OnnxSegmenter Open(string folder, RuntimeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var source = new FolderBundleSource(folder);
        SegmentationManifest manifest = BundleFiles.ReadManifest(source, BundleManifestSerializer.ReadSegmentation);
        if (manifest.Concepts is not null)
        {
            throw new BundleException($"{folder} is '{MessageText.OneLine(manifest.Name)}', which takes words: open it with {nameof(OnnxConceptSegmenter)}, which answers clicks too.");
        }

        var files = new BundleFiles(source, manifest.Files);
        return Load(
            options,
            stage => files.Load(manifest.Stages[stage], cancellationToken),
            manifest.Segmentation,
            cancellationToken);
    }

    /// <summary>Opens a public export as it is. What it is, is told by the names and shapes of inputs and outputs.</summary>
    /// <param name="encoderFile">The ONNX file of the image encoder; files with its weights must lie beside it and begin with its name.</param>
    /// <param name="decoderFile">The ONNX file of the prompt encoder and mask decoder.</param>
    /// <param name="options">Device and threads; <see langword="null"/> takes the defaults.</param>
    /// <param name="cancellationToken">Honoured while loading.</param>
    /// <exception cref="BundleException">A file cannot be read, is no known export, or the two do not belong together.</exception>
    /// <exception cref="DeviceException">The device cannot be had.</exception>
    public static OnnxSegmenter OpenFiles(
        string encoderFile, string decoderFile, RuntimeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(encoderFile);
        ArgumentException.ThrowIfNullOrWhiteSpace(decoderFile);
        return Load(
            options,
            stage => ForeignFile.Open(stage == SegmentationManifest.EncoderStage ? encoderFile : decoderFile),
            spec: null,
            cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="BundleException">The image encoder fails.</exception>
    public async ValueTask<ISegmentationSession> OpenAsync(RgbImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        PromptFrame frame = PromptFrame.Create(image.Width, image.Height, _network.Layout.Spec.ImageSize, _network.Layout.Spec.Fit);
        KeptTensors embeddings = await Task.Run(() => _network.Encode(image, frame, cancellationToken), cancellationToken).ConfigureAwait(false);
        return new PromptSession(_network, image, frame, embeddings, SupportedPrompts);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ScoredMask>> SegmentAsync(
        RgbImage image, SegmentationPrompt prompt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        PromptRules.ThrowIfUnusable(prompt, image, SupportedPrompts, nameof(OnnxSegmenter));
        using ISegmentationSession session = await OpenAsync(image, cancellationToken).ConfigureAwait(false);
        return await session.SegmentAsync(prompt, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose() => _network.Dispose();

    private static OnnxSegmenter Load(RuntimeOptions? options, Func<string, StageModel> model, SegmentationSpec? spec, CancellationToken cancellationToken)
    {
        var factory = new SessionFactory(options);
        return new OnnxSegmenter(
            PromptNetwork.Load(
                stage => factory.CreateOpen(model(stage), keepsMemory: stage == SegmentationManifest.DecoderStage, cancellationToken),
                SegmentationManifest.EncoderStage,
                SegmentationManifest.DecoderStage,
                spec),
            factory.Device);
    }
}
