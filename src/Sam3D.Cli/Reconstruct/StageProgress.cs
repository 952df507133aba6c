using Sam3D.Bundles;
using Sam3D.Cli.Reporting;

namespace Sam3D.Cli.Reconstruct;

/// <summary>The pipeline's stages in words.</summary>
/// <param name="prefix">What stands before each stage, for example the object's name.</param>
/// <param name="last">The last stage of the model.</param>
/// <param name="inner">Shows them.</param>
internal sealed class StageProgress(string prefix, ReconstructionStage last, IProgress<WorkProgress> inner) : IProgress<ReconstructionProgress>
{
    /// <summary>The last stage of a model's run.</summary>
    public static ReconstructionStage LastOf(BundleManifest manifest, ReconstructionOptions options) => manifest.Refinement is not { } refinement ? ReconstructionStage.ProjectColors
        : refinement.ColorsOf(options.Texture) == MeshColorSource.Decoder ? ReconstructionStage.DecodeMesh
        : ReconstructionStage.ColorMesh;

    public void Report(ReconstructionProgress value) => inner.Report(
        new WorkProgress($"{prefix}[{(int)value.Stage}/{(int)last}] {PlainText.Words(value.Stage.ToString())}", value.Step, value.StepCount));
}
