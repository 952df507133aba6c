namespace Sam3D.Meshing;

/// <summary>Reads mesh files of other programs: OBJ with MTL and textures, binary glTF 2.0 (GLB), PLY.</summary>
/// <remarks>
/// Files are hostile until checked: every count is compared with the file and a limit before memory is taken, names in a file lead to files of its own folder only, and whatever is wrong ends in
/// one <see cref="MeshFileException"/>. Normals of the file are not read. Polygons are cut into fans.
/// </remarks>
public static class MeshFile
{
    /// <summary>The file endings that are read.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".obj", ".glb", ".ply"];

    /// <summary>Reads a mesh with vertex colours; materials and textures are taken at the vertices.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits; <see langword="null"/> takes the defaults.</param>
    /// <returns>The mesh, z up, in the file's unit.</returns>
    /// <exception cref="MeshFileException">The file is missing, damaged, larger than the limits, or of another format.</exception>
    public static TriangleMesh Load(string path, MeshReadOptions? options = null) => LoadWithMaterials(path, options).WithVertexColors();

    /// <summary>Reads a mesh with its materials and textures.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Limits; <see langword="null"/> takes the defaults.</param>
    /// <returns>The mesh, z up, in the file's unit.</returns>
    /// <exception cref="MeshFileException">The file is missing, damaged, larger than the limits, or of another format.</exception>
    public static LoadedMesh LoadWithMaterials(string path, MeshReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new MeshReadOptions();
        string ending = Path.GetExtension(path).ToLowerInvariant();
        if (!Endings.Contains(ending))
        {
            throw new MeshFileException($"{MessageText.OneLine(path)} has the ending '{MessageText.OneLine(ending, 20)}', one of {string.Join(", ", Endings)} is read; convert the file.");
        }

        byte[] bytes = ReadBounded(path, options.MaxBytes);
        var builder = new MeshBuilder(path, options);
        switch (ending)
        {
            case ".obj":
                ObjReader.Read(bytes, builder);
                return builder.Build(options.Up ?? UpAxis.Y);
            case ".glb":
                GlbReader.Read(bytes, builder);
                return builder.Build(UpAxis.Y);
            default:
                PlyReader.Read(bytes, builder);
                return builder.Build(options.Up ?? UpAxis.Z);
        }
    }

    /// <summary>The bytes of a file, bounded.</summary>
    internal static byte[] ReadBounded(string path, long maxBytes)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw new MeshFileException($"{path} is a folder, a mesh file is expected; give the path of a file.");
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            long length = stream.Length;
            if (length > Math.Min(maxBytes, Array.MaxLength))
            {
                throw new MeshFileException($"{path} has {length:N0} bytes, at most {maxBytes:N0} are read; raise MeshReadOptions.MaxBytes for a file that you trust.");
            }

            byte[] bytes = new byte[length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new MeshFileException($"{MessageText.OneLine(path)} cannot be read ({MessageText.OneLine(e.Message).TrimEnd('.')}); check the path and its permissions.", e);
        }
    }
}
