namespace Sam3D;

/// <summary>The segmenter for clicks and boxes that needs no download: minimum cuts, guided by the embedded network for salient objects.</summary>
public static class DefaultSegmenter
{
    extension(GraphCutSegmenter)
    {
        /// <summary>Makes the segmenter with the embedded network.</summary>
        /// <param name="options">Device and threads of the network; <see langword="null"/> takes the best device.</param>
        /// <returns>The segmenter; the caller disposes it.</returns>
        /// <exception cref="DeviceException">The device cannot be had.</exception>
        public static GraphCutSegmenter CreateDefault(RuntimeOptions? options = null) => new(SalientObjectSegmenter.CreateDefault(options));
    }
}
