namespace Sam3D.Cli.Reconstruct;

/// <summary>The values of <c>--format</c>, and the files that they become.</summary>
internal static class OutputFormats
{
    /// <summary>Gaussians in the format that keeps every number, and that is written where none is asked for.</summary>
    public const string Splats = "splats";

    /// <summary>Formats of meshes; each is its file's ending.</summary>
    public static IReadOnlyList<string> Meshes { get; } = ["glb", "ply", "obj", "stl"];

    /// <summary>Formats of Gaussians.</summary>
    public static IReadOnlyList<string> Gaussians { get; } = [Splats, "splat", "spz"];

    /// <summary>All formats.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Meshes, .. Gaussians];

    /// <summary>The mesh formats that are written where none is asked for.</summary>
    public static IReadOnlyList<string> DefaultMeshes { get; } = ["glb", "ply"];

    /// <summary>What is written where no format is asked for.</summary>
    /// <param name="available">What the model makes.</param>
    public static IReadOnlyList<string> Default(AssetFormats available) =>
    [
        .. available.HasFlag(AssetFormats.Mesh) ? DefaultMeshes : [],
        .. available.HasFlag(AssetFormats.Gaussians) ? [Splats] : (IEnumerable<string>)[],
    ];

    /// <summary>What the model must make for some formats.</summary>
    /// <param name="formats">The formats to write.</param>
    public static AssetFormats AssetsOf(IReadOnlyList<string> formats) =>
        (formats.Any(Meshes.Contains) ? AssetFormats.Mesh : 0) | (formats.Any(Gaussians.Contains) ? AssetFormats.Gaussians : 0);

    /// <summary>The name of an object's file.</summary>
    /// <param name="name">What the object's files begin with.</param>
    /// <param name="format">One of <see cref="All"/>. <c>.ply</c> alone is the mesh.</param>
    public static string FileName(string name, string format) => format == Splats ? $"{name}.gaussians.ply" : $"{name}.{format}";
}
