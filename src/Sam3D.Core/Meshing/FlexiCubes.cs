namespace Sam3D.Meshing;

/// <summary>
/// FlexiCubes: a dual surface of a scalar field on a grid whose vertices may be moved and whose cubes carry weights (Shen et al., <i>Flexible
/// Isosurface Extraction for Gradient-Based Mesh Optimization</i>, 2023; official module
/// <c>tdfy_dit.representations.mesh.flexicubes</c>, at inference).
/// </summary>
/// <remarks>
/// <para>
/// Time and memory follow the number of listed vertices and cubes, never the grid's volume. A cube takes part when some of its eight corners are inside
/// (scalar below 0) and some are not. Each of its 1 to 4 dual vertices is the mean, weighted by β, of its group's edge crossings
/// (x₀s₁α₁ − x₁s₀α₀)/(s₁α₁ − s₀α₀); attributes are averaged likewise. Each crossed edge between four cubes makes a quad, split
/// along the diagonal with the greater product of γ.
/// </para>
/// <para>
/// The official weights of a cube: β = 0.99·tanh(w) + 1 for 12 edges, α likewise for 8 corners, γ = 0.99·sigmoid(w) + 0.005. Vertices and triangles
/// come in the official order. One thing differs: the official code winds a quad the wrong way round when the scalar at the edge's
/// first end is exactly 0; here 0 is outside throughout.
/// </para>
/// </remarks>
public static partial class FlexiCubes
{
    /// <summary>Weights of a cube: 12 β, one an edge; 8 α, one a corner; 1 γ.</summary>
    public const int WeightCount = 21;

    /// <summary>How far weights reach: 0.01 to 1.99 for α and β, 0.005 to 0.995 for γ.</summary>
    public const double WeightScale = 0.99;

    /// <summary>Extracts the surface between inside (scalar below 0) and outside.</summary>
    /// <param name="grid">Field, positions, weights and attributes.</param>
    /// <returns>
    /// The surface, triangles counter-clockwise seen from outside; empty when no cube has corners on both sides. It is closed unless it
    /// meets the end of the grid (or, with <see cref="FlexiCubesBorder.Open"/>, of the listed cubes). The same grid gives the same bytes.
    /// </returns>
    /// <exception cref="OverflowException">The surface needs arrays of more than 2³¹ elements.</exception>
    public static FlexiCubesSurface Extract(FlexiCubesGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);

        // 1. Which cubes the surface passes through, and how.
        FlexiCubesCells cells = FlexiCubesCells.Find(grid);

        // 2. One vertex for each group of crossings in a cube.
        FlexiCubesVertices vertices = FlexiCubesVertices.Compute(grid, cells);

        // 3. Two triangles for each crossed edge between four cubes.
        int[] indices = FlexiCubesQuads.Triangulate(cells, vertices);

        return new FlexiCubesSurface(vertices.Positions, indices, vertices.Attributes, grid.AttributeCount);
    }

    /// <summary>The digit of <see cref="EdgeGroups"/> for an edge: 0 when not crossed, else the number of its dual vertex, from 1.</summary>
    internal static int GroupOf(ulong groups, int edge) => (int)(groups >> (4 * edge)) & 0xF;

    /// <summary>Dual vertices of a case: the largest digit of its edge groups.</summary>
    internal static int GroupCount(ulong groups)
    {
        int count = 0;
        for (; groups != 0; groups >>= 4)
        {
            count = Math.Max(count, (int)(groups & 0xF));
        }

        return count;
    }
}
