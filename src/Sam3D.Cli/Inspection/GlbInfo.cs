using System.Numerics;

namespace Sam3D.Cli.Inspection;

/// <summary>What a GLB file holds.</summary>
internal sealed record GlbInfo
{
    private const int TrianglesMode = 4; // primitive mode TRIANGLES, the default

    /// <summary>Always <c>glb</c>.</summary>
    public string Kind { get; init; } = "glb";

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Size of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>The program that wrote it.</summary>
    public string? Generator { get; init; }

    /// <summary>Number of nodes.</summary>
    public required int Nodes { get; init; }

    /// <summary>Number of meshes.</summary>
    public required int Meshes { get; init; }

    /// <summary>Vertices of all meshes.</summary>
    public required long Vertices { get; init; }

    /// <summary>Triangles of all meshes.</summary>
    public required long Triangles { get; init; }

    /// <summary>Vertex attributes in use, for example <c>POSITION</c>, <c>COLOR_0</c>.</summary>
    public required IReadOnlyList<string> Attributes { get; init; }

    /// <summary>Names of the materials.</summary>
    public required IReadOnlyList<string> Materials { get; init; }

    /// <summary>Number of images.</summary>
    public required int Images { get; init; }

    /// <summary>Extensions in use.</summary>
    public required IReadOnlyList<string> Extensions { get; init; }

    /// <summary>The smallest corner of a box around the scene, in its units (y up); absent for an empty scene.</summary>
    public IReadOnlyList<float>? Min { get; init; }

    /// <summary>The largest corner.</summary>
    public IReadOnlyList<float>? Max { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">The file is damaged.</exception>
    public static GlbInfo Read(string path)
    {
        GltfDocument document = GlbFile.Read(path);
        GltfPrimitive[] primitives = [.. (document.Meshes ?? []).SelectMany(m => m?.Primitives ?? []).Where(p => p is not null)];
        (Vector3 Min, Vector3 Max)? bounds = GltfBounds.Of(document, path);
        return new GlbInfo
        {
            Path = path,
            Bytes = new FileInfo(path).Length,
            Generator = document.Asset?.Generator,
            Nodes = document.Nodes?.Count ?? 0,
            Meshes = document.Meshes?.Count ?? 0,
            Vertices = primitives.Sum(p => Position(p) is { } position ? GltfBounds.Accessor(document, position, path).Count : 0),
            Triangles = primitives.Where(p => (p.Mode ?? TrianglesMode) == TrianglesMode)
                .Sum(p => (p.Indices ?? Position(p)) is { } accessor ? GltfBounds.Accessor(document, accessor, path).Count / 3 : 0),
            Attributes = [.. primitives.SelectMany(p => p.Attributes?.Keys ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Materials = [.. (document.Materials ?? []).Select(m => m?.Name ?? "unnamed")],
            Images = document.Images?.Count ?? 0,
            Extensions = document.ExtensionsUsed ?? [],
            Min = bounds is { } min ? [min.Min.X, min.Min.Y, min.Min.Z] : null,
            Max = bounds is { } max ? [max.Max.X, max.Max.Y, max.Max.Z] : null,
        };
    }

    private static int? Position(GltfPrimitive primitive) =>
        primitive.Attributes is { } attributes && attributes.TryGetValue("POSITION", out int accessor) ? accessor : null;
}
