using Sam3D.Bundles;
using Sam3D.Tracking;

namespace Sam3D;

/// <summary>
/// Follows objects through videos by clicks, boxes and masks, with SAM 2 (Ravi et al., arXiv 2408.00714), and with SAM 3 (Carion et al., arXiv 2511.16719) by texts too: a bundle that
/// <c>sam3d convert</c> made of an official checkpoint, or the ONNX files of a public export of SAM 2.0 for videos as they are.
/// </summary>
/// <remarks>Safe for concurrent calls: several videos may be tracked at once.</remarks>
public sealed class OnnxVideoSegmenter : IVideoSegmenter
{
    private readonly VideoModel _model;
    private readonly IDisposable _owned;

    private OnnxVideoSegmenter(VideoModel model, IDisposable owned, DeviceInfo device) => (_model, _owned, Device) = (model, owned, device);

    /// <inheritdoc/>
    public PromptKinds SupportedPrompts => _model.Supported;

    /// <summary>What the networks run on.</summary>
    public DeviceInfo Device { get; }

    /// <summary>The model, for tests of its parts.</summary>
    internal VideoModel Model => _model;

    /// <summary>Opens a segmentation bundle that has the networks for videos.</summary>
    /// <param name="folder">The folder that holds <c>bundle.json</c>, as <c>sam3d convert</c> writes it.</param>
    /// <param name="options">Device and threads; <see langword="null"/> takes the defaults.</param>
    /// <param name="cancellationToken">Honoured while verifying and loading.</param>
    /// <exception cref="BundleException">There is no such bundle, it is for pictures alone, a file is damaged, or its graphs are others than promised.</exception>
    /// <exception cref="DeviceException">The device cannot be had.</exception>
    public static OnnxVideoSegmenter Open(string folder, RuntimeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var source = new FolderBundleSource(folder);
        SegmentationManifest manifest = BundleFiles.ReadManifest(source, BundleManifestSerializer.ReadSegmentation);
        var model = OnnxVideoModel.Open(source, manifest, options, cancellationToken);
        return new OnnxVideoSegmenter(model, model, model.Device);
    }

    /// <summary>
    /// Opens a public export of SAM 2.0 for videos as it is, that of SAM2Export: image encoder, image decoder, memory attention and memory encoder. Which file is which, is told by the names of
    /// inputs and outputs. It takes clicks and boxes.
    /// </summary>
    /// <param name="files">The ONNX files in any order; files with their weights must lie beside them and begin with their names.</param>
    /// <param name="options">Device and threads; <see langword="null"/> takes the defaults.</param>
    /// <param name="cancellationToken">Honoured while loading.</param>
    /// <exception cref="BundleException">A file cannot be read, or they are not the four of a known export.</exception>
    /// <exception cref="DeviceException">The device cannot be had.</exception>
    public static OnnxVideoSegmenter OpenFiles(IReadOnlyList<string> files, RuntimeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0 || files.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException("There are no files, or a name is empty.", nameof(files));
        }

        var model = ExportedVideoModel.Open(files, options, cancellationToken);
        return new OnnxVideoSegmenter(model, model, model.Device);
    }

    /// <inheritdoc/>
    /// <exception cref="BundleException">A network fails.</exception>
    public IAsyncEnumerable<VideoMasks> TrackAsync(
        IAsyncEnumerable<VideoFrame> frames, IReadOnlyList<VideoPrompt> prompts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(prompts);
        return new VideoStream(_model, nameof(OnnxVideoSegmenter)).TrackAsync(frames, prompts, cancellationToken);
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose() => _owned.Dispose();
}
