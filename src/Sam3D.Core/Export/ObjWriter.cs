using System.Globalization;
using System.Numerics;
using System.Text;
using Sam3D.Rendering;

namespace Sam3D.Export;

/// <summary>Writes Wavefront OBJ meshes.</summary>
/// <remarks>
/// Axes as in object space (z up); a comment in the file says so. Colours follow the position as three sRGB numbers from 0 to 1,
/// the extension that most programs read. Numbers are written so that they read back exactly. The same input gives the same bytes.
/// </remarks>
public static class ObjWriter
{
    /// <summary>Writes a mesh.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="stream">Receives the file.</param>
    /// <exception cref="ExportException">The mesh has no triangles or holds numbers that are not finite.</exception>
    public static void Write(TriangleMesh mesh, Stream stream)
    {
        MeshCheck.Require(mesh, "OBJ");
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine("# Sam3D");
        writer.WriteLine("# axes: z up, right-handed; the front looks along -y");
        if (mesh.Colors is not null)
        {
            writer.WriteLine("# v x y z red green blue, sRGB colours from 0 to 1");
        }

        writer.WriteLine("o object");
        for (int v = 0; v < mesh.Positions.Length; v++)
        {
            writer.Write("v ");
            writer.Write(Text(mesh.Positions[v]));
            if (mesh.Colors is not null)
            {
                Vector3 c = mesh.Colors[v];
                writer.Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $" {ColorSpace.ToSrgb(c.X):0.####} {ColorSpace.ToSrgb(c.Y):0.####} {ColorSpace.ToSrgb(c.Z):0.####}"));
            }

            writer.WriteLine();
        }

        foreach (Vector3 normal in mesh.Normals ?? [])
        {
            writer.Write("vn ");
            writer.WriteLine(Text(normal));
        }

        for (int t = 0; t < mesh.Indices.Length; t += 3)
        {
            writer.Write('f');
            for (int i = 0; i < 3; i++)
            {
                int number = mesh.Indices[t + i] + 1;
                writer.Write(mesh.Normals is null ? $" {number}" : $" {number}//{number}");
            }

            writer.WriteLine();
        }
    }

    private static string Text(Vector3 v) => string.Create(CultureInfo.InvariantCulture, $"{v.X:R} {v.Y:R} {v.Z:R}");
}
