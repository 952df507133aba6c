using System.Numerics;

namespace Sam3D.Training;

/// <summary>What the mesh decoder is to give at the corners of its cubes: signed distance, colour and normal of the nearest surface sample near the cube's voxel.</summary>
internal sealed class MeshTargets
{
    private const int Corners = 8;

    /// <summary>[cubes, 8] signed distance in voxels, −1 to 1, negative inside.</summary>
    public required float[] Distances { get; init; }

    /// <summary>[cubes, 8, 6] sRGB colour, then normal moved to 0 … 1.</summary>
    public required float[] Attributes { get; init; }

    /// <summary>Computes the targets.</summary>
    /// <param name="targets">The surface near the voxels.</param>
    /// <param name="kept">Numbers of the voxels that were decoded, in order.</param>
    /// <param name="cubes">Their cubes, 64 a voxel, voxel by voxel.</param>
    public static MeshTargets Create(VoxelTargets targets, int[] kept, VoxelIndex[] cubes)
    {
        int each = cubes.Length / kept.Length, fine = targets.Resolution * 4, k = VoxelTargets.Neighbors;
        float[] distances = new float[cubes.Length * Corners], attributes = new float[cubes.Length * Corners * 6];
        Parallel.For(0, kept.Length, voxel =>
        {
            int first = kept[voxel] * k;
            ReadOnlySpan<Vector3> samples = targets.Positions.AsSpan(first, k);
            for (int cube = voxel * each; cube < (voxel + 1) * each; cube++)
            {
                VoxelIndex at = cubes[cube];
                for (int corner = 0; corner < Corners; corner++)
                {
                    // Corner c of a cube is offset by the bits of c: x in the lowest.
                    Vector3 place = (new Vector3(at.X + (corner & 1), at.Y + ((corner >> 1) & 1), at.Z + (corner >> 2)) / fine) - new Vector3(0.5f);
                    (float distance, int nearest) = Signed(place, samples, targets.Normals.AsSpan(first, k));
                    int row = (cube * Corners) + corner;
                    distances[row] = Math.Clamp(distance * targets.Resolution, -1, 1);
                    targets.Colors[first + nearest].CopyTo(attributes, row * 6);
                    ((targets.Normals[first + nearest] * 0.5f) + new Vector3(0.5f)).CopyTo(attributes, (row * 6) + 3);
                }
            }
        });
        return new MeshTargets { Distances = distances, Attributes = attributes };
    }

    /// <summary>Signed distance to the nearest sample's tangent plane, or to the sample itself where that is far from its foot.</summary>
    private static (float Distance, int Nearest) Signed(Vector3 place, ReadOnlySpan<Vector3> samples, ReadOnlySpan<Vector3> normals)
    {
        int nearest = 0;
        float least = float.MaxValue;
        for (int i = 0; i < samples.Length; i++)
        {
            float square = Vector3.DistanceSquared(place, samples[i]);
            (least, nearest) = square < least ? (square, i) : (least, nearest);
        }

        float along = Vector3.Dot(place - samples[nearest], normals[nearest]), distance = MathF.Sqrt(least);
        return (Math.Abs(along) > 0.7f * distance ? along : MathF.CopySign(0.5f * (Math.Abs(along) + distance), along), nearest);
    }
}
