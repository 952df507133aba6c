namespace Sam3D.Layout;

/// <summary>Finds the pixels beside a mask in which something nearer stands before the object: whether the object goes on behind it is not known.</summary>
/// <remarks>
/// An occluder begins where the depth jumps towards the camera across the mask's edge, and goes on as far as its depth changes little and stays nearer than the object. The floor before an object is nearer as
/// well, but meets it without a jump.
/// </remarks>
internal static class Occluders
{
    private const float Jump = 0.05f;   // of the depth of the object's edge
    private const float Smooth = 0.03f; // of the depth, from pixel to pixel
    private const int Edge = 3;         // pixels; points at an edge are often a mixture of both sides

    /// <summary>The pixels.</summary>
    /// <param name="points">The points of the picture, of the mask's size.</param>
    /// <param name="mask">The object's visible pixels, at least one.</param>
    /// <returns>A mask of them; <see langword="null"/> where there are none.</returns>
    public static Mask? Find(PointMap points, Mask mask)
    {
        int width = mask.Width, height = mask.Height;
        PixelBounds box = mask.GetBounds()!.Value;
        int margin = Math.Max(box.Width, box.Height) + Edge;
        int left = Math.Max(0, box.Left - margin), right = Math.Min(width - 1, box.Right + margin);
        int top = Math.Max(0, box.Top - margin), bottom = Math.Min(height - 1, box.Bottom + margin);
        float Depth(int x, int y) => points.Points[(((y * width) + x) * 3) + 2];

        float middle = MiddleDepth(points, mask);
        if (!(middle > 0))
        {
            return null;
        }

        // 1. Where the depth jumps
        byte[] found = new byte[width * height];
        var open = new Stack<(int X, int Y)>();
        void Add(int x, int y)
        {
            found[(y * width) + x] = 255;
            open.Push((x, y));
        }

        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                float own = Depth(x, y);
                if (!mask[x, y] || !(own > 0))
                {
                    continue;
                }

                foreach ((int dx, int dy) in (ReadOnlySpan<(int, int)>)[(1, 0), (-1, 0), (0, 1), (0, -1)])
                {
                    if (!IsInside(x + dx, y + dy) || mask[x + dx, y + dy])
                    {
                        continue;
                    }

                    for (int k = 1; k <= Edge && IsInside(x + (k * dx), y + (k * dy)); k++)
                    {
                        (int X, int Y) at = (x + (k * dx), y + (k * dy));
                        if (!mask[at.X, at.Y] && found[(at.Y * width) + at.X] == 0 && Depth(at.X, at.Y) < own * (1 - Jump))
                        {
                            Add(at.X, at.Y);
                        }
                    }
                }
            }
        }

        // 2. As far as it goes on
        bool any = open.Count > 0;
        while (open.TryPop(out (int X, int Y) from))
        {
            float own = Depth(from.X, from.Y);
            foreach ((int dx, int dy) in (ReadOnlySpan<(int, int)>)[(1, 0), (-1, 0), (0, 1), (0, -1)])
            {
                (int x, int y) = (from.X + dx, from.Y + dy);
                if (IsInside(x, y) && !mask[x, y] && found[(y * width) + x] == 0
                    && MathF.Abs(Depth(x, y) - own) < Smooth * own && Depth(x, y) < middle * (1 - Jump))
                {
                    Add(x, y);
                }
            }
        }

        return any ? new Mask(width, height, found) : null;

        bool IsInside(int x, int y) => x >= left && x <= right && y >= top && y <= bottom;
    }

    private static float MiddleDepth(PointMap points, Mask mask)
    {
        var depths = new List<float>();
        for (int i = 0; i < mask.Values.Length; i++)
        {
            if (mask.Values[i] != 0 && points.Points[(3 * i) + 2] is > 0 and var z && float.IsFinite(z))
            {
                depths.Add(z);
            }
        }

        depths.Sort();
        return depths.Count > 0 ? depths[depths.Count / 2] : float.NaN;
    }
}
