using System.Numerics;
using Sam3D.Rendering;
using Sam3D.Training.Data.Objects;

namespace Sam3D.Training.Data.Samples;

/// <summary>Makes an object's voxels: occupancy of the signed distance, attributes of the surface.</summary>
internal static class Voxelizer
{
    private const float Spacing = 0.3f; // of surface points, in voxels

    // A body is thin where the depth at this many voxels below the surface is less than that much.
    private const float ProbeDepth = 0.6f, ThinDepth = 0.4f;

    /// <summary>Makes the voxels.</summary>
    /// <param name="item">The object.</param>
    /// <param name="resolution">Voxels along an axis, a multiple of 2.</param>
    /// <param name="withFine">Whether to compute the fine lattice.</param>
    public static SampleVoxels Create(TrainingObject item, int resolution, bool withFine)
    {
        int count = resolution * resolution * resolution;
        Vector4[] colors = new Vector4[count];
        Vector3[] normals = new Vector3[count];
        SurfaceScatter.Visit(item.Mesh.Mesh, Spacing / resolution, (triangle, weights, position, area) =>
        {
            Vector3 cell = (position + new Vector3(0.5f)) * resolution;
            int x = Math.Clamp((int)cell.X, 0, resolution - 1), y = Math.Clamp((int)cell.Y, 0, resolution - 1), z = Math.Clamp((int)cell.Z, 0, resolution - 1);
            int n = (((x * resolution) + y) * resolution) + z;
            colors[n] += new Vector4(item.Mesh.ColorAt(triangle, weights), 1) * area;
            normals[n] += SurfaceScatter.NormalAt(item.Mesh, triangle, weights) * area;
        });

        int[] cells = [.. Enumerable.Range(0, count).Where(n => colors[n].W > 0)];
        var surface = new SparseVoxels(resolution, [.. cells.Select(n => new VoxelIndex(n / (resolution * resolution), n / resolution % resolution, n % resolution))]);
        byte[] occupancy = FillCenters(item.Field, resolution);
        (float[] distances, Vector3[] gradients) = Measure(item.Field, surface);
        AddThinParts(item.Field, surface, cells, distances, gradients, occupancy);

        Vector3[] meanColors = new Vector3[cells.Length], meanNormals = new Vector3[cells.Length];
        for (int i = 0; i < cells.Length; i++)
        {
            Vector4 c = colors[cells[i]];
            Vector3 n = normals[cells[i]];
            meanColors[i] = Quantize.Color(new Vector3(c.X, c.Y, c.Z) / c.W);

            // Both sides of a thin sheet cancel; what is left then is the side that the centre is nearest to.
            meanNormals[i] = Quantize.Normal(n.Length() > 0.2f * c.W ? n : gradients[i]);
            distances[i] = Quantize.Distance(Quantize.ToByte(distances[i] * resolution));
        }

        return new SampleVoxels(occupancy, surface, meanColors, meanNormals, distances, withFine ? FineLattice(item.Field, surface) : null);
    }

    private static byte[] FillCenters(IShapeField field, int resolution)
    {
        int count = resolution * resolution * resolution;
        float[] values = new float[count];
        if (field is DesignField design)
        {
            Vector3 first = design.ToDesign(new Vector3((0.5f / resolution) - 0.5f));
            float step = (design.ToDesign(Vector3.One) - design.ToDesign(Vector3.Zero)).X / resolution;
            BlockSampler.Fill(design.Design, values, resolution, first, step);
        }
        else
        {
            Vector3[] centers = new Vector3[count];
            for (int n = 0; n < count; n++)
            {
                var cell = new Vector3(n / (resolution * resolution), n / resolution % resolution, n % resolution);
                centers[n] = ((cell + new Vector3(0.5f)) / resolution) - new Vector3(0.5f);
            }

            field.SignedDistances(centers, values);
        }

        byte[] bits = new byte[(count + 7) / 8];
        for (int n = 0; n < count; n++)
        {
            if (values[n] < 0)
            {
                bits[n >> 3] |= (byte)(1 << (n & 7));
            }
        }

        return bits;
    }

    // Distance over slope: first-order exact also where the field is only a bound.
    private static (float[] Distances, Vector3[] Gradients) Measure(IShapeField field, SparseVoxels surface)
    {
        float h = 0.1f / surface.Resolution;
        Vector3[] points = new Vector3[7 * surface.Count];
        for (int i = 0; i < surface.Count; i++)
        {
            Vector3 c = surface.Center(surface.Indices[i]);
            points[7 * i] = c;
            for (int axis = 0; axis < 3; axis++)
            {
                Vector3 step = default;
                step[axis] = h;
                points[(7 * i) + 1 + (2 * axis)] = c + step;
                points[(7 * i) + 2 + (2 * axis)] = c - step;
            }
        }

        float[] values = new float[points.Length], distances = new float[surface.Count];
        field.SignedDistances(points, values);
        Vector3[] gradients = new Vector3[surface.Count];
        for (int i = 0; i < surface.Count; i++)
        {
            ReadOnlySpan<float> v = values.AsSpan(7 * i, 7);
            Vector3 slope = new Vector3(v[1] - v[2], v[3] - v[4], v[5] - v[6]) / (2 * h);
            distances[i] = v[0] / Math.Clamp(slope.Length(), 0.3f, 3f);
            gradients[i] = Meshing.VertexNormals.Normalize(slope);
        }

        return (distances, gradients);
    }

    // A rod or sheet that lies between centres would be lost.
    private static void AddThinParts(IShapeField field, SparseVoxels surface, int[] cells, float[] distances, Vector3[] gradients, byte[] occupancy)
    {
        Vector3[] probes = new Vector3[surface.Count];
        float voxel = 1f / surface.Resolution;
        for (int i = 0; i < probes.Length; i++)
        {
            probes[i] = surface.Center(surface.Indices[i]) - (gradients[i] * (distances[i] + (ProbeDepth * voxel)));
        }

        float[] values = new float[probes.Length];
        field.SignedDistances(probes, values);
        for (int i = 0; i < probes.Length; i++)
        {
            if (distances[i] >= 0 && values[i] > -ThinDepth * voxel)
            {
                occupancy[cells[i] >> 3] |= (byte)(1 << (cells[i] & 7));
            }
        }
    }

    private static byte[] FineLattice(IShapeField field, SparseVoxels surface)
    {
        byte[] fine = new byte[surface.Count * SampleVoxels.FineCount];
        Vector3[] points = new Vector3[SampleVoxels.FineCount];
        float[] values = new float[points.Length];
        for (int i = 0; i < surface.Count; i++)
        {
            VoxelIndex v = surface.Indices[i];
            for (int k = 0; k < points.Length; k++)
            {
                var corner = new Vector3(k / 25, k / 5 % 5, k % 5);
                points[k] = ((new Vector3(v.X, v.Y, v.Z) + (corner / 4)) / surface.Resolution) - new Vector3(0.5f);
            }

            field.SignedDistances(points, values);
            for (int k = 0; k < points.Length; k++)
            {
                fine[(i * points.Length) + k] = Quantize.ToByte(values[k] * surface.Resolution);
            }
        }

        return fine;
    }
}
