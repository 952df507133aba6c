namespace Sam3D.Meshing;

/// <summary>Limits and conventions of reading mesh files. The limits are checked before memory is taken.</summary>
public sealed record MeshReadOptions
{
    /// <summary>Largest size of a mesh file, and of a material file, in bytes. Default 512 MiB.</summary>
    public long MaxBytes { get; init; } = 512L << 20;

    /// <summary>The most vertices of a mesh. Default 20 million.</summary>
    public int MaxVertices { get; init; } = 20_000_000;

    /// <summary>The most triangles of a mesh, all placed copies counted. Default 20 million.</summary>
    public int MaxTriangles { get; init; } = 20_000_000;

    /// <summary>The most materials of a mesh. Default 4,096.</summary>
    public int MaxMaterials { get; init; } = 4096;

    /// <summary>The most pixels of all textures of a mesh together. Default 128 million.</summary>
    public long MaxTexturePixels { get; init; } = 128_000_000;

    /// <summary>
    /// The axis that points up in the file. <see langword="null"/>: y for OBJ, z for PLY, as most programs and this one write them. GLB files are y up whatever this says.
    /// </summary>
    public UpAxis? Up { get; init; }
}

/// <summary>The axis of a file that points up.</summary>
public enum UpAxis
{
    /// <summary>y is up and z towards the viewer: (x, y, z) becomes (x, −z, y) in object space.</summary>
    Y,

    /// <summary>z is up, as in object space.</summary>
    Z,
}
