using Sam3D.Voxels;

namespace Sam3D.Core.Tests.Voxels;

public sealed class VoxelEnclosureTests
{
    [Fact]
    public void WhatPruningLeavesOutIsEnclosed()
    {
        SparseVoxels block = Box(new VoxelIndex(2, 3, 4), 6, 5, 7), shell = VoxelPruning.RemoveInterior(block, 1), inside = VoxelEnclosure.Of(shell);
        Assert.Equal(4 * 3 * 5, inside.Count);
        Assert.Equal(block.Indices.ToArray().Except(shell.Indices.ToArray()), inside.Indices.ToArray());
        Assert.Equal(shell.Resolution, inside.Resolution);
    }

    [Fact]
    public void AHoleLetsTheOutsideInAndAnEdgeDoesNot()
    {
        SparseVoxels shell = VoxelPruning.RemoveInterior(Box(new VoxelIndex(1, 1, 1), 5, 5, 5), 1);
        Assert.Equal(27, VoxelEnclosure.Of(shell).Count);
        Assert.Equal(0, VoxelEnclosure.Of(Without(shell, new VoxelIndex(3, 3, 1))).Count);
        Assert.Equal(27, VoxelEnclosure.Of(Without(shell, new VoxelIndex(1, 1, 1))).Count); // a corner: only diagonal ways
        Assert.Equal(0, VoxelEnclosure.Of(new SparseVoxels(8, [])).Count);
        Assert.Equal(0, VoxelEnclosure.Of(new SparseVoxels(8, [new VoxelIndex(7, 0, 3)])).Count);
    }

    [Fact]
    public void CavitiesOfTheGridAreNotWhatWasPruned()
    {
        SparseVoxels block = Box(new VoxelIndex(1, 1, 1), 7, 7, 7), shell = VoxelPruning.RemoveInterior(block, 1);
        float[] logits = [.. Enumerable.Repeat(-1f, 16 * 16 * 16)];
        foreach (VoxelIndex v in block.Indices)
        {
            logits[(((v.X * 16) + v.Y) * 16) + v.Z] = v == new VoxelIndex(4, 4, 4) ? -2 : 3;
        }

        SparseVoxels inside = VoxelEnclosure.Of(shell, new OccupancyGrid(16, logits));
        Assert.Equal(125 - 1, inside.Count);
        Assert.DoesNotContain(new VoxelIndex(4, 4, 4), inside.Indices.ToArray());
        Assert.Equal(125, VoxelEnclosure.Of(shell, new OccupancyGrid(8, new float[512])).Count); // a grid of another size does not tell
    }

    private static SparseVoxels Box(VoxelIndex first, int x, int y, int z) => new(
        16, [.. Enumerable.Range(0, x * y * z).Select(i => new VoxelIndex(first.X + (i / (y * z)), first.Y + (i / z % y), first.Z + (i % z)))]);

    private static SparseVoxels Without(SparseVoxels voxels, VoxelIndex left) => new(voxels.Resolution, [.. voxels.Indices.ToArray().Where(v => v != left)]);
}
