namespace Sam3D.Import;

/// <summary>Limits and conventions for reading meshes.</summary>
public sealed record MeshReadOptions
{
    /// <summary>Which way is up in the file. Default: as the format has it.</summary>
    public MeshUpAxis Up { get; init; }

    /// <summary>The largest mesh, material or texture file, in bytes. Default 256 MiB.</summary>
    public long MaxBytes { get; init; } = 256L << 20;

    /// <summary>The most vertices, as read and after splitting by normal and texture coordinate. Default 4,000,000.</summary>
    public int MaxVertices { get; init; } = 4_000_000;

    /// <summary>The most triangles. Default 8,000,000.</summary>
    public int MaxTriangles { get; init; } = 8_000_000;

    /// <summary>The most pixels of a texture. Default 64,000,000.</summary>
    public long MaxTexturePixels { get; init; } = 64_000_000;

    /// <summary>The most materials, and so textures. Default 1,024.</summary>
    public int MaxMaterials { get; init; } = 1024;

    /// <summary>The longest line of a text file, in characters. Default 65,536.</summary>
    public int MaxLineLength { get; init; } = 65_536;
}
