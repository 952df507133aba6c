namespace Sam3D.Bundles;

/// <summary>
/// How the depth network (MoGe v1) is run. Its graph takes pictures of any size: h × w pixels that the token budget gives, of which gh × gw patches fit.
/// </summary>
/// <remarks>
/// Inputs, L being <see cref="Levels"/> and M <see cref="PositionGrid"/>: <c>image</c> [1, 3, gh·patch, gw·patch], RGB in 0 to 1; <c>position.rows</c> [1, gh, M] and
/// <c>position.columns</c> [1, gw, M]; <c>uv.0</c> … <c>uv.(L−1)</c> [1, 2, gh·2ⁱ, gw·2ⁱ] and <c>uv.L</c> [1, 2, h, w]; <c>resize.rows</c> [1, 1, h, gh·2ᴸ] and
/// <c>resize.columns</c> [1, 1, gw·2ᴸ, w]. Outputs: <c>points</c> [1, 3, h, w] (x right, y down, z forward) before the remap, and <c>mask</c> [1, 1, h, w].
/// </remarks>
public sealed record DepthSpec
{
    /// <summary>Side of a patch in pixels, 14; at most <see cref="BundleLimits.DepthPatchSize"/>.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Patches along a side of the picture that the position embedding was trained for, 37 in the release.</summary>
    public required int PositionGrid { get; init; }

    /// <summary>Doublings of height and width in the head, 3 in the release; at most <see cref="BundleLimits.DepthLevels"/>.</summary>
    public required int Levels { get; init; }

    /// <summary>Fewest patches that the network was trained for, 1200 in the release.</summary>
    public required int MinTokens { get; init; }

    /// <summary>Most patches that the network was trained for, 2500 in the release, and the default budget of a picture.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>What the output means.</summary>
    public required DepthRemap Remap { get; init; }

    /// <summary>A pixel has a point where its mask logit is above this; 0.5 in the release.</summary>
    public required float MaskThreshold { get; init; }
}

/// <summary>How the network's output becomes points (official <c>remap_output</c>).</summary>
public enum DepthRemap
{
    /// <summary>x, y, z as they are.</summary>
    Linear,

    /// <summary>The hyperbolic sine of each.</summary>
    Sinh,

    /// <summary>z′ = eᶻ, x′ = x·z′, y′ = y·z′ (the release).</summary>
    Exp,

    /// <summary>z′ = eᶻ and the hyperbolic sine of x and y.</summary>
    SinhExp,
}
