using System.Text.Json.Serialization;
using Sam3D.Bundles;

namespace Sam3D.Imaging;

/// <summary>
/// How photograph, mask and point map become the inputs of the condition encoder: lists of named transforms, in the order of the
/// official <c>PreProcessor</c>: normalise the point map, apply the joint transforms (crop only), then the transforms of
/// each modality. The full pictures skip the joint transforms.
/// </summary>
public sealed record PreprocessingRecipe
{
    /// <summary>Transforms of photograph, mask and point map together; only the cropped inputs pass them.</summary>
    public IReadOnlyList<PictureTransform> Joint { get; init; } = [];

    /// <summary>Transforms of pictures, cropped and full.</summary>
    public required IReadOnlyList<PictureTransform> Image { get; init; }

    /// <summary>Transforms of masks, cropped and full.</summary>
    public required IReadOnlyList<PictureTransform> Mask { get; init; }

    /// <summary>Transforms of point maps, cropped and full; empty when the model takes no point map.</summary>
    public IReadOnlyList<PictureTransform> PointMap { get; init; } = [];

    /// <summary>How the point map is normalised before the joint transforms.</summary>
    public PointMapNormalization PointMapNormalization { get; init; } = PointMapNormalization.None;

    /// <summary>Checks that the lists can be carried out and lead to square pictures.</summary>
    /// <exception cref="BundleException">They cannot; the message names every violation.</exception>
    public void Validate()
    {
        IReadOnlyList<string> violations = Violations();
        if (violations.Count > 0)
        {
            throw new BundleException(
                $"The preprocessing recipe cannot be carried out: {string.Join("; ", violations)}; correct the recipe of the model bundle.");
        }
    }

    /// <summary>Everything that <see cref="Validate"/> finds; empty when the recipe can be carried out.</summary>
    public IReadOnlyList<string> Violations()
    {
        List<string> violations = [];
        CheckLength("joint", Joint, violations);
        if (Joint.OfType<CropAroundMask>().Count() > 1)
        {
            violations.Add("crop_around_mask_with_padding stands more than once");
        }

        foreach (PictureTransform transform in Joint.Take(BundleLimits.Transforms))
        {
            string? violation = transform switch
            {
                CropAroundMask { BoxSizeFactor: not (> 0 and <= 10) } c => $"box_size_factor {c.BoxSizeFactor} is not in (0, 10]",
                CropAroundMask { PaddingFactor: not (>= 0 and <= 10) } c => $"padding_factor {c.PaddingFactor} is not in [0, 10]",
                CropAroundMask or RemoveBackground or ResizeAllToSameSize => null,
                _ => $"{transform?.GetType().Name ?? "null"} is no joint transform",
            };
            if (violation is not null)
            {
                violations.Add(violation);
            }
        }

        CheckSingle("image", Image, violations);
        CheckSingle("mask", Mask, violations);
        if (PointMap.Count > 0)
        {
            CheckSingle("point map", PointMap, violations);
        }
        else if (PointMapNormalization != PointMapNormalization.None)
        {
            violations.Add("the point map is normalised, but has no transforms");
        }

        return violations;
    }

    private static void CheckLength(string name, IReadOnlyList<PictureTransform> transforms, List<string> violations)
    {
        if (transforms.Count > BundleLimits.Transforms)
        {
            violations.Add($"the {name} list has {transforms.Count} transforms, expected at most {BundleLimits.Transforms}");
        }
    }

    private static void CheckSingle(string name, IReadOnlyList<PictureTransform> transforms, List<string> violations)
    {
        CheckLength(name, transforms, violations);
        bool square = false;
        foreach (PictureTransform transform in transforms.Take(BundleLimits.Transforms))
        {
            square |= transform is PadToSquare;
            if (transform is not (PadToSquare or ResizeToSquare))
            {
                violations.Add($"{transform?.GetType().Name ?? "null"} is no transform of the {name} alone");
            }

            if (transform is ResizeToSquare resize)
            {
                if (!square)
                {
                    violations.Add($"the {name} is resized before pad_to_square_centered");
                }

                if (resize.Size is < 1 or > BundleLimits.PictureSize || !Enum.IsDefined(resize.Interpolation))
                {
                    violations.Add($"the {name} is resized to {resize.Size} ({resize.Interpolation}), expected 1 to {BundleLimits.PictureSize} with a known filter");
                }
            }
        }

        if (transforms is not [.., ResizeToSquare])
        {
            violations.Add($"the transforms of the {name} do not end with resize");
        }
    }
}

/// <summary>How a point map is normalised.</summary>
public enum PointMapNormalization
{
    /// <summary>The model takes no point map.</summary>
    None,

    /// <summary>
    /// Official <c>ObjectCentricSSI</c>: shift = per-axis median of the points in the mask, scale = median over all points of the
    /// largest absolute coordinate after the shift.
    /// </summary>
    ObjectCentricSsi,
}

/// <summary>Filters of a resize.</summary>
public enum Interpolation
{
    /// <summary>Index floor(dst · src_size / dst_size), as PyTorch's <c>nearest</c>.</summary>
    Nearest,

    /// <summary>Triangle filter, half-pixel centres.</summary>
    Bilinear,

    /// <summary>Cubic filter, half-pixel centres; a = −0.5 with antialiasing, −0.75 without, as PyTorch.</summary>
    Bicubic,
}

/// <summary>One named step of a <see cref="PreprocessingRecipe"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "transform", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(CropAroundMask), "crop_around_mask_with_padding")]
[JsonDerivedType(typeof(RemoveBackground), "rembg")]
[JsonDerivedType(typeof(PadToSquare), "pad_to_square_centered")]
[JsonDerivedType(typeof(ResizeToSquare), "resize")]
[JsonDerivedType(typeof(ResizeAllToSameSize), "resize_all_to_same_size")]
public abstract record PictureTransform;

/// <summary>Official <c>crop_around_mask_with_padding</c>: a square box around the mask, zero (point map: see remarks) outside of the picture.</summary>
/// <remarks>Outside of the picture the point map is zero; where the crop itself is padded to a square it is NaN.</remarks>
/// <param name="BoxSizeFactor">Side of the box over the longer side of the mask's bounding box, above 0.</param>
/// <param name="PaddingFactor">Further padding over the box's side, 0 or more.</param>
public sealed record CropAroundMask(double BoxSizeFactor, double PaddingFactor) : PictureTransform;

/// <summary>Official <c>rembg</c>: pixels outside of the mask become black.</summary>
public sealed record RemoveBackground : PictureTransform;

/// <summary>Official <c>pad_to_square_centered</c>: zeros on the shorter side; the first side gets floor(difference / 2).</summary>
public sealed record PadToSquare : PictureTransform;

/// <summary>torchvision <c>Resize</c> of a square picture.</summary>
/// <param name="Size">Side in pixels after the resize, 1 to 4096.</param>
/// <param name="Interpolation">The filter.</param>
/// <param name="Antialias">Widens the filter when shrinking; has no meaning for <see cref="Interpolation.Nearest"/>.</param>
public sealed record ResizeToSquare(int Size, Interpolation Interpolation, bool Antialias = true) : PictureTransform;

/// <summary>Official <c>resize_all_to_same_size</c>: mask and point map take the photograph's size.</summary>
public sealed record ResizeAllToSameSize : PictureTransform;
