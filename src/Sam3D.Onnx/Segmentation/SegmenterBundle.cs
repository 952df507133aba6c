using Sam3D.Bundles;

namespace Sam3D;

/// <summary>Opens segmentation bundles of any kind.</summary>
public static class SegmenterBundle
{
    /// <summary>Opens a bundle with what it is for: <see cref="OnnxConceptSegmenter"/> where it takes words, else <see cref="OnnxSegmenter"/>.</summary>
    /// <param name="folder">The folder that holds <c>bundle.json</c>, as <c>sam3d convert</c> writes it.</param>
    /// <param name="options">Device and threads; <see langword="null"/> takes the defaults.</param>
    /// <param name="cancellationToken">Honoured while verifying and loading.</param>
    /// <returns>The segmenter; <see cref="ISegmenter.SupportedPrompts"/> tells what it takes.</returns>
    /// <exception cref="BundleException">There is no such bundle, a file is damaged, or its graphs are others than promised.</exception>
    /// <exception cref="DeviceException">The device cannot be had.</exception>
    public static ISegmenter Open(string folder, RuntimeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        SegmentationManifest manifest = BundleFiles.ReadManifest(new FolderBundleSource(folder), BundleManifestSerializer.ReadSegmentation);
        return manifest.Concepts is null
            ? OnnxSegmenter.Open(folder, options, cancellationToken)
            : OnnxConceptSegmenter.Open(folder, options, null, cancellationToken);
    }
}
