namespace Sam3D.Training.Data.Storage;

/// <summary>The largest datasets that are read.</summary>
public static class DatasetLimits
{
    /// <summary>Bytes of a record.</summary>
    public const int MaxRecordBytes = 128 << 20;

    /// <summary>Records of a shard.</summary>
    public const int MaxShardSize = 4096;

    /// <summary>Samples of a dataset.</summary>
    public const int MaxSamples = 100_000_000;

    /// <summary>Pixels of a picture's side.</summary>
    public const int MaxImageSide = 4096;

    /// <summary>Voxels along an axis.</summary>
    public const int MaxResolution = 128;

    /// <summary>Surface points of a sample.</summary>
    public const int MaxSurfacePoints = 65_536;

    /// <summary>Characters of a family's name.</summary>
    public const int MaxNameLength = 256;

    /// <summary>Bytes of a list of meshes.</summary>
    public const int MaxMeshListBytes = 16 << 20;

    /// <summary>Bytes of the manifest.</summary>
    public const int MaxManifestBytes = 1 << 20;
}
