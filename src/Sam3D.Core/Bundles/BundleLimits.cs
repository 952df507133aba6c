namespace Sam3D.Bundles;

/// <summary>
/// What a bundle manifest may say at most. A manifest comes from outside: whatever it makes the runtime allocate is bounded here first.
/// </summary>
public static class BundleLimits
{
    /// <summary>Bytes of <c>bundle.json</c>.</summary>
    public const int ManifestBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of one file of a bundle.</summary>
    public const long FileBytes = 64L << 30;

    /// <summary>Entries of any list of a manifest.</summary>
    public const int ListEntries = 1024;

    /// <summary>Characters of a name or a descriptive text.</summary>
    public const int TextLength = 1024;

    /// <summary>Characters of a file name.</summary>
    public const int FileNameLength = 128;

    /// <summary>Sizes of one tensor.</summary>
    public const int TensorRank = 8;

    /// <summary>One size of a tensor, tokens of a latent, or channels of a token.</summary>
    public const int TensorSize = 1_000_000;

    /// <summary>Numbers of all latents together, and of all condition tokens together.</summary>
    public const int Values = 1 << 27;

    /// <summary>Grid cells along an axis; 512³ logits take 512 MiB.</summary>
    public const int Resolution = 512;

    /// <summary>Transforms of one list of a preprocessing recipe; each of them reads through all before it.</summary>
    public const int Transforms = 16;

    /// <summary>Side of a resized picture in pixels.</summary>
    public const int PictureSize = 4096;

    /// <summary>Sampling steps.</summary>
    public const int Steps = 1000;

    /// <summary>Patches of the depth network's picture.</summary>
    public const int DepthTokens = 65_536;

    /// <summary>Side of a patch of the depth network in pixels.</summary>
    public const int DepthPatchSize = 32;

    /// <summary>Doublings in the depth network's head.</summary>
    public const int DepthLevels = 5;

    /// <summary>Levels of voxels of the texture flow.</summary>
    public const int VoxelLevels = 8;

    /// <summary>Channels of the latent of one voxel.</summary>
    public const int VoxelChannels = 256;

    /// <summary>Gaussians that one voxel becomes.</summary>
    public const int GaussiansPerVoxel = 256;
}
