using Sam3D.Masks;

namespace Sam3D.Concepts;

/// <summary>Rules that SAM 3's video model applies to logits of masks, all of one size.</summary>
internal static class TrackMasks
{
    private const float Filled = 0.1f, Suppressed = -10;

    /// <summary>
    /// Fills small holes with 0.1, then sets small islands to −0.1; an island is also no more than half of the mask (official <c>fill_holes_in_mask_scores</c>).
    /// </summary>
    /// <param name="logits">[height, width].</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="maxArea">Largest hole or island in pixels.</param>
    public static float[] Clean(float[] logits, int width, int height, int maxArea)
    {
        MaskComponents holes = MaskComponents.Find(width, height, i => !(logits[i] > 0));
        float[] filled = [.. logits.Select((v, i) => holes.AreaAt(i) is > 0 and int area && area <= maxArea ? Filled : v)];
        MaskComponents parts = MaskComponents.Find(width, height, i => filled[i] > 0);
        int limit = Math.Min(maxArea, parts.Areas.Sum() / 2);
        return [.. filled.Select((v, i) => parts.AreaAt(i) is > 0 and int area && area <= limit ? -Filled : v)];
    }

    /// <summary>Suppresses masks that lose most of their area to surer ones; the others keep their overlaps.</summary>
    /// <param name="objects">Logits of each object; changed in place.</param>
    /// <param name="least">Share of its area that an object must keep, 0.3 in the release.</param>
    public static void DropShrunk(IReadOnlyList<float[]> objects, double least)
    {
        int[] whole = new int[objects.Count], kept = new int[objects.Count];
        for (int i = 0; objects.Count > 0 && i < objects[0].Length; i++)
        {
            int best = 0;
            for (int k = 0; k < objects.Count; k++)
            {
                best = objects[k][i] > objects[best][i] ? k : best;
                whole[k] += objects[k][i] > 0 ? 1 : 0;
            }

            kept[best] += objects[best][i] > 0 ? 1 : 0;
        }

        for (int k = 0; k < objects.Count; k++)
        {
            if (kept[k] < least * Math.Max(whole[k], 1))
            {
                Limit(objects[k], _ => true, Suppressed);
            }
        }
    }

    /// <summary>Gives each pixel to the object with the best score among those that claim it.</summary>
    /// <param name="objects">Logits of each object; changed in place.</param>
    /// <param name="scores">Of each object.</param>
    /// <param name="outside">What the logits of others are held at, 0 in the release.</param>
    public static void SeparateByScore(IReadOnlyList<float[]> objects, IReadOnlyList<float> scores, float outside)
    {
        int pixels = objects.Count == 0 ? 0 : objects[0].Length;
        int[] owners = new int[pixels];
        for (int i = 0; i < pixels; i++)
        {
            float Claim(int k) => objects[k][i] > 0 ? scores[k] : outside;
            for (int k = 1; k < objects.Count; k++)
            {
                owners[i] = Claim(k) > Claim(owners[i]) ? k : owners[i];
            }
        }

        for (int k = 0; k < objects.Count; k++)
        {
            int own = k;
            Limit(objects[k], i => owners[i] != own, outside);
        }
    }

    private static void Limit(float[] logits, Func<int, bool> where, float highest)
    {
        for (int i = 0; i < logits.Length; i++)
        {
            logits[i] = where(i) ? Math.Min(logits[i], highest) : logits[i];
        }
    }
}
