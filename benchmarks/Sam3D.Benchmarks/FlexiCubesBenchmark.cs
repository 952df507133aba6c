using BenchmarkDotNet.Attributes;
using Sam3D.Meshing;

namespace Sam3D.Benchmarks;

/// <summary>
/// From the features of the mesh decoder to the coloured mesh: the cubes of 20,000 voxels, 64 each, of a grid of 256³. A dense grid of 257³ vertices would have 10 numbers
/// at each of 17 million places before any work.
/// </summary>
[MemoryDiagnoser]
public class FlexiCubesBenchmark
{
    private SparseVoxels? _cubes;
    private float[] _features = [];

    public static IEnumerable<int> Resolutions => BenchmarkRun.IsSmoke ? [32] : [128, 256];

    /// <summary>Cubes along an axis.</summary>
    [ParamsSource(nameof(Resolutions))]
    public int Resolution { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        VoxelIndex[] cubes = SyntheticShell.Voxels(Resolution, 4.85f);
        _cubes = new SparseVoxels(Resolution, cubes);
        _features = SyntheticShell.Features(cubes, Resolution);
        Console.WriteLine($"// {cubes.Length} cubes, {Extract().TriangleCount} triangles");
    }

    [Benchmark]
    public TriangleMesh Extract() => FlexiCubesExtraction.Extract(_cubes!, _features);

    [Benchmark]
    public FlexiCubesGrid ToGrid() => FlexiCubesExtraction.ToGrid(_cubes!, _features);
}
