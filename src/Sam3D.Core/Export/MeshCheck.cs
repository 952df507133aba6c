using System.Numerics;

namespace Sam3D.Export;

/// <summary>What every mesh format asks for.</summary>
internal static class MeshCheck
{
    /// <summary>Checks that a mesh can be written.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="format">Name of the format, for the message.</param>
    /// <exception cref="ExportException">There is no triangle, or a number is not finite.</exception>
    public static void Require(TriangleMesh mesh, string format)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        if (mesh.TriangleCount == 0)
        {
            throw new ExportException($"The mesh has no triangles, so there is nothing to write as {format}: reconstruct the object again with another seed.");
        }

        CheckFinite(mesh.Positions, "position", format);
        CheckFinite(mesh.Normals, "normal", format);
        CheckFinite(mesh.Colors, "colour", format);
    }

    private static void CheckFinite(Vector3[]? values, string what, string format)
    {
        for (int v = 0; values is not null && v < values.Length; v++)
        {
            if (!float.IsFinite(values[v].X) || !float.IsFinite(values[v].Y) || !float.IsFinite(values[v].Z))
            {
                throw new ExportException(
                    $"The {what} of vertex {v} is {values[v]}, expected finite numbers, so the mesh cannot be written as {format}: repair or reconstruct it.");
            }
        }
    }
}
