using Sam3D.Bundles;
using Sam3D.Tracking;

namespace Sam3D;

/// <summary>
/// Follows objects through videos by clicks, boxes and masks, with SAM 2 (Ravi et al., arXiv 2408.00714), and with SAM 3 (Carion et al., arXiv 2511.16719) by texts too: a bundle that
/// <c>sam3d convert</c> made of an official checkpoint.
/// </summary>
/// <remarks>Safe for concurrent calls: several videos may be tracked at once.</remarks>
public sealed class OnnxVideoSegmenter : IVideoSegmenter
{
    private readonly OnnxVideoModel _model;

    private OnnxVideoSegmenter(OnnxVideoModel model) => _model = model;

    /// <inheritdoc/>
    public PromptKinds SupportedPrompts => _model.Supported;

    /// <summary>What the networks run on.</summary>
    public DeviceInfo Device => _model.Device;

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
        return new OnnxVideoSegmenter(OnnxVideoModel.Open(source, manifest, options, cancellationToken));
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
    public void Dispose() => _model.Dispose();
}
