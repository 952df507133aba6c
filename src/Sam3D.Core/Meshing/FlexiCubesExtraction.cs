using System.Numerics;
using Sam3D.Voxels;

namespace Sam3D.Meshing;

/// <summary>
/// Turns the mesh decoder's features into a surface (official class <c>SparseFeatures2Mesh</c> with colours): corner values are averaged over the cubes
/// that share a vertex, then <see cref="FlexiCubes"/> does the rest.
/// </summary>
/// <remarks>
/// A cube's features are, in this order: 8 signed distances, one a corner; 8 × 3 displacements; 21 weights; 8 × 6 attributes (sRGB colour, normal map).
/// The signed distance gets a bias of −1/R. A vertex lies at v/R − 0.5 + (1 − 10⁻⁸)/(2R)·tanh(displacement). Everything beyond the given cubes is outside,
/// so a shell of cubes gets an inner surface too.
/// </remarks>
public static class FlexiCubesExtraction
{
    /// <summary>Features of a cube.</summary>
    public const int FeatureCount = Attributes + (8 * AttributeCount);

    /// <summary>Features above it in magnitude are refused: sums of eight must stay finite.</summary>
    private const float MaxMagnitude = 1e30f;

    private const int Displacements = 8, Weights = 32, Attributes = 53; // first features
    private const int AttributeCount = 6;
    private const int VertexColumns = 4 + AttributeCount; // signed distance, displacement, attributes

    /// <summary>Extracts the coloured mesh.</summary>
    /// <param name="cubes">The N decoded cubes of a grid of R³, distinct, in any order; R is 4 times the resolution of the voxels.</param>
    /// <param name="features">[N, 101] of the mesh decoder.</param>
    /// <returns>Positions in object space, normals, linear colours; without triangles when nothing is inside.</returns>
    /// <exception cref="ArgumentException">The number of features is wrong, a cube is listed twice, or R exceeds <see cref="FlexiCubesGrid.MaxResolution"/>.</exception>
    /// <exception cref="ReconstructionException">A feature is not a number, or above 10³⁰ in magnitude.</exception>
    public static TriangleMesh Extract(SparseVoxels cubes, ReadOnlySpan<float> features) =>
        FlexiCubes.Extract(ToGrid(cubes, features)).ToMesh();

    /// <summary>Extracts the coloured mesh of a solid: cells that the decoded shell encloses are inside, so that it gets no second, inner surface, and no hole leads to one.</summary>
    /// <param name="cubes">The N decoded cubes of a grid of R³, distinct, in any order; R is 4 times the resolution of the voxels.</param>
    /// <param name="features">[N, 101] of the mesh decoder.</param>
    /// <param name="inside">Voxels that are inside, none of which was decoded; their resolution divides R (<see cref="VoxelEnclosure"/>).</param>
    /// <returns>Positions in object space, normals, linear colours; without triangles when nothing is inside.</returns>
    /// <exception cref="ArgumentException">The number of features is wrong, a cube is listed twice, R exceeds <see cref="FlexiCubesGrid.MaxResolution"/>, or the resolutions do not fit.</exception>
    /// <exception cref="ReconstructionException">A feature is not a number, or above 10³⁰ in magnitude.</exception>
    public static TriangleMesh Extract(SparseVoxels cubes, ReadOnlySpan<float> features, SparseVoxels inside)
    {
        ArgumentNullException.ThrowIfNull(cubes);
        ArgumentNullException.ThrowIfNull(inside);
        if (cubes.Resolution % inside.Resolution != 0)
        {
            throw new ArgumentException($"The inside has voxels of {inside.Resolution}³, expected a divisor of the {cubes.Resolution} cubes along an axis.", nameof(inside));
        }

        FlexiCubesGrid shell = ToGrid(cubes, features);
        return FlexiCubes.Extract(inside.Count == 0 ? shell : Filled(shell, inside)).ToMesh();
    }

    /// <summary>The grid with the corners of more voxels, which are inside unless the grid knows them.</summary>
    private static FlexiCubesGrid Filled(FlexiCubesGrid grid, SparseVoxels inside)
    {
        int scale = grid.Resolution / inside.Resolution;
        HashSet<VoxelIndex> known = [.. grid.Vertices];
        var more = new List<VoxelIndex>();
        foreach (VoxelIndex v in inside.Indices)
        {
            for (int i = 0; i < (scale + 1) * (scale + 1) * (scale + 1); i++)
            {
                var corner = new VoxelIndex(
                    (v.X * scale) + (i / ((scale + 1) * (scale + 1))), (v.Y * scale) + (i / (scale + 1) % (scale + 1)), (v.Z * scale) + (i % (scale + 1)));
                if (known.Add(corner))
                {
                    more.Add(corner);
                }
            }
        }

        return new FlexiCubesGrid(
            grid.Resolution,
            [.. grid.Vertices, .. more],
            [.. grid.Scalars, .. Enumerable.Repeat(-1f, more.Count)],
            [.. grid.Positions!, .. more.Select(grid.RegularPosition)],
            [.. grid.Attributes!, .. new float[more.Count * AttributeCount]],
            grid.Cubes,
            grid.Weights);
    }

