using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Import;

/// <summary>Collects vertices and triangles of a file within the limits, and turns them to object axes.</summary>
internal sealed class MeshBuilder(string path, MeshReadOptions options, bool isYUp)
{
    private readonly List<Vector3> _positions = [];
    private readonly List<Vector3> _normals = [];
    private readonly List<Vector3> _colors = [];
    private readonly List<Vector2> _texCoords = [];
    private readonly List<int> _indices = [];
    private readonly List<int> _triangleMaterials = [];
    private readonly List<MeshMaterial> _materials = [];
    private bool _hasAllNormals = true;
    private bool _hasColors;
    private bool _hasTexCoords;

    /// <summary>Number of vertices so far.</summary>
    public int VertexCount => _positions.Count;

    /// <summary>An error about this file.</summary>
    public static MeshFileException Error(string path, string problem, Exception? cause = null) =>
        new($"{MessageText.OneLine(path)}: {problem}.", cause);

    /// <summary>Adds a material.</summary>
    public int AddMaterial(MeshMaterial material)
    {
        if (_materials.Count >= options.MaxMaterials)
        {
            throw Error(path, $"has more than {options.MaxMaterials:N0} materials; simplify it or raise MeshReadOptions.MaxMaterials");
        }

        _materials.Add(material);
        return _materials.Count - 1;
    }

    /// <summary>Adds a vertex in the file's axes.</summary>
    public int AddVertex(Vector3 position, Vector3? normal, Vector2? texCoord, Vector3? linearColor)
    {
        if (!float.IsFinite(position.X + position.Y + position.Z))
        {
            throw Error(path, $"has a vertex {_positions.Count} at {position}, expected finite numbers; export it again");
        }

        if (_positions.Count >= options.MaxVertices)
        {
            throw Error(path, $"has more than {options.MaxVertices:N0} vertices; simplify it or raise MeshReadOptions.MaxVertices");
        }

        _hasAllNormals &= normal is { } n && n.LengthSquared() > 0 && float.IsFinite(n.LengthSquared());
        _hasColors |= linearColor is not null;
        _hasTexCoords |= texCoord is not null;
        _positions.Add(ToObject(position));
        _normals.Add(ToObject(normal ?? Vector3.Zero));
        _texCoords.Add(texCoord ?? Vector2.Zero);
        _colors.Add(linearColor ?? Vector3.One);
        return _positions.Count - 1;
    }

    /// <summary>Adds a triangle of vertices that were added; one with a vertex twice is left out.</summary>
    public void AddTriangle(int a, int b, int c, int material)
    {
        if ((uint)a >= (uint)_positions.Count || (uint)b >= (uint)_positions.Count || (uint)c >= (uint)_positions.Count)
        {
            throw Error(path, $"has a triangle ({a}, {b}, {c}) outside of its {_positions.Count:N0} vertices; export it again");
        }

        if (a == b || b == c || c == a)
        {
            return;
        }

        if (_triangleMaterials.Count >= options.MaxTriangles)
        {
            throw Error(path, $"has more than {options.MaxTriangles:N0} triangles; simplify it or raise MeshReadOptions.MaxTriangles");
        }

        _indices.AddRange([a, b, c]);
        _triangleMaterials.Add(material);
    }

    /// <summary>The mesh.</summary>
    public TexturedMesh Build()
    {
        if (_triangleMaterials.Count == 0)
        {
            throw Error(path, "has no triangle, a mesh is expected; export it with faces");
        }

        Vector3[]? normals = _hasAllNormals ? [.. _normals.Select(Vector3.Normalize)] : null;
        if (_materials.Count == 0)
        {
            _materials.Add(new MeshMaterial());
        }

        return new TexturedMesh(
            new TriangleMesh([.. _positions], [.. _indices], normals, _hasColors ? [.. _colors] : null),
            _hasTexCoords ? [.. _texCoords] : null,
            [.. _triangleMaterials],
            _materials);
    }

    private Vector3 ToObject(Vector3 v) => isYUp ? new Vector3(v.X, -v.Z, v.Y) : v;
}
