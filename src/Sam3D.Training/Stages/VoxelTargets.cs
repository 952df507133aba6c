using System.Numerics;
using Sam3D.Rendering;
using Sam3D.Training.Data.Samples;

namespace Sam3D.Training;

/// <summary>The surface near each voxel of an object: its nearest samples, and the features that the encoder sees.</summary>
internal sealed class VoxelTargets
{
    /// <summary>Samples kept of each voxel, K.</summary>
    public const int Neighbors = 12;

    /// <summary>Features of a voxel, F: offset, normal and colour of the nearest sample; their means over all K; offset and normal of the sample that faces away most.</summary>
    public const int FeatureCount = 24;

    /// <summary>Voxels, N.</summary>
    public required VoxelIndex[] Voxels { get; init; }

    /// <summary>Cells along an axis.</summary>
    public required int Resolution { get; init; }

    /// <summary>[N, K] places, nearest first.</summary>
    public required Vector3[] Positions { get; init; }

    /// <summary>[N, K] outward normals.</summary>
    public required Vector3[] Normals { get; init; }

    /// <summary>[N, K] sRGB colours, 0 to 1.</summary>
    public required Vector3[] Colors { get; init; }

    /// <summary>Finds the samples near voxels.</summary>
    /// <param name="voxels">Voxels.</param>
    /// <param name="surface">Samples, at least one.</param>
    public static VoxelTargets Create(SparseVoxels voxels, SurfaceSamples surface)
    {
        var finder = new NearestSamples(surface.Positions, voxels.Resolution);
        int count = voxels.Count;
        var positions = new Vector3[count * Neighbors];
        var normals = new Vector3[count * Neighbors];
        var colors = new Vector3[count * Neighbors];
        Vector3[] shades = [.. surface.Colors.Select(c => new Vector3(ColorSpace.ToSrgb(c.X), ColorSpace.ToSrgb(c.Y), ColorSpace.ToSrgb(c.Z)))];
        Span<int> found = stackalloc int[Neighbors];
        for (int i = 0; i < count; i++)
        {
            finder.Find(voxels.Center(voxels.Indices[i]), found);
            for (int k = 0; k < Neighbors; k++)
            {
                positions[(i * Neighbors) + k] = surface.Positions[found[k]];
                normals[(i * Neighbors) + k] = surface.Normals[found[k]];
                colors[(i * Neighbors) + k] = shades[found[k]];
            }
        }

        return new VoxelTargets
        {
            Voxels = voxels.Indices.ToArray(),
            Resolution = voxels.Resolution,
            Positions = positions,
            Normals = normals,
            Colors = colors,
        };
    }

    /// <summary>Centre of a voxel in object space.</summary>
    public Vector3 Center(int index)
    {
        VoxelIndex v = Voxels[index];
        return ((new Vector3(v.X, v.Y, v.Z) + new Vector3(0.5f)) / Resolution) - new Vector3(0.5f);
    }

    /// <summary>The encoder's features, [N, F]; offsets in voxels, colours moved to −1 … 1.</summary>
    public float[] Features()
    {
        float[] features = new float[Voxels.Length * FeatureCount];
        for (int i = 0; i < Voxels.Length; i++)
        {
            Vector3 center = Center(i), meanOffset = default, meanNormal = default, meanColor = default;
            int first = i * Neighbors, away = 0;
            float least = float.MaxValue;
            for (int k = 0; k < Neighbors; k++)
            {
                meanOffset += Positions[first + k] - center;
                meanNormal += Normals[first + k];
                meanColor += Colors[first + k];
                float facing = Vector3.Dot(Normals[first], Normals[first + k]);
                (least, away) = facing < least ? (facing, k) : (least, away);
            }

            ReadOnlySpan<Vector3> row =
            [
                Offset(Positions[first] - center), Normals[first], Signed(Colors[first]),
                Offset(meanOffset / Neighbors), meanNormal / Neighbors, Signed(meanColor / Neighbors),
                Offset(Positions[first + away] - center), Normals[first + away],
            ];
            for (int j = 0; j < row.Length; j++)
            {
                row[j].CopyTo(features, (i * FeatureCount) + (3 * j));
            }
        }

        return features;
    }

    /// <summary>The voxels nearest to one of them, in their order: a part that is compact in space.</summary>
    /// <param name="center">Number of the voxel.</param>
    /// <param name="count">Number of voxels to keep.</param>
    /// <returns>Their numbers, ascending.</returns>
    public int[] Around(int center, int count)
    {
        if (count >= Voxels.Length)
        {
            return [.. Enumerable.Range(0, Voxels.Length)];
        }

        VoxelIndex c = Voxels[center];
        int[] order = [.. Enumerable.Range(0, Voxels.Length)];
        long[] distances = [.. Voxels.Select(v => Square(v.X - c.X) + Square(v.Y - c.Y) + Square(v.Z - c.Z))];
        Array.Sort(distances, order);
        int[] kept = order[..count];
        Array.Sort(kept);
        return kept;
    }

    private static long Square(int x) => (long)x * x;

    private Vector3 Offset(Vector3 offset) => Vector3.Clamp(offset * Resolution, new Vector3(-4), new Vector3(4));

    private static Vector3 Signed(Vector3 color) => (2 * color) - Vector3.One;
}
