using System.Numerics;

namespace Sam3D.Meshing;

/// <summary>
/// A scalar field on some vertices of a cubic grid of R³ cubes, which has (R+1)³ vertices, with what FlexiCubes may use beside it. Cube (i,j,k)
/// has the corners (i..i+1, j..j+1, k..k+1). Arrays are kept, not copied.
/// </summary>
public sealed class FlexiCubesGrid
{
    /// <summary>The most cubes along an axis.</summary>
    public const int MaxResolution = 1 << 20;

    /// <summary>Creates a grid.</summary>
    /// <param name="resolution">Cubes along an axis, R: 1 to <see cref="MaxResolution"/>.</param>
    /// <param name="vertices">
    /// [V] distinct grid vertices in any order, each coordinate 0 to R. A vertex that is not listed has the scalar 1 (outside), its regular
    /// position and attributes of 0.
    /// </param>
    /// <param name="scalars">[V] finite; below 0 is inside.</param>
    /// <param name="positions">[V] finite, object space; <see langword="null"/> takes the regular ones, v/R − 0.5.</param>
    /// <param name="attributes">[V, A] finite, before the sigmoid, A = length / V; <see langword="null"/> for none.</param>
    /// <param name="cubes">[N] distinct cubes in any order, each coordinate 0 to R−1; those that have weights.</param>
    /// <param name="weights">
    /// [N, 21] finite, raw (<see cref="FlexiCubes.WeightCount"/>). A cube that is not listed has weights of 0. <see langword="null"/> sets α, β and γ
    /// of every cube to 1.
    /// </param>
    /// <param name="border">What is beyond the listed cubes.</param>
    /// <exception cref="ArgumentException">Lengths disagree, a place is outside of the grid or listed twice, or a number is not finite.</exception>
    public FlexiCubesGrid(
        int resolution,
        VoxelIndex[] vertices,
        float[] scalars,
        Vector3[]? positions = null,
        float[]? attributes = null,
        VoxelIndex[]? cubes = null,
        float[]? weights = null,
        FlexiCubesBorder border = FlexiCubesBorder.Outside)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resolution, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(resolution, MaxResolution);
        ArgumentNullException.ThrowIfNull(vertices);
        ArgumentNullException.ThrowIfNull(scalars);
        cubes ??= [];
        RequireLength(scalars.Length, vertices.Length, nameof(scalars));
        RequireLength(positions?.Length, vertices.Length, nameof(positions));
        RequireLength(weights?.Length, (long)cubes.Length * FlexiCubes.WeightCount, nameof(weights));
        AttributeCount = attributes is null || vertices.Length == 0 ? 0 : attributes.Length / vertices.Length;
        RequireLength(attributes?.Length, (long)vertices.Length * AttributeCount, nameof(attributes));
        RequireFinite(scalars, nameof(scalars));
        RequireFinite(attributes, nameof(attributes));
        RequireFinite(weights, nameof(weights));
        RequireFinite(positions);

        Resolution = resolution;
        Vertices = vertices;
        Scalars = scalars;
        Positions = positions;
        Attributes = attributes;
        Cubes = cubes;
        Weights = weights;
        Border = border;
        VertexKeys = FlexiCubesKeys.Sort(vertices, resolution, nameof(vertices));
        CubeKeys = FlexiCubesKeys.Sort(cubes, resolution - 1, nameof(cubes));
    }

    /// <summary>Cubes along an axis, R.</summary>
    public int Resolution { get; }

    /// <summary>Attributes of a vertex, A.</summary>
    public int AttributeCount { get; }

    /// <summary>What is beyond the listed cubes.</summary>
    public FlexiCubesBorder Border { get; }

    /// <summary>[V] listed vertices; each coordinate 0 to R.</summary>
    public VoxelIndex[] Vertices { get; }

    /// <summary>[V] field; below 0 is inside.</summary>
    public float[] Scalars { get; }

    /// <summary>[V] positions in object space, or <see langword="null"/> for the regular ones.</summary>
    public Vector3[]? Positions { get; }

    /// <summary>[V, A] attributes before the sigmoid, or <see langword="null"/>.</summary>
    public float[]? Attributes { get; }

    /// <summary>[N] listed cubes; each coordinate 0 to R−1.</summary>
    public VoxelIndex[] Cubes { get; }

    /// <summary>[N, 21] raw weights, or <see langword="null"/>.</summary>
    public float[]? Weights { get; }

    /// <summary>The listed vertices in ascending order.</summary>
    internal SortedKeys VertexKeys { get; }

    /// <summary>The listed cubes in ascending order.</summary>
    internal SortedKeys CubeKeys { get; }

    /// <summary>Where a grid vertex lies when nothing moves it.</summary>
    internal Vector3 RegularPosition(VoxelIndex vertex) =>
        (new Vector3(vertex.X, vertex.Y, vertex.Z) / Resolution) - new Vector3(0.5f);

    private static void RequireLength(int? length, long expected, string name)
    {
        if (length is { } got && got != expected)
        {
            throw new ArgumentException($"{got} values, expected {expected}.", name);
        }
    }

    private static void RequireFinite(float[]? values, string name)
    {
        for (int i = 0; values is not null && i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new ArgumentException($"Value {i} is {values[i]}, expected a finite number.", name);
            }
        }
    }

    private static void RequireFinite(Vector3[]? positions)
    {
        for (int i = 0; positions is not null && i < positions.Length; i++)
        {
            Vector3 p = positions[i];
            if (!float.IsFinite(p.X) || !float.IsFinite(p.Y) || !float.IsFinite(p.Z))
            {
                throw new ArgumentException($"Position {i} is {p}, expected finite numbers.", nameof(positions));
            }
        }
    }
}

/// <summary>What is beyond the cubes that a <see cref="FlexiCubesGrid"/> lists.</summary>
public enum FlexiCubesBorder
{
    /// <summary>
    /// Empty space: every cube of the grid takes part, so the surface closes round inside vertices at the listed cubes' border. A shell gets a
    /// second, inner surface. The official behaviour.
    /// </summary>
    Outside,

    /// <summary>Nothing: only the listed cubes take part, and the surface ends where they end.</summary>
    Open,
}
