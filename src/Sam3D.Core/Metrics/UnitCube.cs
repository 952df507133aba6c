using System.Numerics;

namespace Sam3D.Metrics;

/// <summary>Brings meshes to one size, as the paper does before it compares shapes: the middle of the bounding box to the origin, the longest side to [-1, 1].</summary>
public static class UnitCube
{
    /// <summary>The mesh in [-1, 1]³.</summary>
    /// <param name="mesh">The mesh; vertices that no triangle names do not count.</param>
    /// <exception cref="EvaluationException">The mesh has no triangle, a corner that is not finite, or no extent.</exception>
    public static TriangleMesh Normalize(TriangleMesh mesh)
    {
        (Vector3 low, Vector3 high) = Bounds(mesh);
        Vector3 size = high - low, middle = low + (size / 2);
        float longest = Math.Max(size.X, Math.Max(size.Y, size.Z));
        if (!(longest > 0) || !float.IsFinite(longest))
        {
            throw new EvaluationException(
                $"The mesh reaches from {low} to {high}, so it cannot be brought to one size: give a mesh with an extent and finite corners.");
        }

        float scale = 2 / longest;
        if (!float.IsFinite(scale))
        {
            throw new EvaluationException($"The mesh is {longest} large, too small to be brought to one size: give it in larger units.");
        }

        return new TriangleMesh(Array.ConvertAll(mesh.Positions, p => (p - middle) * scale), mesh.Indices, mesh.Normals, mesh.Colors);
    }

    /// <summary>The box around all triangles.</summary>
    /// <param name="mesh">A mesh with at least one triangle.</param>
    /// <exception cref="EvaluationException">The mesh has no triangle, or a corner that is not finite.</exception>
    public static (Vector3 Low, Vector3 High) Bounds(TriangleMesh mesh)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        if (mesh.TriangleCount == 0)
        {
            throw new EvaluationException("The mesh has no triangles, so there is nothing to score: give a mesh with a surface.");
        }

        foreach (int index in mesh.Indices)
        {
            Vector3 p = mesh.Positions[index];
            if (!float.IsFinite(p.X) || !float.IsFinite(p.Y) || !float.IsFinite(p.Z))
            {
                throw new EvaluationException($"Vertex {index} of the mesh is {p}, expected finite numbers: repair the mesh.");
            }
        }

        return MeshBox.Of(mesh);
    }
}
