namespace Sam3D;

/// <summary>What a reconstruction can be made as; may be combined.</summary>
[Flags]
public enum AssetFormats
{
    /// <summary>A coloured triangle mesh.</summary>
    Mesh = 1,

    /// <summary>Three-dimensional Gaussians (splats).</summary>
    Gaussians = 2,
}
