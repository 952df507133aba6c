namespace Sam3D.GraphCuts;

/// <summary>What is known of the pixels of a grid before it is cut.</summary>
/// <param name="grid">The pixels.</param>
/// <param name="prior">Probability of the object, 0 to 1, a pixel.</param>
internal sealed class CutRequest(ColorGrid grid, float[] prior)
{
    /// <summary>The pixels.</summary>
    public ColorGrid Grid { get; } = grid;

    /// <summary>Probability of the object, 0 to 1.</summary>
    public float[] Prior { get; } = prior;

    /// <summary>Whether the prior is what stands out.</summary>
    public bool IsSalient { get; init; }

    /// <summary>How well the clicks fit the prior, 0 to 1.</summary>
    public float ClickFit { get; init; } = 1;

    /// <summary>Pixels that are decided: 1 for the object, −1 for what is beside it, 0 for the rest.</summary>
    public sbyte[] Fixed { get; } = new sbyte[prior.Length];

    /// <summary>Pixels under clicks on the object.</summary>
    public List<int> On { get; } = [];

    /// <summary>Pixels under clicks beside it.</summary>
    public List<int> Beside { get; } = [];
}
