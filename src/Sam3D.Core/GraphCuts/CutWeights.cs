namespace Sam3D.GraphCuts;

/// <summary>
/// What the parts of the energy count, in natural logarithms of odds. Chosen on pictures drawn from meshes for training (docs/segmentation.md says how), never on those that are
/// reported.
/// </summary>
internal sealed record CutWeights
{
    /// <summary>The weights in use.</summary>
    public static CutWeights Default { get; } = new();

    /// <summary>Factor of what colours tell.</summary>
    public float Color { get; init; } = 0.5f;

    /// <summary>Most that the colour of a pixel may tell.</summary>
    public float ColorLimit { get; init; } = 3;

    /// <summary>Factor of what was known before: saliency, an earlier mask.</summary>
    public float Prior { get; init; } = 1.2f;

    /// <summary>Price of a boundary between two equal neighbours.</summary>
    public float Smoothness { get; init; } = 2.5f;

    /// <summary>What a click tells of its own pixel.</summary>
    public float Click { get; init; } = 5;

    /// <summary>The distance, in parts of the grid's longer side, over which a click's word falls to 1/e.</summary>
    public float ClickReach { get; init; } = 0.15f;

    /// <summary>How many reaches an edge is worth to a click.</summary>
    public float Barrier { get; init; } = 3;

    /// <summary>Rounds of fitting colours and cutting.</summary>
    public int Rounds { get; init; } = 3;
}
