using System.Numerics;

namespace Sam3D.Meshing;

/// <summary>Collects what a reader finds in a mesh file, within the limits.</summary>
/// <param name="path">The file, for messages and for the files that it names.</param>
/// <param name="options">The limits.</param>
internal sealed class MeshBuilder(string path, MeshReadOptions options)
{
    private readonly List<Vector3> _positions = [];
    private readonly List<Vector2> _texCoords = [];
    private readonly List<Vector3> _colors = [];
    private readonly List<int> _indices = [];
    private readonly List<int> _triangleMaterials = [];
    private readonly List<LoadedMaterial> _materials = [];
    private readonly Dictionary<string, RgbImage> _textures = new(StringComparer.Ordinal);
    private long _texturePixels;
    private bool _hasColors;

    /// <summary>The limits.</summary>
    public MeshReadOptions Options => options;

    /// <summary>Vertices so far.</summary>
    public int VertexCount => _positions.Count;

    /// <summary>An error about the file.</summary>
    /// <param name="problem">What it has or is, and what is expected.</param>
    /// <param name="cause">The cause, when there is one.</param>
    public MeshFileException Error(string problem, Exception? cause = null) =>
        new($"{MessageText.OneLine(path)} {problem}; export the file again, or repair it.", cause);

    /// <summary>Adds a vertex in the file's axes.</summary>
    /// <returns>Its number.</returns>
    public int AddVertex(Vector3 position, Vector2 texCoord = default, Vector3? color = null)
    {
        RequireRoom(1, 0);
        if (!float.IsFinite(position.X) || !float.IsFinite(position.Y) || !float.IsFinite(position.Z))
        {
            throw Error($"has the vertex {position}, finite numbers are expected");
        }

        _positions.Add(position);
        _texCoords.Add(texCoord);
        _colors.Add(color is { } c ? Vector3.Clamp(c, Vector3.Zero, Vector3.One) : Vector3.One);
        _hasColors |= color is not null;
        return _positions.Count - 1;
    }

    /// <summary>Adds a triangle.</summary>
    public void AddTriangle(int a, int b, int c, int material)
    {
        RequireRoom(0, 1);
        _indices.AddRange([a, b, c]);
        _triangleMaterials.Add(material);
    }

    /// <summary>Adds a material.</summary>
    /// <returns>Its number.</returns>
    public int AddMaterial(LoadedMaterial material)
    {
        if (_materials.Count == options.MaxMaterials)
        {
            throw Error($"has more than {options.MaxMaterials:N0} materials, the most that are read (MeshReadOptions.MaxMaterials)");
        }

        _materials.Add(material);
        return _materials.Count - 1;
    }

    /// <summary>Checks whether so much more fits into the limits.</summary>
    public void RequireRoom(long vertices, long triangles)
    {
        if (_positions.Count + vertices > options.MaxVertices)
        {
            throw Error($"has more than {options.MaxVertices:N0} vertices, the most that are read (MeshReadOptions.MaxVertices)");
        }

        if (_triangleMaterials.Count + triangles > options.MaxTriangles)
        {
            throw Error($"has more than {options.MaxTriangles:N0} triangles, the most that are read (MeshReadOptions.MaxTriangles)");
        }
    }

    /// <summary>
    /// The path of a file that the mesh file names, or <see langword="null"/> where the name leads out of the mesh file's folder or to nothing.
    /// </summary>
    public string? Beside(string name)
    {
        name = name.Replace('\\', '/').Trim();
        if (name.Length is 0 or > 512 || name.Any(char.IsControl) || name.Contains(':') || Path.IsPathRooted(name) || name.Split('/').Contains(".."))
        {
            return null;
        }

        string file = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, name);
        return File.Exists(file) ? file : null;
    }

    /// <summary>A texture by a key that is read once; <see langword="null"/> where it cannot be read: a mesh without its picture is still a mesh.</summary>
    public RgbImage? Texture(string key, Func<ImageReadOptions, RgbImage> read)
    {
        if (_textures.TryGetValue(key, out RgbImage? known))
        {
            return known;
        }

        long room = options.MaxTexturePixels - _texturePixels;
        if (room <= 0)
        {
            return null;
        }

        try
        {
            RgbImage image = read(new ImageReadOptions { MaxPixels = room, MaxBytes = options.MaxBytes, ConvertToRgb8 = true });
            _texturePixels += (long)image.Width * image.Height;
            _textures.Add(key, image);
            return image;
        }
        catch (ImageException)
        {
            return null;
        }
    }

    /// <summary>The mesh, z up.</summary>
    public LoadedMesh Build(UpAxis up)
    {
        if (_triangleMaterials.Count == 0)
        {
            throw Error("has no triangles, a mesh is expected");
        }

        if (_materials.Count == 0)
        {
            AddMaterial(new LoadedMaterial(new Vector3(0.6f)));
        }

        Vector3[] positions = up == UpAxis.Z ? [.. _positions] : [.. _positions.Select(p => new Vector3(p.X, -p.Z, p.Y))];
        Vector2[]? texCoords = _materials.Any(m => m.Texture is not null) ? [.. _texCoords] : null;
        return new LoadedMesh(
            new TriangleMesh(positions, [.. _indices], null, _hasColors ? [.. _colors] : null), texCoords, [.. _triangleMaterials], [.. _materials]);
    }
}
