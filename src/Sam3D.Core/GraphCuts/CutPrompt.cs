using System.Numerics;
using Sam3D.Imaging;

namespace Sam3D.GraphCuts;

/// <summary>A prompt on a photograph: the parts of it to look at, and what is known of their pixels.</summary>
internal sealed class CutPrompt
{
    private const double RoughSoftness = 0.16, ResultSoftness = 0.04, BoxMargin = 0.2, MaskMargin = 0.25, ClickMargin = 1.6, Step = 0.25;
    private const float Likely = 0.9f, ClickRadius = 0.012f, LeastSaliency = 0.4f, Spread = 2, Barrier = 2;
    private static readonly double[] Scales = [1, 0.5, 0.25];

    private readonly RgbImage _image;
    private readonly IReadOnlyList<PointPrompt> _clicks;
    private readonly BoxPrompt? _box;
    private readonly Mask? _mask;
    private readonly double _softness;

    /// <summary>Takes a prompt of one object.</summary>
    /// <param name="image">The photograph.</param>
    /// <param name="prompt">A prompt that may be used, with at most one box.</param>
    public CutPrompt(RgbImage image, SegmentationPrompt prompt)
    {
        _image = image;
        _clicks = prompt.Points;
        _box = prompt.Boxes.Count > 0 ? prompt.Boxes[0] : null;
        _mask = prompt.Previous?.Mask ?? prompt.Mask;
        _softness = prompt.Previous is null ? RoughSoftness : ResultSoftness;
    }

    /// <summary>Parts of the photograph in which the object may be seen whole, at most three.</summary>
    public IReadOnlyList<PixelBounds> Regions()
    {
        (int width, int height) = (_image.Width, _image.Height);
        Vector2[] on = [.. _clicks.Where(c => c.IsForeground).Select(c => c.Position)];
        if (_box is null && _mask is null)
        {
            Vector2 low = on.Aggregate(Vector2.Min), high = on.Aggregate(Vector2.Max), middle = (low + high) / 2, extent = high - low;
            return
            [
                .. Scales.Select(s => PictureParts.Around(
                    middle.X, middle.Y, Math.Max(s * width, ClickMargin * extent.X), Math.Max(s * height, ClickMargin * extent.Y), width, height, on.Length == 1 ? Step : 0)).Distinct(),
            ];
        }

        // All that the prompt names, and something around it
        List<Vector2> places = [.. on];
        if (_box is { } box)
        {
            places.AddRange([box.Min, box.Max]);
        }
        else if (_mask!.GetBounds() is { } bounds)
        {
            places.AddRange([new Vector2(bounds.Left, bounds.Top), new Vector2(bounds.Right + 1, bounds.Bottom + 1)]);
        }

        Vector2 first = places.Aggregate(Vector2.Min), last = places.Aggregate(Vector2.Max);
        double margin = 1 + (2 * (_box is null ? MaskMargin : BoxMargin));
        return [PictureParts.Around((first.X + last.X) / 2, (first.Y + last.Y) / 2, margin * (last.X - first.X), margin * (last.Y - first.Y), width, height)];
    }

    /// <summary>What may be known of the pixels of a part: one way, or two that contradict each other.</summary>
    /// <param name="region">One of <see cref="Regions"/>.</param>
    /// <param name="grid">Its pixels.</param>
    /// <param name="salient">Probability that a pixel stands out, or <see langword="null"/>.</param>
    public IEnumerable<CutRequest> Requests(PixelBounds region, ColorGrid grid, float[]? salient)
    {
        // 1. Clicks
        int Cell(Vector2 place) =>
            (Math.Clamp((int)((place.Y - region.Top) * grid.Height / region.Height), 0, grid.Height - 1) * grid.Width)
            + Math.Clamp((int)((place.X - region.Left) * grid.Width / region.Width), 0, grid.Width - 1);
        List<int> on = [.. _clicks.Where(c => c.IsForeground).Select(c => Cell(c.Position))];
        List<int> beside = [.. _clicks.Where(c => !c.IsForeground && Contains(region, c.Position)).Select(c => Cell(c.Position))];

        // 2. Priors
        if (_mask is { } mask)
        {
            yield return Request(region, grid, OfMask(mask, region, grid, _softness), on, beside, isSalient: false);
            yield break;
        }

        if (salient is not null && (_box is not null || on.Average(c => salient[c]) >= LeastSaliency))
        {
            // What stands out holds the clicks, so it is not to be kept clear of in the other candidate.
            yield return Request(region, grid, [.. salient], on, beside, isSalient: true);
            salient = null;
        }

        yield return Request(region, grid, _box is not null ? OfBox(region, grid) : OfClicks(grid, on, salient), on, beside, isSalient: false);
    }

    /// <summary>Intersection over union of an object's box and the one that was given; 1 without one, and 0 for no object.</summary>
    /// <param name="region">One of <see cref="Regions"/>.</param>
    /// <param name="grid">Its pixels.</param>
    /// <param name="inside">The object's pixels.</param>
    public float BoxFit(PixelBounds region, ColorGrid grid, bool[] inside)
    {
        if (_box is not { } box)
        {
            return 1;
        }

        if (new Mask(grid.Width, grid.Height, Array.ConvertAll(inside, i => i ? byte.MaxValue : (byte)0)).GetBounds() is not { } bounds)
        {
            return 0;
        }

        double x = (double)region.Width / grid.Width, y = (double)region.Height / grid.Height;
        double left = region.Left + (bounds.Left * x), top = region.Top + (bounds.Top * y), right = region.Left + ((bounds.Right + 1) * x), bottom = region.Top + ((bounds.Bottom + 1) * y);
        double both = Math.Max(0, Math.Min(right, box.Max.X) - Math.Max(left, box.Min.X)) * Math.Max(0, Math.Min(bottom, box.Max.Y) - Math.Max(top, box.Min.Y));
        double all = ((right - left) * (bottom - top)) + ((double)(box.Max.X - box.Min.X) * (box.Max.Y - box.Min.Y)) - both;
        return (float)(both / all);
    }

