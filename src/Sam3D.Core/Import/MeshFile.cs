using Sam3D.Rendering;

namespace Sam3D.Import;

/// <summary>Reads meshes: GLB with base colours, textures and node transforms; OBJ with MTL; PLY with vertex colours.</summary>
/// <remarks>Files are taken as hostile: sizes are bounded, and an OBJ file's materials and textures must lie in its own folder or below.</remarks>
public static class MeshFile
{
    /// <summary>The file name extensions that are read.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".glb", ".obj", ".ply"];

    /// <summary>Reads a mesh.</summary>
    /// <param name="path">The file; its extension tells the format.</param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <returns>The mesh in object axes: z up, front towards −y, in the file's units.</returns>
    /// <exception cref="MeshFileException">The file is missing, damaged, too large, or names files outside of its folder.</exception>
    public static TexturedMesh Load(string path, MeshReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new MeshReadOptions();
        string extension = Path.GetExtension(path).ToLowerInvariant();
        if (!Extensions.Contains(extension))
        {
            throw MeshBuilder.Error(path, $"has the extension '{MessageText.OneLine(extension, 20)}', expected {string.Join(", ", Extensions)}; convert it to GLB");
        }

        bool isYUp = options.Up switch { MeshUpAxis.Y => true, MeshUpAxis.Z => false, _ => extension != ".ply" };
        var builder = new MeshBuilder(path, options, isYUp);
        byte[] bytes = ReadBounded(path, options.MaxBytes, path);
        try
        {
            switch (extension)
            {
                case ".glb":
                    GlbReader.Read(path, bytes, options, builder);
                    break;
                case ".obj":
                    ObjReader.Read(path, bytes, options, builder);
                    break;
                default:
                    PlyReader.Read(path, bytes, options, builder);
                    break;
            }

            return builder.Build();
        }
        catch (OutOfMemoryException e)
        {
            throw MeshBuilder.Error(path, "needs more memory than there is; simplify it", e);
        }
    }

    /// <summary>Reads a file of limited size.</summary>
    internal static byte[] ReadBounded(string path, long limit, string owner)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > Math.Min(limit, Array.MaxLength))
            {
                throw MeshBuilder.Error(owner, $"'{Path.GetFileName(path)}' has {stream.Length:N0} bytes, the limit is {limit:N0}; simplify it or raise MeshReadOptions.MaxBytes");
            }

            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw MeshBuilder.Error(owner, $"cannot be read ({MessageText.OneLine(e.Message).TrimEnd('.')}); check the path and its permissions", e);
        }
    }
}
