namespace Sam3D.Tracking;

/// <summary>What the detector of concepts found on a frame.</summary>
/// <param name="score">Probability, 0 to 1.</param>
/// <param name="mask">Logits at low resolution, [4G, 4G].</param>
internal sealed class ConceptDetection(float score, float[] mask)
{
    public float Score { get; } = score;

    public float[] Mask { get; } = mask;
}
