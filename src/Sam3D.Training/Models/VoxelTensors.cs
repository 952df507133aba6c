using System.Runtime.InteropServices;
using Sam3D.Networks;
using Sam3D.Sparse;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>The integer inputs of the sparse networks for the voxels of an object.</summary>
internal static class VoxelTensors
{
    // Objects of training have few windows: more groups would be more small operators.
    private const int WindowGroupCount = 2;

    /// <summary>The inputs of the flow.</summary>
    /// <param name="voxels">Voxels.</param>
    /// <param name="steps">Levels − 1.</param>
    public static SparseLevels<torch.Tensor> Levels(VoxelIndex[] voxels, int steps)
    {
        var pyramid = new VoxelPyramid(steps);
        pyramid.Build(voxels);
        return new SparseLevels<torch.Tensor>(
            [.. pyramid.Neighbors.Select(n => Rows(n.Rows, n.Count, NeighborMap.Offsets))],
            [
                .. pyramid.Steps.Select(s => new SparseStep<torch.Tensor>(
                    Rows(s.Parents, s.Count), Rows(s.Children, s.CoarseCount, SubdivisionMap.Children), AlignedTensor.Create(s.Divisors.ToArray(), [s.CoarseCount, 1]))),
            ],
            Coordinates(steps == 0 ? voxels : pyramid.Steps[^1].Coarse.ToArray()));
    }

    /// <summary>The inputs of a transformer with windows.</summary>
    /// <param name="voxels">Voxels.</param>
    /// <param name="windowSize">Edge of a window in voxels.</param>
    public static SparseWindows<torch.Tensor> Windows(VoxelIndex[] voxels, int windowSize) =>
        new(Coordinates(voxels), Groups(voxels, windowSize, 0), Groups(voxels, windowSize, windowSize / 2));

    /// <summary>The inputs of two subdivisions, and the 64·N cubes that they make.</summary>
    public static MeshTensors Subdivide(VoxelIndex[] voxels)
    {
        var neighbors = new NeighborMap();
        neighbors.Build(voxels);
        var first = new VoxelSubdivision();
        first.Build(voxels, neighbors.Rows.Span);
        var second = new VoxelSubdivision();
        second.Build(first.Children.Span, first.Neighbors.Span);
        return new MeshTensors(Rows(neighbors.Rows, neighbors.Count, NeighborMap.Offsets), Maps(first), Maps(second), second.Children.ToArray());
    }

    private static SparseSubdivision<torch.Tensor> Maps(VoxelSubdivision maps) => new(
        Rows(maps.Neighbors, maps.Count, NeighborMap.Offsets), Rows(maps.Parents, maps.Count));

    private static SparseWindowGroups<torch.Tensor> Groups(VoxelIndex[] voxels, int windowSize, int shift)
    {
        var windows = new WindowGroups(WindowGroupCount);
        windows.Build(voxels, windowSize, shift);
        return new SparseWindowGroups<torch.Tensor>(
            [.. windows.Groups.Select(g => (Rows(g.Rows, g.WindowCount, g.LongestWindow), Rows(g.Lengths, g.WindowCount)))], Rows(windows.Places, windows.Count));
    }

    private static torch.Tensor Coordinates(VoxelIndex[] voxels) =>
        AlignedTensor.Create(MemoryMarshal.Cast<VoxelIndex, int>(voxels).ToArray(), [voxels.Length, 3]);

    private static torch.Tensor Rows(ReadOnlyMemory<int> rows, params long[] shape) => AlignedTensor.Create(rows.ToArray(), shape);
}

/// <summary>The integer inputs of the mesh decoder besides its windows.</summary>
/// <param name="Neighbors">[N, 27] voxels near each voxel.</param>
/// <param name="First">Subdivision of the N voxels.</param>
/// <param name="Second">Subdivision of their children.</param>
/// <param name="Cubes">The 64·N cubes that the two make.</param>
internal sealed record MeshTensors(
    torch.Tensor Neighbors, SparseSubdivision<torch.Tensor> First, SparseSubdivision<torch.Tensor> Second, VoxelIndex[] Cubes);
