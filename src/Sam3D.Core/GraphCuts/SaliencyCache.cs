using Sam3D.Imaging;
using Sam3D.Masks;

namespace Sam3D.GraphCuts;

/// <summary>What stands out in parts of one photograph. Each part is looked at once.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class SaliencyCache(RgbImage image, ISegmenter? salient)
{
    private const int ReducedSide = 1024, LeastSide = 16, Capacity = 256;

    private readonly Lazy<RgbImage> _reduced = new(() => PictureParts.Reduce(image, ReducedSide));
    private readonly Dictionary<PixelBounds, Task<float[]?>> _maps = [];
    private readonly Lock _access = new();

    /// <summary>The probability that a pixel belongs to what stands out in a part.</summary>
    /// <param name="region">The part, in pixels of the photograph.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="height">Rows of the result.</param>
    /// <returns>[height, width], 0 to 1; <see langword="null"/> where nothing stands out, or nobody is there to tell.</returns>
    public async Task<float[]?> LookAsync(PixelBounds region, int width, int height)
    {
        if (salient is null)
        {
            return null;
        }

        Task<float[]?>? map;
        lock (_access)
        {
            if (!_maps.TryGetValue(region, out map))
            {
                if (_maps.Count == Capacity)
                {
                    _maps.Clear();
                }

                // Not to be cancelled by one of several callers; it is a single call of a small network.
                map = Task.Run(() => LookAsync(region));
                _maps.Add(region, map);
            }
        }

        float[]? found = await map.ConfigureAwait(false);
        int side = found is null ? 0 : (int)Math.Sqrt(found.Length);
        return found is null ? null : PictureResampler.Resize(found, 1, side, side, height, width, Interpolation.Bilinear, antialias: true);
    }

    /// <returns>[side, side], 0 to 1.</returns>
    private async Task<float[]?> LookAsync(PixelBounds region)
    {
        RgbImage reduced = _reduced.Value;
        double x = (double)reduced.Width / image.Width, y = (double)reduced.Height / image.Height;
        PixelBounds part = PictureParts.Around(
            (region.Left + (region.Width / 2.0)) * x, (region.Top + (region.Height / 2.0)) * y, region.Width * x, region.Height * y, reduced.Width, reduced.Height);
        if (Math.Min(part.Width, part.Height) < LeastSide)
        {
            return null;
        }

        try
        {
            ScoredMask found = (await salient!.SegmentAsync(PictureParts.Cut(reduced, part), SegmentationPrompt.Salient).ConfigureAwait(false))[0];
            if (found.Logits is { Side: > 0 } logits)
            {
                return Array.ConvertAll(logits.Values, l => 1 / (1 + MathF.Exp(-l)));
            }

            // A segmenter that only says yes and no
            const int Side = 256;
            return PictureResampler.Resize(found.Mask.ValueArray, 1, part.Height, part.Width, Side, Side, Interpolation.Bilinear, antialias: true);
        }
        catch (MaskException)
        {
            return null;
        }
    }
}
