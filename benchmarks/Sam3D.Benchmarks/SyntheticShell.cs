using System.Numerics;
using Sam3D.Gaussians;
using Sam3D.Meshing;

namespace Sam3D.Benchmarks;

/// <summary>Voxels, cubes and Gaussians around a sphere, as those of an object lie around its surface.</summary>
internal static class SyntheticShell
{
    private const float Radius = 0.4f; // of the grid
    private const int Numbers = 11; // of a Gaussian: direction, distance, rotation, scales

    /// <summary>The voxels of a grid whose centres are at most so many voxels from the sphere, in lexicographic order.</summary>
    public static VoxelIndex[] Voxels(int resolution, float halfThickness)
    {
        var voxels = new List<VoxelIndex>();
        for (int i = 0; i < resolution * resolution * resolution; i++)
        {
            var v = new VoxelIndex(i / (resolution * resolution), i / resolution % resolution, i % resolution);
            if (Math.Abs(Distance(v, new Vector3(0.5f), resolution)) * resolution <= halfThickness)
            {
                voxels.Add(v);
            }
        }

        return [.. voxels];
    }

    /// <summary>Features of the mesh decoder whose surface is the sphere; colours, weights and displacements are random.</summary>
    public static float[] Features(VoxelIndex[] cubes, int resolution)
    {
        float[] features = RandomValues.Uniform(cubes.Length * FlexiCubesExtraction.FeatureCount, 0);
        for (int i = 0; i < cubes.Length; i++)
        {
            for (int c = 0; c < 8; c++)
            {
                var corner = new Vector3(c & 1, (c >> 1) & 1, c >> 2);
                features[(i * FlexiCubesExtraction.FeatureCount) + c] = Distance(cubes[i], corner, resolution) + (1f / resolution);
            }
        }

        return features;
    }

    /// <summary>Gaussians around the sphere's surface, as flat and as opaque as those of a decoder are.</summary>
    public static GaussianCloud Gaussians(int count)
    {
        float[] numbers = RandomValues.Normal(Numbers * count, 1);
        float[] positions = new float[3 * count], rotations = new float[4 * count], scales = new float[3 * count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> n = numbers.AsSpan(Numbers * i, Numbers);
            Vector3 direction = Vector3.Normalize(new Vector3(n[0], n[1], n[2]) + new Vector3(1e-6f));
            ((direction * (Radius + (0.01f * n[3]))) + new Vector3(0.5f)).CopyTo(positions, 3 * i);
            n[4..8].CopyTo(rotations.AsSpan(4 * i));
            n[8..11].CopyTo(scales.AsSpan(3 * i));
        }

        float[] colors = RandomValues.Uniform(3 * count, 2), opacities = [.. RandomValues.Uniform(count, 3).Select(v => 2 + (3 * v))];
        return new GaussianCloud(new GaussianActivations(), positions, colors, scales, rotations, opacities);
    }

    private static float Distance(VoxelIndex v, Vector3 offset, int resolution) =>
        (((new Vector3(v.X, v.Y, v.Z) + offset) / resolution) - new Vector3(0.5f)).Length() - Radius;
}