    /// <summary>The grid of <see cref="Extract(SparseVoxels, ReadOnlySpan{float})"/>, for callers that need its parts or attributes. Time and memory are linear in N, but for sorting.</summary>
    /// <inheritdoc cref="Extract(SparseVoxels, ReadOnlySpan{float})" path="/param"/>
    /// <inheritdoc cref="Extract(SparseVoxels, ReadOnlySpan{float})" path="/exception"/>
    /// <returns>All corners of the cubes, lexicographic, with averaged values; the cubes, lexicographic, with their weights.</returns>
    public static FlexiCubesGrid ToGrid(SparseVoxels cubes, ReadOnlySpan<float> features)
    {
        ArgumentNullException.ThrowIfNull(cubes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cubes.Resolution, FlexiCubesGrid.MaxResolution, nameof(cubes));
        if (features.Length != (long)cubes.Count * FeatureCount)
        {
            throw new ArgumentException($"{features.Length} features for {cubes.Count} cubes, expected {FeatureCount} for each.", nameof(features));
        }

        CheckValues(cubes, features);
        SortedKeys sorted = FlexiCubesKeys.Sort(cubes.Indices, cubes.Resolution - 1, nameof(cubes));
        long[] keys = FlexiCubesKeys.MergeCorners(sorted.Keys, 1, out int[] corners);
        float[] values = AverageCorners(sorted, keys.Length, corners, features, -1f / cubes.Resolution);
        return Assemble(cubes.Resolution, keys, values, sorted, features);
    }

    private static void CheckValues(SparseVoxels cubes, ReadOnlySpan<float> features)
    {
        for (int i = 0; i < features.Length; i++)
        {
            if (!(Math.Abs(features[i]) <= MaxMagnitude))
            {
                throw new ReconstructionException(
                    $"Mesh decoder feature {i % FeatureCount} of cube {cubes.Indices[i / FeatureCount]} is {features[i]}, expected a number of at most " +
                    $"{MaxMagnitude:0e0} in magnitude: run the mesh decoder in float32 or reconstruct with another seed.");
            }
        }
    }

    // [V, 10]. Sums run over the cubes in the caller's order, in single precision, as the official code's do.
    private static float[] AverageCorners(
        SortedKeys sorted, int vertexCount, ReadOnlySpan<int> corners, ReadOnlySpan<float> features, float bias)
    {
        float[] values = new float[checked(vertexCount * VertexColumns)];
        byte[] counts = new byte[vertexCount];
        int[]? rankOf = Invert(sorted.Order);
        for (int cube = 0; cube < sorted.Count; cube++)
        {
            ReadOnlySpan<float> row = features.Slice(cube * FeatureCount, FeatureCount);
            ReadOnlySpan<int> vertices = corners.Slice(8 * (rankOf is null ? cube : rankOf[cube]), 8);
            for (int c = 0; c < 8; c++)
            {
                Span<float> sum = values.AsSpan(vertices[c] * VertexColumns, VertexColumns);
                counts[vertices[c]]++;
                sum[0] += row[c] + bias;
                Add(sum[1..4], row.Slice(Displacements + (3 * c), 3));
                Add(sum[4..], row.Slice(Attributes + (AttributeCount * c), AttributeCount));
            }
        }

        for (int v = 0; v < vertexCount; v++)
        {
            foreach (ref float value in values.AsSpan(v * VertexColumns, VertexColumns))
            {
                value /= counts[v];
            }
        }

        return values;
    }

    private static FlexiCubesGrid Assemble(
        int resolution, long[] keys, float[] values, SortedKeys sorted, ReadOnlySpan<float> features)
    {
        var vertices = new VoxelIndex[keys.Length];
        float[] distances = new float[keys.Length];
        var positions = new Vector3[keys.Length];
        float[] attributes = new float[keys.Length * AttributeCount];
        float reach = (float)((1 - 1e-8) / (2.0 * resolution));
        for (int v = 0; v < keys.Length; v++)
        {
            VoxelIndex place = FlexiCubesKeys.Place(keys[v]);
            ReadOnlySpan<float> row = values.AsSpan(v * VertexColumns, VertexColumns);
            vertices[v] = place;
            distances[v] = row[0];
            positions[v] = (new Vector3(place.X, place.Y, place.Z) / resolution) - new Vector3(0.5f)
                + (reach * new Vector3(MathF.Tanh(row[1]), MathF.Tanh(row[2]), MathF.Tanh(row[3])));
            row[4..].CopyTo(attributes.AsSpan(v * AttributeCount));
        }

        var cubes = new VoxelIndex[sorted.Count];
        float[] weights = new float[checked(sorted.Count * FlexiCubes.WeightCount)];
        for (int i = 0; i < cubes.Length; i++)
        {
            cubes[i] = FlexiCubesKeys.Place(sorted.Keys[i]);
            features.Slice((sorted.Source(i) * FeatureCount) + Weights, FlexiCubes.WeightCount)
                .CopyTo(weights.AsSpan(i * FlexiCubes.WeightCount));
        }

        return new FlexiCubesGrid(resolution, vertices, distances, positions, attributes, cubes, weights);
    }

    private static void Add(Span<float> sum, ReadOnlySpan<float> values)
    {
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] += values[i];
        }
    }

    private static int[]? Invert(int[]? order)
    {
        if (order is null)
        {
            return null;
        }

        int[] ranks = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            ranks[order[i]] = i;
        }

        return ranks;
    }
}
