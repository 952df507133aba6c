using System.Numerics;
using Sam3D.Meshing;
using Sam3D.Rendering;
using Sam3D.Training.Data.Solids;

namespace Sam3D.Training.Data.Objects;

/// <summary>Turns a design into a training object: surface nets on a lattice, colours, canonical frame.</summary>
internal static class DesignMesher
{
    private const int Margin = 2;

    [ThreadStatic]
    private static float[]? _lattice;

    /// <summary>Makes the object.</summary>
    /// <param name="family">Its family.</param>
    /// <param name="design">The design; at least one body.</param>
    /// <param name="resolution">Lattice samples along the longest side, at least 16.</param>
    /// <returns>The object, or <see langword="null"/> where the lattice shows no surface.</returns>
    public static TrainingObject? Build(string family, ObjectDesign design, int resolution)
    {
        Bounds3 bounds = design.Bounds();
        float step = bounds.Longest / (resolution - (2 * Margin) - 1);
        Vector3 origin = bounds.Center - new Vector3((resolution - 1) * 0.5f * step);
        int count = resolution * resolution * resolution;
        float[] lattice = _lattice is { } kept && kept.Length == count ? kept : _lattice = new float[count];
        BlockSampler.Fill(design, lattice, resolution, origin, step);

        // Logits are positive inside. Divided by the step, so that interpolation between neighbours is nearly linear.
        for (int i = 0; i < count; i++)
        {
            lattice[i] = -lattice[i];
        }

        DualSurface surface = DualSurface.Extract(new OccupancyGrid(resolution, lattice), 0, step * 4);
        if (surface.Quads.Count == 0)
        {
            return null;
        }

        Vector3[] inDesign = new Vector3[surface.Positions.Count];
        for (int i = 0; i < inDesign.Length; i++)
        {
            inDesign[i] = origin + (surface.Positions[i] * step);
        }

        Bounds3 real = Bounds3.Of(inDesign);
        float size = real.Longest / TrainingObject.LongestSide;
        var field = new DesignField(design, real.Center, size);
        Vector3[] colors = new Vector3[inDesign.Length], positions = new Vector3[inDesign.Length];
        field.Colors(inDesign, colors);
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = (inDesign[i] - real.Center) / size;
        }

        int[] indices = Triangulate(surface.Quads);
        var mesh = new TriangleMesh(positions, indices, VertexNormals.Compute(positions, indices), colors);
        return new TrainingObject(family, design.Symmetry, new TexturedMesh(mesh, materials: [new MeshMaterial { Gloss = design.Gloss }]), field);
    }

    private static int[] Triangulate(List<int> quads)
    {
        int[] indices = new int[quads.Count / 4 * 6];
        for (int q = 0, t = 0; q < quads.Count; q += 4, t += 6)
        {
            (indices[t], indices[t + 1], indices[t + 2]) = (quads[q], quads[q + 1], quads[q + 2]);
            (indices[t + 3], indices[t + 4], indices[t + 5]) = (quads[q], quads[q + 2], quads[q + 3]);
        }

        return indices;
    }
}
