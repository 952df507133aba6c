namespace Sam3D.Tracking;

/// <summary>Gives pixels that several objects claim to the surest one (official <c>_apply_non_overlapping_constraints</c>).</summary>
internal static class ObjectOverlap
{
    private const float Suppressed = -10;

    /// <summary>Holds the logits of all but the largest at −10, in place; of equal ones the first keeps its own.</summary>
    /// <param name="objects">Logits of each object, all of one size.</param>
    public static void Separate(IReadOnlyList<float[]> objects)
    {
        for (int i = 0; objects.Count > 1 && i < objects[0].Length; i++)
        {
            int best = 0;
            for (int k = 1; k < objects.Count; k++)
            {
                best = objects[k][i] > objects[best][i] ? k : best;
            }

            for (int k = 0; k < objects.Count; k++)
            {
                objects[k][i] = k == best ? objects[k][i] : Math.Min(objects[k][i], Suppressed);
            }
        }
    }
}
