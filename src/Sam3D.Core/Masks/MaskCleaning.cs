namespace Sam3D.Masks;

/// <summary>Fills small holes of masks and removes small islands. Pixels that touch at a side or a corner belong together.</summary>
public static class MaskCleaning
{
    /// <summary>The logit that a filled hole gets, and with a minus a removed island.</summary>
    internal const float Certain = 10f;

    /// <summary>Fills holes: connected pixels outside of the object that are few, also at the border of the picture.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="maxArea">Largest hole in pixels, 0 or more.</param>
    /// <returns>A new mask.</returns>
    public static Mask FillHoles(this Mask mask, int maxArea)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentOutOfRangeException.ThrowIfNegative(maxArea);
        byte[] values = mask.ValueArray;
        MaskComponents holes = MaskComponents.Find(mask.Width, mask.Height, i => values[i] == 0);
        return Change(mask, i => values[i] == 0 && holes.AreaAt(i) <= maxArea ? byte.MaxValue : values[i]);
    }

    /// <summary>Removes islands: connected pixels of the object that are few.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="maxArea">Largest island in pixels, 0 or more.</param>
    /// <returns>A new mask; it may be empty.</returns>
    public static Mask RemoveIslands(this Mask mask, int maxArea)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentOutOfRangeException.ThrowIfNegative(maxArea);
        byte[] values = mask.ValueArray;
        MaskComponents islands = MaskComponents.Find(mask.Width, mask.Height, i => values[i] != 0);
        return Change(mask, i => islands.AreaAt(i) <= maxArea ? (byte)0 : values[i]);
    }

    /// <summary>Keeps the largest connected part of the object; of equal ones, the one that begins further up, or further left.</summary>
    /// <param name="mask">The mask.</param>
    /// <returns>A new mask; empty when <paramref name="mask"/> is.</returns>
    public static Mask KeepLargest(this Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        byte[] values = mask.ValueArray;
        MaskComponents parts = MaskComponents.Find(mask.Width, mask.Height, i => values[i] != 0);
        int largest = parts.Count == 0 ? -1 : parts.Areas.Index().MaxBy(a => a.Item).Index;
        return Change(mask, i => values[i] != 0 && parts.LabelOf(i) == largest ? byte.MaxValue : (byte)0);
    }

    /// <summary>
    /// The same on logits, in place (official <c>SAM2Transforms.postprocess_masks</c>): holes get the logit 10, islands −10. What is an island follows from the logits as they
    /// were before holes were filled.
    /// </summary>
    /// <param name="logits">[height, width].</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="maxHole">Largest hole in pixels; 0 for none.</param>
    /// <param name="maxIsland">Largest island in pixels; 0 for none.</param>
    internal static void Clean(float[] logits, int width, int height, int maxHole, int maxIsland)
    {
        float[] before = [.. logits];
        MaskComponents? holes = maxHole > 0 ? MaskComponents.Find(width, height, i => !(before[i] > 0)) : null;
        MaskComponents? islands = maxIsland > 0 ? MaskComponents.Find(width, height, i => before[i] > 0) : null;
        for (int i = 0; i < logits.Length; i++)
        {
            if (holes?.AreaAt(i) is > 0 and int hole && hole <= maxHole)
            {
                logits[i] = Certain;
            }
            else if (islands?.AreaAt(i) is > 0 and int island && island <= maxIsland)
            {
                logits[i] = -Certain;
            }
        }
    }

    private static Mask Change(Mask mask, Func<int, byte> value)
    {
        byte[] values = new byte[mask.Width * mask.Height];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = value(i);
        }

        return new Mask(mask.Width, mask.Height, values);
    }
}
