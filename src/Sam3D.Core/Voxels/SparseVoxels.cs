using System.Numerics;

namespace Sam3D;

/// <summary>
/// Occupied voxels of a cubic grid over the object cube [-0.5, 0.5]³ (z up). The centre of voxel (i,j,k) of a grid of
/// resolution R lies at (i+0.5)/R − 0.5.
/// </summary>
public sealed class SparseVoxels
{
    private readonly VoxelIndex[] _indices;

    /// <summary>Creates a list of voxels; the array is kept, not copied.</summary>
    /// <param name="resolution">Grid cells along an axis, at least 1.</param>
    /// <param name="indices">The occupied cells; each coordinate in 0 to R−1.</param>
    /// <exception cref="ArgumentException">A coordinate is outside of the grid.</exception>
    public SparseVoxels(int resolution, VoxelIndex[] indices)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 1);
        ArgumentNullException.ThrowIfNull(indices);
        foreach (VoxelIndex v in indices)
        {
            if ((uint)v.X >= (uint)resolution || (uint)v.Y >= (uint)resolution || (uint)v.Z >= (uint)resolution)
            {
                throw new ArgumentException($"Voxel {v} is outside of the {resolution}³ grid.", nameof(indices));
            }
        }

        Resolution = resolution;
        _indices = indices;
    }

    /// <summary>Grid cells along an axis.</summary>
    public int Resolution { get; }

    /// <summary>Number of occupied voxels.</summary>
    public int Count => _indices.Length;

    /// <summary>The occupied cells; lexicographic by (x, y, z) when they come from a model.</summary>
    public ReadOnlySpan<VoxelIndex> Indices => _indices;

    /// <summary>Centre of a voxel in object space.</summary>
    /// <param name="voxel">A cell of this grid.</param>
    public Vector3 Center(VoxelIndex voxel) =>
        ((new Vector3(voxel.X, voxel.Y, voxel.Z) + new Vector3(0.5f)) / Resolution) - new Vector3(0.5f);
}

/// <summary>A cell of a voxel grid.</summary>
/// <param name="X">First grid axis, 0 to R−1; object x.</param>
/// <param name="Y">Second grid axis; object y.</param>
/// <param name="Z">Third grid axis; object z (up).</param>
public readonly record struct VoxelIndex(int X, int Y, int Z);
