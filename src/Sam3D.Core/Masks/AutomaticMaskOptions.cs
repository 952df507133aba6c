namespace Sam3D.Masks;

/// <summary>
/// How <see cref="AutomaticMaskGenerator"/> works. The defaults are those of the official <c>SamAutomaticMaskGenerator</c>, whose names stand beside the members.
/// </summary>
public sealed record AutomaticMaskOptions
{
    /// <summary>Clicks along each side of the picture, 1 to 256 (<c>points_per_side</c>). Default 32.</summary>
    public int PointsPerSide { get; init; } = 32;

    /// <summary>
    /// Clicks that go through the network in one call, 1 to 1024 (<c>points_per_batch</c>), where the segmenter's network takes several: bundles do, exports of others do not. More of them take
    /// more memory and give the same masks. Default 64.
    /// </summary>
    public int PointsPerBatch { get; init; } = 64;

    /// <summary>Masks of a lower estimated quality are dropped, 0 to 1 (<c>pred_iou_thresh</c>). Default 0.88.</summary>
    public float LeastQuality { get; init; } = 0.88f;

    /// <summary>
    /// Masks of a lower <see cref="ScoredMask.Stability"/> are dropped, 0 to 1 (<c>stability_score_thresh</c>). Default 0.95. Masks without one are kept.
    /// </summary>
    public float LeastStability { get; init; } = 0.95f;

    /// <summary>Of two masks whose boxes have a larger intersection over union, the better one stays, 0 to 1 (<c>box_nms_thresh</c>). Default 0.7.</summary>
    public double MaxBoxIoU { get; init; } = 0.7;

    /// <summary>
    /// How often the picture is looked at once more in parts, 0 to 4; layer i has 4ⁱ parts (<c>crop_n_layers</c>). Finds smaller things. Default 0.
    /// </summary>
    public int CropLayers { get; init; }

    /// <summary>As <see cref="MaxBoxIoU"/>, between parts: what was found in a smaller part stays (<c>crop_nms_thresh</c>). Default 0.7.</summary>
    public double MaxCropBoxIoU { get; init; } = 0.7;

    /// <summary>How far parts of the first layer overlap, in parts of the picture's shorter side, 0 to 1 (<c>crop_overlap_ratio</c>). Default 512/1500.</summary>
    public double CropOverlap { get; init; } = 512.0 / 1500;

    /// <summary>In each layer, clicks along a side are divided by this once more, 1 to 8 (<c>crop_n_points_downscale_factor</c>). Default 1.</summary>
    public int CropPointsDivisor { get; init; } = 1;

    /// <summary>Holes and islands of fewer pixels are filled and removed, 0 or more (<c>min_mask_region_area</c>). Default 0.</summary>
    public int LeastRegionArea { get; init; }

    /// <summary>Checks every member.</summary>
    /// <exception cref="ArgumentException">Some are out of range; all of them are named.</exception>
    internal void Validate()
    {
        var violations = new List<string>();
        void Check(bool isFine, string name, object value, string expected)
        {
            if (!isFine)
            {
                violations.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} is {value}, expected {expected}"));
            }
        }

        const string Fraction = "0 to 1";
        Check(PointsPerSide is >= 1 and <= 256, nameof(PointsPerSide), PointsPerSide, "1 to 256");
        Check(PointsPerBatch is >= 1 and <= 1024, nameof(PointsPerBatch), PointsPerBatch, "1 to 1024");
        Check(LeastQuality is >= 0 and <= 1, nameof(LeastQuality), LeastQuality, Fraction);
        Check(LeastStability is >= 0 and <= 1, nameof(LeastStability), LeastStability, Fraction);
        Check(MaxBoxIoU is >= 0 and <= 1, nameof(MaxBoxIoU), MaxBoxIoU, Fraction);
        Check(CropLayers is >= 0 and <= 4, nameof(CropLayers), CropLayers, "0 to 4");
        Check(MaxCropBoxIoU is >= 0 and <= 1, nameof(MaxCropBoxIoU), MaxCropBoxIoU, Fraction);
        Check(CropOverlap is >= 0 and <= 1, nameof(CropOverlap), CropOverlap, Fraction);
        Check(CropPointsDivisor is >= 1 and <= 8, nameof(CropPointsDivisor), CropPointsDivisor, "1 to 8");
        Check(LeastRegionArea >= 0, nameof(LeastRegionArea), LeastRegionArea, "0 or more");
        if (violations.Count > 0)
        {
            throw new ArgumentException($"{string.Join("; ", violations)}.", "options");
        }
    }
}
