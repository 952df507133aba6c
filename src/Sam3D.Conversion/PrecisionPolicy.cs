using Sam3D.Bundles;

namespace Sam3D.Conversion;

/// <summary>Which precision a stage gets when one is asked for: 8-bit weights where they are measured to be harmless, else float16 (<c>docs/decisions/0013-precision.md</c>).</summary>
internal static class PrecisionPolicy
{
    private static readonly HashSet<string> Int8Stages = new(StringComparer.Ordinal)
    {
        BundleManifest.GeometryFlowStage,
        BundleManifest.GeometryContextStage,
        RefinementSpec.FlowStage,
        RefinementSpec.ContextStage,
    };

    /// <summary>The precision of a stage's graph.</summary>
    /// <param name="stage">A key of <see cref="BundleManifest.Stages"/>.</param>
    /// <param name="requested">What the whole bundle was asked for in.</param>
    public static GraphPrecision Of(string stage, GraphPrecision requested) =>
        requested == GraphPrecision.Int8 && !Int8Stages.Contains(stage) ? GraphPrecision.Float16 : requested;

    /// <summary>Whether float16 is only how weights are stored. A bundle with 8-bit weights is one for processors, and these have no float16 products.</summary>
    /// <param name="requested">What the whole bundle was asked for in.</param>
    public static bool ComputesInFloat32(GraphPrecision requested) => requested == GraphPrecision.Int8;
}
