namespace Sam3D.Tracking;

/// <summary>An object of a concept on a frame.</summary>
/// <param name="id">Its number.</param>
/// <param name="mask">Logits at low resolution, [4G, 4G].</param>
/// <param name="score">By which overlaps are decided, 0 to 1: of the tracker, or on the first frame of the detector.</param>
/// <param name="probability">Of the first detection, 0 to 1.</param>
internal sealed class ConceptTrack(int id, float[] mask, float score, float probability)
{
    public int Id { get; } = id;

    public float[] Mask { get; } = mask;

    public float Score { get; } = score;

    public float Probability { get; } = probability;
}
