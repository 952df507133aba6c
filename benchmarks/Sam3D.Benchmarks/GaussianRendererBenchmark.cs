using BenchmarkDotNet.Attributes;
using Sam3D.Gaussians;
using Sam3D.Rendering;

namespace Sam3D.Benchmarks;

/// <summary>One picture of a cloud, 512×512, on all cores.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class GaussianRendererBenchmark
{
    private GaussianCloud? _cloud;

    public static IEnumerable<int> Counts => BenchmarkRun.IsSmoke ? [1_000] : [100_000, 500_000];

    [ParamsSource(nameof(Counts))]
    public int Gaussians { get; set; }

    [GlobalSetup]
    public void Setup() => _cloud = SyntheticShell.Gaussians(Gaussians);

    [Benchmark]
    public RgbImage Render() => GaussianRenderer.Render(_cloud!, new RenderOptions { Width = 512, Height = 512 });
}
