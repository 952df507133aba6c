using Sam3D.Bundles;
using Sam3D.Networks;

namespace Sam3D.Benchmarks;

/// <summary>Free sizes of the geometry flow's graph, for one candidate of the layout.</summary>
internal static class FlowSizes
{
    /// <summary>Sizes by the name of an input or output and its axis.</summary>
    public static Dictionary<(string Name, int Axis), long> Create(GeometryFlowConfig config, long batch)
    {
        Dictionary<(string, int), long> sizes = config.Latents
            .SelectMany(l => (string[])["x." + l.Name, "v." + l.Name], (l, name) => (Name: name, Tokens: (long)l.Tokens))
            .SelectMany(t => (((string, int), long)[])[((t.Name, 0), batch), ((t.Name, 1), t.Tokens)])
            .ToDictionary(t => t.Item1, t => t.Item2);
        sizes[(BundleManifest.CandidateMask, 2)] = config.Latents.Where(l => l.Name != MotBlock.ProtectedStream).Sum(l => (long)l.Tokens);
        sizes[(BundleManifest.CandidateMask, 3)] = config.Latents.Sum(l => (long)l.Tokens);
        return sizes;
    }
}
