using BenchmarkDotNet.Attributes;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Networks;

namespace Sam3D.Benchmarks;

/// <summary>The structure decoder with random weights, and one large matrix product on the same runtime with the same threads.</summary>
[Rates("GFLOP/s", nameof(Large))]
public class StructureDecoderBenchmark : ICountedBenchmark
{
    private const double OperationsPerMultiplyAdd = 2;

    // The released ss_decoder.yaml: 16³ latents to 64³ voxels.
    private static readonly StructureAutoencoderConfig Released = new()
    {
        LatentChannels = 8,
        VoxelChannels = 1,
        Channels = [512, 128, 32],
        ResBlocks = 2,
        MiddleResBlocks = 2,
        InputResolution = 16,
    };

    private BoundGraph? _graph;

    public static IEnumerable<DecoderSize> Sizes => BenchmarkRun.IsSmoke ? [DecoderSize.Compact] : Enum.GetValues<DecoderSize>();

    [ParamsSource(nameof(Sizes))]
    public DecoderSize Size { get; set; }

    [ParamsSource(typeof(BenchmarkRun), nameof(BenchmarkRun.ThreadCounts))]
    public int Threads { get; set; }

    private StructureAutoencoderConfig Config => Size == DecoderSize.Released ? Released : CompactNetworks.Decoder;

    double ICountedBenchmark.WorkOf(string method) => OperationsPerMultiplyAdd
        * (method == nameof(Large) ? LargeProduct.Size.MultiplyAdds : CompactNetworks.CountDecoder(Config).MultiplyAdds);

    [GlobalSetup(Target = nameof(Decode))]
    public void SetUpDecode()
    {
        StructureAutoencoderConfig config = Config;
        ShapeOps counter = CompactNetworks.CountDecoder(config);
        var builder = new OnnxGraphBuilder(BundleManifest.StructureDecoderStage, RandomWeights.For(counter));
        GeometryGraphs.RecordDecoder(
            builder,
            config,
            new StructureSpec { Resolution = config.InputResolution << (config.Channels.Count - 1), LatentResolution = config.InputResolution });
        _graph = new BoundGraph(builder, Threads);
    }

    [GlobalSetup(Target = nameof(Large))]
    public void SetUpLarge() => _graph = LargeProduct.Create(Threads);

    [GlobalCleanup]
    public void CleanUp() => _graph?.Dispose();

    [Benchmark]
    public void Decode() => _graph!.Run();

    [Benchmark]
    public void Large() => _graph!.Run();

    /// <summary>Which decoder.</summary>
    public enum DecoderSize
    {
        /// <summary>That of compact-stage1: 4³ latents to 32³ voxels.</summary>
        Compact,

        /// <summary>The released model's: 16³ latents to 64³ voxels.</summary>
        Released,
    }
}
