namespace Sam3D.GraphCuts;

/// <summary>Signs of how good a cut is, each 0 to 1.</summary>
/// <param name="Agreement">Intersection over union of the object and the prior.</param>
/// <param name="Contrast">How unlike neighbours across the boundary are.</param>
/// <param name="Stability">How little the object depends on the odds.</param>
/// <param name="CutOff">How much of the boundary is where the part of the photograph ends, and the photograph goes on.</param>
/// <param name="IsSalient">Whether the prior is what stands out.</param>
/// <param name="ClickFit">How well several clicks fit the prior; 1 for a single one.</param>
/// <param name="BoxFit">Intersection over union of the object's box and the one that was given; 1 without.</param>
internal readonly record struct CutQuality(float Agreement, float Contrast, float Stability, float CutOff, bool IsSalient, float ClickFit, float BoxFit = 1)
{
    /// <summary>Estimated quality, by which candidates are ordered.</summary>
    public float Total =>
        Math.Clamp(ClickFit * ((0.1f * Agreement) + (0.45f * Contrast) + (0.35f * Stability) + (IsSalient ? 0.2f : 0) - CutOff - (0.3f * (1 - BoxFit))), 0, 1);

    /// <summary>Measures a cut.</summary>
    /// <param name="region">The part of the photograph.</param>
    /// <param name="image">The photograph.</param>
    /// <param name="request">What was known before.</param>
    /// <param name="cut">The cut.</param>
    /// <param name="inside">The object's pixels.</param>
    /// <param name="stability">How little the cut depends on the odds.</param>
    public static CutQuality Of(PixelBounds region, RgbImage image, CutRequest request, RegionCut cut, bool[] inside, float stability)
    {
        ColorGrid grid = cut.Grid;
        float[] prior = request.Prior;
        double both = 0, all = 0, unlike = 0, boundary = 0;
        int atEnd = 0;
        for (int y = 0, i = 0; y < grid.Height; y++)
        {
            for (int x = 0; x < grid.Width; x++, i++)
            {
                float value = inside[i] ? 1 : 0;
                both += Math.Min(value, prior[i]);
                all += Math.Max(value, prior[i]);
                for (int n = 0; n < 2; n++)
                {
                    (int dx, int dy, _) = ColorGrid.Neighbours[n];
                    if (x + dx < grid.Width && y + dy < grid.Height && inside[i] != inside[i + dx + (dy * grid.Width)])
                    {
                        boundary++;
                        unlike += 1 - grid.LikenessOf(i, n);
                    }
                }

                bool ends = (x == 0 && region.Left > 0) || (y == 0 && region.Top > 0)
                    || (x == grid.Width - 1 && region.Right < image.Width - 1) || (y == grid.Height - 1 && region.Bottom < image.Height - 1);
                atEnd += inside[i] && ends ? 1 : 0;
            }
        }

        return new CutQuality(
            all > 0 ? (float)(both / all) : 0,
            boundary > 0 ? (float)(unlike / boundary) : 0,
            stability,
            (float)(atEnd / Math.Max(1, boundary + atEnd)),
            request.IsSalient,
            request.On.Count + request.Beside.Count > 1 ? request.ClickFit : 1);
    }
}
