using Sam3D.Export;

namespace Sam3D;

/// <summary>Saves meshes as files: all or nothing, an existing file is replaced.</summary>
public static class MeshFiles
{
    /// <summary>The file endings that <see cref="Save"/> knows.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".glb", ".ply", ".obj", ".stl"];

    /// <summary>Saves a mesh in the format that the file's ending names: .glb, .ply, .obj or .stl.</summary>
    /// <param name="mesh">The mesh.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="ExportException">The ending is unknown, the mesh is empty, or the file cannot be written.</exception>
    public static void Save(this TriangleMesh mesh, string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string ending = Path.GetExtension(path).ToLowerInvariant();
        Action<TriangleMesh, string> save = ending switch
        {
            ".glb" => SaveGlb,
            ".ply" => SavePly,
            ".obj" => SaveObj,
            ".stl" => SaveStl,
            _ => throw new ExportException(
                $"Cannot write '{path}': the file ending '{ending}' is not a mesh format; use one of {string.Join(", ", Endings)}."),
        };
        save(mesh, path);
    }

    /// <summary>Saves binary glTF 2.0 in object space, y up; see <see cref="GlbWriter"/>.</summary>
    /// <inheritdoc cref="Save"/>
    public static void SaveGlb(this TriangleMesh mesh, string path) => AtomicFile.Write(path, s => GlbWriter.Write(mesh, s));

    /// <summary>Saves binary glTF 2.0 with the object placed in camera space; see <see cref="GlbWriter"/>.</summary>
    /// <param name="mesh">The mesh in object space.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="pose">Object to camera space.</param>
    /// <exception cref="ExportException">The mesh is empty, or the file cannot be written.</exception>
    public static void SaveGlb(this TriangleMesh mesh, string path, ObjectPose pose) =>
        AtomicFile.Write(path, s => GlbWriter.Write(mesh, pose, s));

    /// <summary>Saves binary PLY with normals and sRGB colours, z up; see <see cref="PlyWriter"/>.</summary>
    /// <inheritdoc cref="Save"/>
    public static void SavePly(this TriangleMesh mesh, string path) => AtomicFile.Write(path, s => PlyWriter.Write(mesh, s));

    /// <summary>Saves Wavefront OBJ with normals and sRGB colours, z up; see <see cref="ObjWriter"/>.</summary>
    /// <inheritdoc cref="Save"/>
    public static void SaveObj(this TriangleMesh mesh, string path) => AtomicFile.Write(path, s => ObjWriter.Write(mesh, s));

    /// <summary>Saves binary STL, z up; see <see cref="StlWriter"/>.</summary>
    /// <inheritdoc cref="Save"/>
    public static void SaveStl(this TriangleMesh mesh, string path) => AtomicFile.Write(path, s => StlWriter.Write(mesh, s));
}
