namespace Sam3D.Conversion;

/// <summary>How a downloaded file is compared with what its repository says of it; the size always is.</summary>
public enum FileCheck
{
    /// <summary>By the SHA-256 of its content, which the hub lists for large files.</summary>
    Sha256,

    /// <summary>By the SHA-1 of its Git blob, which is what the hub lists for small files.</summary>
    GitSha1,

    /// <summary>By its size alone, where the hub lists no hash.</summary>
    Size,
}