    private CutRequest Request(PixelBounds region, ColorGrid grid, float[] prior, List<int> on, List<int> beside, bool isSalient)
    {
        var request = new CutRequest(grid, prior) { IsSalient = isSalient, ClickFit = ClickFit(prior, on, beside) };
        if (_box is { } box)
        {
            for (int i = 0; i < prior.Length; i++)
            {
                double x = region.Left + (((i % grid.Width) + 0.5) * region.Width / grid.Width), y = region.Top + (((i / grid.Width) + 0.5) * region.Height / grid.Height);
                if (x < box.Min.X || x > box.Max.X || y < box.Min.Y || y > box.Max.Y)
                {
                    request.Fixed[i] = -1;
                    request.Prior[i] = 0;
                }
            }
        }

        float radius = ClickRadius * Math.Max(grid.Width, grid.Height);
        Mark(request, on, 1, radius);
        Mark(request, beside, -1, radius);
        request.On.AddRange(on);
        request.Beside.AddRange(beside);
        return request;
    }

    /// <summary>How well the clicks fit the prior: the mean probability of what they say.</summary>
    private static float ClickFit(float[] prior, List<int> on, List<int> beside) =>
        on.Count + beside.Count == 0 ? 1 : (on.Sum(c => prior[c]) + beside.Sum(c => 1 - prior[c])) / (on.Count + beside.Count);

    private static bool Contains(PixelBounds region, Vector2 place) =>
        place.X >= region.Left && place.X <= region.Right + 1 && place.Y >= region.Top && place.Y <= region.Bottom + 1;

    /// <summary>Decides the pixels around clicks; later clicks overrule earlier ones only on their own pixel.</summary>
    private static void Mark(CutRequest request, List<int> cells, sbyte side, float radius)
    {
        (int width, int height) = (request.Grid.Width, request.Grid.Height);
        foreach (int cell in cells)
        {
            int reach = (int)radius;
            for (int y = Math.Max(0, (cell / width) - reach); y <= Math.Min(height - 1, (cell / width) + reach); y++)
            {
                for (int x = Math.Max(0, (cell % width) - reach); x <= Math.Min(width - 1, (cell % width) + reach); x++)
                {
                    int i = (y * width) + x;
                    request.Fixed[i] = i == cell || request.Fixed[i] == 0 ? side : request.Fixed[i];
                }
            }
        }
    }

    private static float[] OfMask(Mask mask, PixelBounds region, ColorGrid grid, double softness)
    {
        byte[] part = new byte[region.Width * region.Height];
        for (int y = 0; y < region.Height; y++)
        {
            mask.Values.Slice(((region.Top + y) * mask.Width) + region.Left, region.Width).CopyTo(part.AsSpan(y * region.Width));
        }

        // By way of a coarser grid, so that nothing is sure near the boundary, where a rough mask is wrong and colours know better.
        double cell = Math.Max(1, softness * Math.Max(grid.Width, grid.Height));
        int height = Math.Max(1, (int)(grid.Height / cell)), width = Math.Max(1, (int)(grid.Width / cell));
        float[] coarse = PictureResampler.Resize(part, 1, region.Height, region.Width, height, width, Interpolation.Bilinear, antialias: true);
        float[] prior = PictureResampler.Resize(coarse, 1, height, width, grid.Height, grid.Width, Interpolation.Bilinear, antialias: true);
        return Array.ConvertAll(prior, p => 1 - Likely + (((2 * Likely) - 1) * p));
    }

    /// <summary>Without any other hint, objects fill the middle of their box.</summary>
    private float[] OfBox(PixelBounds region, ColorGrid grid)
    {
        BoxPrompt box = _box!.Value;
        float[] prior = new float[grid.Colors.Length];
        for (int i = 0; i < prior.Length; i++)
        {
            double x = region.Left + (((i % grid.Width) + 0.5) * region.Width / grid.Width), y = region.Top + (((i / grid.Width) + 0.5) * region.Height / grid.Height);
            double u = ((2 * (x - box.Min.X)) / (box.Max.X - box.Min.X)) - 1, v = ((2 * (y - box.Min.Y)) / (box.Max.Y - box.Min.Y)) - 1;
            prior[i] = (float)(Likely * Math.Exp(-0.7 * ((u * u) + (v * v))));
        }

        return prior;
    }

    /// <summary>Near the clicks in place and colour, and not what stands out without being clicked on.</summary>
    private static float[] OfClicks(ColorGrid grid, List<int> on, float[]? salient)
    {
        float[] distances = GeodesicDistance.From(grid, on, Spread / Math.Max(grid.Width, grid.Height), Barrier);
        return [.. distances.Select((d, i) => Likely * MathF.Exp(-d) * (1 - (0.8f * (salient?[i] ?? 0))))];
    }
}
