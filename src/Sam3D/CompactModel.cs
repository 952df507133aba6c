namespace Sam3D;

/// <summary>The demonstration model that is embedded in this package: a small model of the official architecture, geometry, texture and refinement.</summary>
public static class CompactModel
{
    private const string Folder = "models/compact";

    /// <summary>Opens the embedded bundle.</summary>
    /// <returns>The bundle; the caller disposes it.</returns>
    public static ModelBundle OpenBundle() => ModelBundle.Open(new EmbeddedBundleSource(typeof(CompactModel).Assembly, Folder));

    extension(ReconstructionPipeline)
    {
        /// <summary>Builds the pipeline of the embedded demonstration model.</summary>
        /// <param name="options">Device and threads; <see langword="null"/> takes the best device.</param>
        /// <returns>The pipeline; the caller disposes it.</returns>
        /// <exception cref="DeviceException">The device that was asked for cannot be had.</exception>
        public static ReconstructionPipeline Create(RuntimeOptions? options = null) =>
            ReconstructionPipeline.Create(OpenBundle(), options);
    }
}
