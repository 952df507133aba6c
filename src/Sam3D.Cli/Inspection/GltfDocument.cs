using System.Text.Json.Serialization;

namespace Sam3D.Cli.Inspection;

/// <summary>The parts of a glTF 2.0 document that are summed up; everything else is skipped.</summary>
internal sealed record GltfDocument
{
    public GltfAsset? Asset { get; init; }

    public int? Scene { get; init; }

    public IReadOnlyList<GltfScene>? Scenes { get; init; }

    public IReadOnlyList<GltfNode>? Nodes { get; init; }

    public IReadOnlyList<GltfMesh>? Meshes { get; init; }

    public IReadOnlyList<GltfAccessor>? Accessors { get; init; }

    public IReadOnlyList<GltfNamed>? Materials { get; init; }

    public IReadOnlyList<GltfNamed>? Images { get; init; }

    public IReadOnlyList<string>? ExtensionsUsed { get; init; }
}

internal sealed record GltfAsset(string? Version, string? Generator);

internal sealed record GltfScene(IReadOnlyList<int>? Nodes);

internal sealed record GltfNode(
    int? Mesh,
    IReadOnlyList<int>? Children,
    IReadOnlyList<float>? Matrix,
    IReadOnlyList<float>? Translation,
    IReadOnlyList<float>? Rotation,
    IReadOnlyList<float>? Scale);

internal sealed record GltfMesh(IReadOnlyList<GltfPrimitive>? Primitives);

internal sealed record GltfPrimitive(IReadOnlyDictionary<string, int>? Attributes, int? Indices, int? Mode);

internal sealed record GltfAccessor(long Count, IReadOnlyList<float>? Min, IReadOnlyList<float>? Max);

internal sealed record GltfNamed(string? Name);

/// <summary>Metadata of the document's types, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 64)]
[JsonSerializable(typeof(GltfDocument))]
internal sealed partial class GltfJson : JsonSerializerContext;
