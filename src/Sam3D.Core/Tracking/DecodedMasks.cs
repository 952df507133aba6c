namespace Sam3D.Tracking;

/// <summary>What the mask decoder makes of a prompt.</summary>
/// <param name="logits">[masks, side, side]; the first mask is for prompts that leave no doubt. One mask is the answer to any prompt.</param>
/// <param name="qualities">Estimated quality of each mask.</param>
/// <param name="pointers">[masks, C].</param>
/// <param name="score">Above 0 where there is an object.</param>
internal sealed class DecodedMasks(float[] logits, float[] qualities, float[] pointers, float score)
{
    public float[] Logits { get; } = logits;

    public float[] Qualities { get; } = qualities;

    public float[] Pointers { get; } = pointers;

    public float Score { get; } = score;
}
