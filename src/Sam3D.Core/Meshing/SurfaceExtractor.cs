using System.Numerics;

namespace Sam3D.Meshing;

/// <summary>Turns the structure decoder's logits into a smooth, closed surface.</summary>
public static class SurfaceExtractor
{
    /// <summary>
    /// Extracts the surface between occupied and empty samples. The result is closed and 2-manifold for every input, because
    /// everything beyond the grid's border counts as empty; triangles are counter-clockwise seen from outside; vertices have
    /// unit normals and no colours; the same input gives the same bytes.
    /// </summary>
    /// <remarks>
    /// Dual surface with one vertex for each sheet in each cube of eight samples, at the mean of the sheet's crossings of the
    /// cube's edges (surface nets), then Taubin smoothing. A vertex stays within its cube by extraction, and within
    /// <see cref="SurfaceOptions.MaxDisplacement"/> of that place by smoothing. Time is one pass over the R³ samples plus
    /// work in proportion to the surface's cells; memory beside the result is 12·(R+1)² bytes.
    /// </remarks>
    /// <param name="grid">Logits; the sample of voxel (i,j,k) lies at (i+0.5)/R − 0.5 along each axis. NaN counts as empty.</param>
    /// <param name="threshold">Logits above it are inside; finite.</param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <returns>The surface in object space, inside [-0.5, 0.5]³; without triangles when no logit is above the threshold.</returns>
    /// <exception cref="ArgumentException">The threshold or an option is out of range.</exception>
    public static TriangleMesh Extract(OccupancyGrid grid, float threshold = 0, SurfaceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(grid);
        if (!float.IsFinite(threshold))
        {
            throw new ArgumentException($"A threshold of {threshold}, expected a finite value.", nameof(threshold));
        }

        options ??= new SurfaceOptions();
        options.Validate();

        DualSurface surface = DualSurface.Extract(grid, threshold, options.LogitSoftness);
        Vector3[] positions = [.. surface.Positions];
        int[] quads = [.. surface.Quads];
        if (options.MinComponentFraction > 0)
        {
            (positions, quads) = MeshComponents.DropSmall(positions, quads, 4, options.MinComponentFraction);
        }

        TaubinSmoothing.Apply(positions, quads, options.SmoothingIterations, options.MaxDisplacement);

        // The surface bulges out of the border by less than smoothing may move it; the object cube is a promise.
        float resolution = grid.Resolution;
        for (int i = 0; i < positions.Length; i++)
        {
            Vector3 p = ((positions[i] + new Vector3(0.5f)) / resolution) - new Vector3(0.5f);
            positions[i] = Vector3.Clamp(p, new Vector3(-0.5f), new Vector3(0.5f));
        }

        int[] indices = Triangulate(positions, quads);
        return new TriangleMesh(positions, indices, VertexNormals.Compute(positions, indices));
    }

    // Splits quads along the shorter diagonal. Two cubes at opposite sides of a grid edge have no second edge in common, so
    // no diagonal coincides with another edge of the mesh.
    private static int[] Triangulate(Vector3[] positions, int[] quads)
    {
        int[] indices = new int[quads.Length / 4 * 6];
        for (int q = 0, t = 0; q < quads.Length; q += 4, t += 6)
        {
            int a = quads[q], b = quads[q + 1], c = quads[q + 2], d = quads[q + 3];
            float ac = Vector3.DistanceSquared(positions[a], positions[c]);
            float bd = Vector3.DistanceSquared(positions[b], positions[d]);
            ReadOnlySpan<int> triangles = ac <= bd ? [a, b, c, a, c, d] : [a, b, d, b, c, d];
            triangles.CopyTo(indices.AsSpan(t));
        }

        return indices;
    }
}
