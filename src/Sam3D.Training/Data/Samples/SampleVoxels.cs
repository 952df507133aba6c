using System.Numerics;

namespace Sam3D.Training.Data.Samples;

/// <summary>An object's voxels in its canonical frame: solid occupancy, and attributes of the voxels that the surface passes.</summary>
public sealed class SampleVoxels
{
    /// <summary>Corners of the fine lattice along an axis of a voxel: a lattice of four times the resolution.</summary>
    public const int FineCorners = 5;

    /// <summary>Values of the fine lattice a voxel.</summary>
    public const int FineCount = FineCorners * FineCorners * FineCorners;

    /// <summary>The largest magnitude of <see cref="Distances"/> and of fine distances, in voxels.</summary>
    public const float MaxDistance = 2f;

    internal SampleVoxels(byte[] occupancy, SparseVoxels surface, Vector3[] colors, Vector3[] normals, float[] distances, byte[]? fine)
    {
        Occupancy = occupancy;
        Surface = surface;
        Colors = colors;
        Normals = normals;
        Distances = distances;
        Fine = fine;
    }

    /// <summary>Voxels along an axis, R.</summary>
    public int Resolution => Surface.Resolution;

    /// <summary>
    /// [R³ / 8] bits: voxel n = (x·R + y)·R + z is bit n mod 8 (from the lowest) of byte n / 8. A voxel is occupied when its centre is inside, or when
    /// the surface passes it and the body is thinner than a voxel there.
    /// </summary>
    public byte[] Occupancy { get; }

    /// <summary>The N voxels that the surface passes, sorted by x, then y, then z.</summary>
    public SparseVoxels Surface { get; }

    /// <summary>[N] mean colour of the surface in the voxel: linear RGB; stored as 8-bit sRGB.</summary>
    public Vector3[] Colors { get; }

    /// <summary>[N] mean outward unit normal of the surface in the voxel.</summary>
    public Vector3[] Normals { get; }

    /// <summary>
    /// [N] signed distance of the surface from the voxel's centre in voxels, positive where the centre is outside; the nearest surface point is about
    /// centre − distance · normal / R. Multiples of 1/63.
    /// </summary>
    public float[] Distances { get; }

    /// <summary>
    /// [N, 5, 5, 5] signed distances at the corners of the voxel's fine lattice, x-major, or <see langword="null"/>: (value − 128) / 63 voxels. Corner
    /// (i, j, k) lies at (voxel + (i, j, k) / 4) / R − 0.5.
    /// </summary>
    public byte[]? Fine { get; }

    /// <summary>Whether a voxel is occupied.</summary>
    public bool IsOccupied(int x, int y, int z)
    {
        int n = (((x * Resolution) + y) * Resolution) + z;
        return (Occupancy[n >> 3] & (1 << (n & 7))) != 0;
    }

    /// <summary>Writes the occupancy as numbers.</summary>
    /// <param name="destination">Receives R³ values, x-major: 1 for occupied, 0 for empty.</param>
    /// <exception cref="ArgumentException">The length is not R³.</exception>
    public void CopyOccupancy(Span<float> destination)
    {
        if (destination.Length != Resolution * Resolution * Resolution)
        {
            throw new ArgumentException($"{destination.Length} values for {Resolution}³ voxels.", nameof(destination));
        }

        for (int n = 0; n < destination.Length; n++)
        {
            destination[n] = (Occupancy[n >> 3] >> (n & 7)) & 1;
        }
    }

    /// <summary>Number of occupied voxels.</summary>
    public int CountOccupied()
    {
        int count = 0;
        foreach (byte b in Occupancy)
        {
            count += BitOperations.PopCount(b);
        }

        return count;
    }
}
