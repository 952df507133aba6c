namespace Sam3D.Concepts;

/// <summary>How much masks overlap that are given as logits of one size.</summary>
internal static class MaskOverlap
{
    /// <summary>Intersection over union of the pixels above 0; 0 where both are empty.</summary>
    public static float IoU(float[] a, float[] b)
    {
        int both = 0, either = 0;
        for (int i = 0; i < a.Length; i++)
        {
            (bool first, bool second) = (a[i] > 0, b[i] > 0);
            both += first && second ? 1 : 0;
            either += first || second ? 1 : 0;
        }

        return (float)both / Math.Max(either, 1);
    }
}
