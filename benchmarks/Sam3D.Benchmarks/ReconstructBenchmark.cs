using BenchmarkDotNet.Attributes;
using Sam3D.TestKit;

namespace Sam3D.Benchmarks;

/// <summary>The whole pipeline of compact-stage1 on the sample's baby bottle: networks loaded, picture decoded.</summary>
[StageMedians]
public class ReconstructBenchmark
{
    private ReconstructionPipeline? _pipeline;
    private RgbImage? _photo;

    [ParamsSource(typeof(BenchmarkRun), nameof(BenchmarkRun.ThreadCounts))]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _pipeline = ReconstructionPipeline.Create(CompactStage1.OpenBundle(), new RuntimeOptions { Device = DevicePreference.Cpu, Threads = Threads });
        _photo = RgbImage.Load(Path.Combine(Repository.Root, "samples", "01-FirstAsset", "pictures", "baby-bottle.png"));
    }

    [GlobalCleanup]
    public void CleanUp() => _pipeline?.Dispose();

    [Benchmark]
    public async Task<Reconstruction> Reconstruct()
    {
        Reconstruction bottle = await _pipeline!.ReconstructAsync(_photo!, _photo!.AlphaMask!);
        StageMedianColumn.Add($"[{nameof(Threads)}={Threads}]", bottle.Timings);
        return bottle;
    }
}
