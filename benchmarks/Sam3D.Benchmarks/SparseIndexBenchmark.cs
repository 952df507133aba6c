using BenchmarkDotNet.Attributes;
using Sam3D.Sparse;

namespace Sam3D.Benchmarks;

/// <summary>
/// The index work of the sparse networks on one thread, repeated with the same instances, for shells of growing objects: nanoseconds a voxel stay, and nothing is
/// allocated. The rival finds neighbours through a dictionary.
/// </summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class SparseIndexBenchmark
{
    private const int WindowSize = 8, WindowShift = 4, Groups = 8;

    private readonly NeighborMap _neighbors = new();
    private readonly WindowGroups _windows = new(Groups);
    private readonly DownsampleMap _merged = new();
    private readonly VoxelSubdivision _subdivided = new();
    private VoxelIndex[] _voxels = [];
    private int[] _near = [];

    public static IEnumerable<int> Counts => BenchmarkRun.IsSmoke ? [500] : [5_000, 20_000, 80_000];

    /// <summary>About so many voxels.</summary>
    [ParamsSource(nameof(Counts))]
    public int Voxels { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        // A shell two voxels thick has 4·R² of them.
        _voxels = SyntheticShell.Voxels((int)Math.Round(Math.Sqrt(Voxels / 4.0)), 1f);
        Console.WriteLine($"// {_voxels.Length} voxels");
        _neighbors.Build(_voxels);
        _near = _neighbors.Rows.ToArray();
    }

    [Benchmark(Baseline = true)]
    public int[] NeighborsByDictionary() => NeighborMap.Reference(_voxels);

    [Benchmark]
    public void Neighbors() => _neighbors.Build(_voxels);

    [Benchmark]
    public void Windows() => _windows.Build(_voxels, WindowSize, WindowShift);

    [Benchmark]
    public void Merge() => _merged.Build(_voxels);

    [Benchmark]
    public void Subdivide() => _subdivided.Build(_voxels, _near);
}
