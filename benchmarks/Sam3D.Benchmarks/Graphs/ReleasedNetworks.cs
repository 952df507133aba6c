using Sam3D.Networks;

namespace Sam3D.Benchmarks;

/// <summary>Sizes of the released networks, with any number of blocks; small ones where a run only shows that benchmarks work.</summary>
internal static class ReleasedNetworks
{
    private static int Heads => BenchmarkRun.IsSmoke ? 2 : 16;

    private static int Width => 64 * Heads;

    /// <summary>Tokens of the transformer of the structured latent flow, as many as about 16,000 voxels of a 64³ grid give.</summary>
    public static int CoarseTokens => BenchmarkRun.IsSmoke ? 50 : 4096;

    /// <summary>Condition tokens of the structured latent flow.</summary>
    public static int RefinementTokens => BenchmarkRun.IsSmoke ? 70 : 5496;

    /// <summary><c>ss_generator.yaml</c>.</summary>
    public static GeometryFlowConfig Geometry(int blocks)
    {
        string[] layout = ["6drotation_normalized", "translation", "scale", "translation_scale"];
        int[] channels = [6, 3, 3, 1];
        int resolution = BenchmarkRun.IsSmoke ? 4 : 16;
        return new GeometryFlowConfig
        {
            ModelChannels = Width,
            ConditionChannels = Width,
            ConditionTokens = BenchmarkRun.IsSmoke ? 90 : 7528,
            NumBlocks = blocks,
            NumHeads = Heads,
            MlpHidden = 4 * Width,
            Latents =
            [
                new FlowLatentConfig("shape", resolution * resolution * resolution, 8), .. layout.Zip(channels, (name, c) => new FlowLatentConfig(name, 1, c)),
            ],
            SharedStreams = new Dictionary<string, IReadOnlyList<string>> { [layout[0]] = layout },
        };
    }

    /// <summary><c>slat_generator.yaml</c>.</summary>
    public static StructuredLatentFlowConfig Refinement(int blocks) => new()
    {
        Resolution = 64,
        InChannels = 8,
        OutChannels = 8,
        ModelChannels = Width,
        ConditionChannels = Width,
        NumBlocks = blocks,
        NumHeads = Heads,
        MlpHidden = 4 * Width,
        IoBlockChannels = [128],
    };
}
