namespace Sam3D;

/// <summary>The segmentation network that is embedded in this package: U²-Net-p, Apache-2.0.</summary>
public static class SalientModel
{
    private const string Resource = "models/u2netp/u2netp.onnx";

    extension(SalientObjectSegmenter)
    {
        /// <summary>Loads the embedded network.</summary>
        /// <param name="options">Device and threads; <see langword="null"/> takes the best device.</param>
        /// <returns>The segmenter; the caller disposes it.</returns>
        /// <exception cref="DeviceException">The device cannot be had.</exception>
        public static SalientObjectSegmenter CreateDefault(RuntimeOptions? options = null)
        {
            using Stream stream = typeof(SalientModel).Assembly.GetManifestResourceStream(Resource)
                ?? throw new InvalidOperationException($"This build of the assembly has no resource '{Resource}'.");
            return SalientObjectSegmenter.Load(stream, Resource, options);
        }
    }
}
