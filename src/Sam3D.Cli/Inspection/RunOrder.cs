using Sam3D.Bundles;

namespace Sam3D.Cli.Inspection;

/// <summary>The stages of a bundle in the order of a run, each where it is first used.</summary>
internal static class RunOrder
{
    /// <summary>Orders the stages; those that a run with the bundle's defaults does not use are left out.</summary>
    public static IReadOnlyList<string> Of(BundleManifest manifest)
    {
        var order = new List<string?> { manifest.Depth is null ? null : BundleManifest.DepthStage };
        order.AddRange(Condition(manifest.Condition));
        order.AddRange(
        [
            BundleManifest.GeometryModulationStage, BundleManifest.GeometryContextStage, BundleManifest.GeometryFlowStage, BundleManifest.StructureDecoderStage,
        ]);
        if (manifest.Refinement is { } refinement)
        {
            order.AddRange(Condition(refinement.Condition));
            order.AddRange([RefinementSpec.ModulationStage, RefinementSpec.ContextStage, RefinementSpec.FlowStage]);
            order.AddRange(refinement.Gaussians.Take(1).Select(g => g.Stage));
            order.Add(refinement.Mesh?.Stage);
        }

        return [.. order.OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string?> Condition(ConditionSpec condition) => condition.Encoders.SelectMany(e => new[] { e.Backbone, e.Stage });
}
