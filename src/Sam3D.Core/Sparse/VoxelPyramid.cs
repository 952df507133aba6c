namespace Sam3D.Sparse;

/// <summary>
/// The voxels of an object on several levels, each half as fine as the one before, with the neighbours of every level: all index work of
/// the structured latent flow, done once an object.
/// </summary>
/// <remarks>
/// One instance serves many objects and allocates only when an object is larger than those before; everything it gives is valid until the
/// next <see cref="Build"/>. Not safe for concurrent use.
/// </remarks>
public sealed class VoxelPyramid
{
    private readonly NeighborMap[] _neighbors;
    private readonly DownsampleMap[] _steps;

    /// <summary>Creates the maps of a number of levels.</summary>
    /// <param name="steps">Times that the voxels are merged by 2, 0 to 20; 1 in the release.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public VoxelPyramid(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, 20);
        _neighbors = [.. Enumerable.Range(0, steps + 1).Select(_ => new NeighborMap())];
        _steps = [.. Enumerable.Range(0, steps).Select(_ => new DownsampleMap())];
    }

    /// <summary>Neighbours on every level, finest first; one more than there are steps.</summary>
    public IReadOnlyList<NeighborMap> Neighbors => _neighbors;

    /// <summary>The merges between the levels, finest first.</summary>
    public IReadOnlyList<DownsampleMap> Steps => _steps;

    /// <summary>Builds all maps.</summary>
    /// <param name="voxels">Distinct voxels of the finest level, in any order.</param>
    /// <exception cref="ArgumentException">A voxel stands twice in the list, or there are too many.</exception>
    public void Build(ReadOnlySpan<VoxelIndex> voxels)
    {
        _neighbors[0].Build(voxels);
        for (int i = 0; i < _steps.Length; i++)
        {
            _steps[i].Build(voxels);
            voxels = _steps[i].Coarse.Span;
            _neighbors[i + 1].Build(voxels);
        }
    }
}
