using System.Numerics;

namespace Sam3D.Concepts;

/// <summary>An object that a concept prompt found.</summary>
/// <param name="score">Probability, 0 to 1.</param>
/// <param name="min">Upper left corner of its box in pixels; may lie outside of the picture.</param>
/// <param name="max">Lower right corner of its box in pixels.</param>
/// <param name="mask">Its pixels.</param>
internal sealed class ConceptObject(float score, Vector2 min, Vector2 max, Mask mask)
{
    public float Score { get; } = score;

    public Vector2 Min { get; } = min;

    public Vector2 Max { get; } = max;

    public Mask Mask { get; } = mask;

    /// <summary>How little the mask depends on its threshold, 0 to 1.</summary>
    public float Stability { get; init; }
}
