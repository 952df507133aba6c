namespace Sam3D.Masks;

/// <summary>Measures of a mask's logits.</summary>
internal static class MaskScores
{
    /// <summary>
    /// How little a mask depends on its threshold (official <c>calculate_stability_score</c>): pixels above the threshold plus an offset over those above it minus the offset, 0
    /// to 1; 1 where there are none of the latter.
    /// </summary>
    public static float Stability(ReadOnlySpan<float> logits, float threshold, float offset)
    {
        int inner = 0, outer = 0;
        foreach (float logit in logits)
        {
            inner += logit > threshold + offset ? 1 : 0;
            outer += logit > threshold - offset ? 1 : 0;
        }

        return outer == 0 ? 1 : (float)inner / outer;
    }

    /// <summary>Pixels above a threshold.</summary>
    public static int Area(ReadOnlySpan<float> logits, float threshold)
    {
        int area = 0;
        foreach (float logit in logits)
        {
            area += logit > threshold ? 1 : 0;
        }

        return area;
    }

    /// <summary>
    /// Which mask answers a prompt that leaves no doubt: the first one, or where that is not stable the best of the others (official
    /// <c>_dynamic_multimask_via_stability</c>).
    /// </summary>
    /// <param name="logits">[masks, pixels].</param>
    /// <param name="qualities">Estimated quality of each mask.</param>
    /// <param name="delta">Offset of <see cref="Stability"/>, 0.05 in the release.</param>
    /// <param name="least">Smallest stability of the first mask, 0.98 in the release.</param>
    public static int Choose(ReadOnlySpan<float> logits, ReadOnlySpan<float> qualities, float delta, float least)
    {
        if (qualities.Length == 1 || Stability(logits[..(logits.Length / qualities.Length)], 0, delta) >= least)
        {
            return 0;
        }

        int best = 1;
        for (int i = 2; i < qualities.Length; i++)
        {
            best = qualities[i] > qualities[best] ? i : best;
        }

        return best;
    }
}
