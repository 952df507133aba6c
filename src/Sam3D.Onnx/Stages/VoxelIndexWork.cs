using System.Runtime.InteropServices;
using Sam3D.Sessions;
using Sam3D.Sparse;

namespace Sam3D.Stages;

/// <summary>
/// All index work of one object: neighbours on every level, windows and subdivisions. It follows from the voxels alone, so it is done once, when first asked for,
/// whatever the number of sampling steps and decoders.
/// </summary>
/// <remarks>Not safe for concurrent use. The names of the tensors are those of <c>docs/bundle-format.md</c>.</remarks>
internal sealed class VoxelIndexWork
{
    private readonly VoxelIndex[] _voxels;
    private readonly VoxelPyramid _pyramid;
    private readonly int[] _coordinates;
    private readonly Dictionary<(int Size, int Groups), NamedTensor[]> _windows = [];
    private NamedTensor[]? _levels;

    /// <param name="voxels">The N voxels of an object.</param>
    /// <param name="levels">Levels of the flow.</param>
    public VoxelIndexWork(SparseVoxels voxels, int levels)
    {
        _voxels = voxels.Indices.ToArray();
        _pyramid = new VoxelPyramid(levels - 1);
        _pyramid.Build(_voxels);
        _coordinates = Coordinates(_voxels);
    }

    /// <summary>The inputs of the flow.</summary>
    public IReadOnlyList<NamedTensor> Levels => _levels ??= [.. CreateLevels()];

    /// <summary>The inputs of a decoder whose windows have a size.</summary>
    /// <param name="size">Edge of a window in voxels.</param>
    /// <param name="groups">Groups of windows.</param>
    public IReadOnlyList<NamedTensor> Windows(int size, int groups)
    {
        if (!_windows.TryGetValue((size, groups), out NamedTensor[]? tensors))
        {
            tensors =
            [
                new NamedTensor("coordinates", _coordinates, _voxels.Length, 3),
                .. Partition("", groups, size, 0),
                .. Partition("shifted_", groups, size, size / 2),
            ];
            _windows.Add((size, groups), tensors);
        }

        return tensors;
    }

    /// <summary>The inputs of two subdivisions, and the 64·N cubes that they make. They are large and made anew by every call.</summary>
    /// <param name="resolution">Cells along an axis of the cubes.</param>
    public (IReadOnlyList<NamedTensor> Inputs, SparseVoxels Cubes) Subdivide(int resolution)
    {
        var first = new VoxelSubdivision();
        first.Build(_voxels, _pyramid.Neighbors[0].Rows.Span);
        var second = new VoxelSubdivision();
        second.Build(first.Children.Span, first.Neighbors.Span);
        NeighborMap near = _pyramid.Neighbors[0];
        return ([new NamedTensor("neighbors", near.Rows, near.Count, NeighborMap.Offsets), .. Subdivision("first", first), .. Subdivision("second", second)], new SparseVoxels(resolution, second.Children.ToArray()));
    }

    private IEnumerable<NamedTensor> CreateLevels()
    {
        int[] coordinates = _coordinates;
        for (int i = 0; i < _pyramid.Neighbors.Count; i++)
        {
            NeighborMap map = _pyramid.Neighbors[i];
            yield return new NamedTensor($"neighbors.{i}", map.Rows, map.Count, NeighborMap.Offsets);
        }

        for (int i = 0; i < _pyramid.Steps.Count; i++)
        {
            DownsampleMap step = _pyramid.Steps[i];
            yield return new NamedTensor($"parents.{i}", step.Parents, step.Count);
            yield return new NamedTensor($"children.{i}", step.Children, step.CoarseCount, SubdivisionMap.Children);
            yield return new NamedTensor($"divisors.{i}", MemoryMarshal.AsMemory(step.Divisors), step.CoarseCount, 1);
            coordinates = Coordinates(step.Coarse.Span);
        }

        yield return new NamedTensor("coordinates", coordinates, coordinates.Length / 3, 3);
    }

    private IEnumerable<NamedTensor> Partition(string prefix, int groups, int size, int shift)
    {
        var windows = new WindowGroups(groups);
        windows.Build(_voxels, size, shift);
        for (int i = 0; i < groups; i++)
        {
            WindowGroup group = windows.Groups[i];
            yield return new NamedTensor($"{prefix}windows.{i}", group.Rows, group.WindowCount, group.LongestWindow);
            yield return new NamedTensor($"{prefix}lengths.{i}", group.Lengths, group.WindowCount);
        }

        yield return new NamedTensor(prefix + "places", windows.Places, windows.Count);
    }

    private static NamedTensor[] Subdivision(string name, VoxelSubdivision subdivision) =>
    [
        new(name + ".neighbors", subdivision.Neighbors, subdivision.Count, NeighborMap.Offsets),
        new(name + ".parents", subdivision.Parents, subdivision.Count),
    ];

    private static int[] Coordinates(ReadOnlySpan<VoxelIndex> voxels) => MemoryMarshal.Cast<VoxelIndex, int>(voxels).ToArray(); // [N, 3]
}
