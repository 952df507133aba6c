using System.Numerics;
using Sam3D.Tensors;

namespace Sam3D.Voxels;

/// <summary>Halves a grid that has too many voxels. Official: <c>downsample_sparse_structure</c>.</summary>
public static class VoxelDownsampling
{
    private const int HalvingFactor = 2;
    private const uint SubsetStream = 0;

    /// <summary>
    /// Above a number of voxels, shrinks the object to half its size around its middle, in the same grid, and merges voxels that fall together.
    /// The pose's scale must be multiplied by the factor.
    /// </summary>
    /// <remarks>
    /// A coordinate becomes round((c − min) / (max − min) · (size/2 − 1) + min + (size − size/2)/2) in float32, half to even, where size = max − min
    /// + 1 per axis. Should too many voxels be left, a random subset is kept. The official code draws it from PyTorch's global generator;
    /// here it is drawn by selection sampling with <see cref="Philox"/>, so that it depends on the seed alone and keeps its order.
    /// </remarks>
    /// <param name="voxels">The voxels.</param>
    /// <param name="maxVoxels">Largest number of voxels to keep, at least 1; 42,000 in the release.</param>
    /// <param name="seed">Seed of the random subset.</param>
    /// <returns>
    /// With at most <paramref name="maxVoxels"/> voxels, the list itself and factor 1; else at most that many distinct voxels in
    /// lexicographic order and factor 2.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxVoxels"/> is below 1.</exception>
    /// <exception cref="ArgumentException">The shrunk bounding box has more cells than an array can hold.</exception>
    public static (SparseVoxels Voxels, int Factor) Reduce(SparseVoxels voxels, int maxVoxels, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxVoxels, 1);
        if (voxels.Count <= maxVoxels)
        {
            return (voxels, 1);
        }

        VoxelIndex[] shrunk = Shrink(voxels.Indices);
        VoxelIndex[] distinct = DistinctInOrder(shrunk);
        VoxelIndex[] kept = distinct.Length <= maxVoxels ? distinct : SelectInOrder(distinct, maxVoxels, seed);
        return (new SparseVoxels(voxels.Resolution, kept), HalvingFactor);
    }

    /// <summary>The object-space point around which <see cref="Reduce"/> shrinks: the middle of the bounding box.</summary>
    /// <param name="voxels">The voxels before they are shrunk; at least one.</param>
    internal static Vector3 Middle(SparseVoxels voxels)
    {
        var box = new VoxelBox(voxels.Indices);
        Vector3 low = voxels.Center(box.Min);
        return low + (new Vector3(box.SizeX - 1, box.SizeY - 1, box.SizeZ - 1) / (2 * voxels.Resolution));
    }

    /// <summary>The surface of a grid, shrunk as its voxels were.</summary>
    /// <param name="surface">What <see cref="Meshing.SurfaceExtractor"/> made of the grid.</param>
    /// <param name="grid">Logits; at least one is positive where the factor is not 1.</param>
    /// <param name="factor">The factor of <see cref="Reduce"/>.</param>
    internal static TriangleMesh ShrinkLikeVoxels(TriangleMesh surface, OccupancyGrid grid, int factor)
    {
        if (factor == 1)
        {
            return surface;
        }

        Vector3 middle = Middle(VoxelExtraction.FromLogits(grid, 0));
        Vector3[] positions = Array.ConvertAll(surface.Positions, p => middle + ((p - middle) / factor));
        return new TriangleMesh(positions, surface.Indices, surface.Normals, surface.Colors);
    }

    /// <summary>The same with sorting in place of the bitmap, up to the random subset.</summary>
    internal static VoxelIndex[] ShrinkReference(SparseVoxels voxels) =>
        [.. Shrink(voxels.Indices).Distinct().OrderBy(v => v.X).ThenBy(v => v.Y).ThenBy(v => v.Z)];

    private static VoxelIndex[] Shrink(ReadOnlySpan<VoxelIndex> voxels)
    {
        // A new coordinate depends on the old one of the same axis alone, so three small tables hold the map.
        var box = new VoxelBox(voxels);
        int[] xs = ShrinkAxis(box.Min.X, box.SizeX);
        int[] ys = ShrinkAxis(box.Min.Y, box.SizeY);
        int[] zs = ShrinkAxis(box.Min.Z, box.SizeZ);
        var shrunk = new VoxelIndex[voxels.Length];
        for (int i = 0; i < voxels.Length; i++)
        {
            VoxelIndex v = voxels[i];
            shrunk[i] = new VoxelIndex(xs[v.X - box.Min.X], ys[v.Y - box.Min.Y], zs[v.Z - box.Min.Z]);
        }

        return shrunk;
    }

    private static int[] ShrinkAxis(int min, int cells)
    {
        float size = cells;
        float targetSize = size / HalvingFactor;
        float targetMin = min + ((size - targetSize) / 2f);
        float targetMax = targetMin + targetSize - 1f;
        int[] map = new int[cells];
        for (int i = 0; i < cells; i++)
        {
            // With one cell 0/0 is NaN, which the official conversion to integers turns into something below the lower bound.
            float shrunk = (i / (size - 1f) * (targetSize - 1f)) + targetMin;
            int rounded = float.IsNaN(shrunk) ? int.MinValue : (int)MathF.Round(shrunk, MidpointRounding.ToEven);

            // Not Math.Clamp: with one cell the bounds cross, and then the upper one wins.
            map[i] = Math.Min(Math.Max(rounded, (int)targetMin), (int)targetMax);
        }

        return map;
    }

    private static VoxelIndex[] DistinctInOrder(ReadOnlySpan<VoxelIndex> voxels)
    {
        var box = new VoxelBox(voxels);
        bool[] occupied = new bool[box.CellCount];
        int count = 0;
        foreach (VoxelIndex v in voxels)
        {
            ref bool cell = ref occupied[box.Cell(v)];
            count += cell ? 0 : 1;
            cell = true;
        }

        var distinct = new VoxelIndex[count];
        int next = 0;
        for (int cell = 0; cell < occupied.Length; cell++)
        {
            if (occupied[cell])
            {
                (int xy, int z) = Math.DivRem(cell, box.SizeZ);
                (int x, int y) = Math.DivRem(xy, box.SizeY);
                distinct[next++] = new VoxelIndex(box.Min.X + x, box.Min.Y + y, box.Min.Z + z);
            }
        }

        return distinct;
    }

    /// <summary>Selection sampling (Knuth, TAOCP 2, algorithm 3.4.2 S): every subset of the size is equally likely, but for 2⁻³².</summary>
    private static VoxelIndex[] SelectInOrder(ReadOnlySpan<VoxelIndex> voxels, int count, ulong seed)
    {
        uint[] words = new uint[voxels.Length];
        Philox.FillBits(words, seed, SubsetStream);
        var selected = new VoxelIndex[count];
        int taken = 0;
        for (int i = 0; i < voxels.Length && taken < count; i++)
        {
            ulong remaining = (ulong)(voxels.Length - i);
            ulong draw = (words[i] * remaining) >> 32; // 0 to remaining − 1
            if (draw < (ulong)(count - taken))
            {
                selected[taken++] = voxels[i];
            }
        }

        return selected;
    }
}
