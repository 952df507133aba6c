using System.Numerics;
using Sam3D.Imaging.Sources;

namespace Sam3D.Imaging;

/// <summary>Turns photograph, mask and point map into the inputs of the condition encoder (official <c>PreProcessor</c>).</summary>
/// <remarks>
/// Photographs are read row by row from their bytes, so memory stays near the size of the results (three pictures of the recipe's size) whatever the
/// size of the photograph.
/// </remarks>
public static class ImagePreprocessor
{
    /// <summary>Prepares the inputs.</summary>
    /// <param name="image">The photograph.</param>
    /// <param name="mask">The object's pixels, of the photograph's size; the longer and the shorter side of the object are 3 pixels or more.</param>
    /// <param name="pointMap">Points in camera space, or <see langword="null"/>; ignored by recipes without point map.</param>
    /// <param name="recipe">The transforms.</param>
    /// <returns>Pictures [3, S, S] in 0..1, masks [1, S, S] of 0 and 1, point maps [3, S, S] with NaN where unknown.</returns>
    /// <exception cref="MaskException">The mask is empty, too small, or of another size than the photograph.</exception>
    /// <exception cref="PointMapException">
    /// The point map has another size than the photograph and the recipe does not resize it, or its points have no extent.
    /// </exception>
    /// <exception cref="BundleException">The recipe is not valid, see <see cref="PreprocessingRecipe.Validate"/>.</exception>
    public static ConditionInputs Prepare(RgbImage image, Mask mask, PointMap? pointMap, PreprocessingRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(recipe);
        recipe.Validate();
        mask.ThrowIfUnusableFor(image);

        (Vector3 scale, Vector3 shift) = (Vector3.One, Vector3.Zero);
        PictureSource? points = null;
        if (pointMap is not null && recipe.PointMap.Count > 0)
        {
            if (recipe.PointMapNormalization == PointMapNormalization.ObjectCentricSsi)
            {
                (scale, shift) = PointMapNormalizer.Measure(pointMap, mask);
                ThrowIfDegenerate(pointMap, scale, shift);
            }

            points = new PointSource(pointMap, scale, shift);
        }

        var whole = new JointPictures(
            new PixelSource(image.PixelArray, 3, image.Height, image.Width),
            new PixelSource(mask.ValueArray, 1, mask.Height, mask.Width),
            points,
            new CropBox(0, 0, image.Width, image.Height));
        JointPictures cropped = whole.Apply(recipe.Joint);

        var tensors = new Dictionary<string, PictureTensor>(StringComparer.Ordinal)
        {
            ["image"] = Finish(cropped.Image, recipe.Image),
            ["mask"] = Finish(cropped.Mask, recipe.Mask),
            ["rgb_image"] = Finish(whole.Image, recipe.Image),
            ["rgb_image_mask"] = Finish(whole.Mask, recipe.Mask),
        };
        if (points is not null)
        {
            tensors["pointmap"] = Finish(cropped.Points!, recipe.PointMap);
            tensors["rgb_pointmap"] = Finish(points, recipe.PointMap);
        }

        return new ConditionInputs { Tensors = tensors, SceneScale = scale, SceneShift = shift, CropBox = cropped.Box };
    }

    private static void ThrowIfDegenerate(PointMap pointMap, Vector3 scale, Vector3 shift)
    {
        if (!(scale.X > 0 && float.IsFinite(scale.X) && float.IsFinite(shift.X + shift.Y + shift.Z)))
        {
            throw new PointMapException(
                $"The {pointMap.Width}×{pointMap.Height} point map cannot be normalised: its scale is {scale.X} and its shift {shift}, a scale above 0 and "
                + "finite numbers are expected; give a point map in which most points of the object and of the scene are finite and differ.");
        }
    }

    private static PictureTensor Finish(PictureSource picture, IReadOnlyList<PictureTransform> transforms)
    {
        foreach (PictureTransform transform in transforms)
        {
            picture = transform switch
            {
                PadToSquare => Square(picture, outside: 0),
                ResizeToSquare r => new PlanarSource(
                    PictureResampler.Resize(picture, r.Size, r.Size, r.Interpolation, r.Antialias), picture.Channels, r.Size, r.Size),
                _ => throw new InvalidOperationException($"{transform} passed validation."),
            };
        }

        return new PictureTensor(picture.Channels, picture.Height, picture.Width, ((PlanarSource)picture).Values);
    }

    /// <summary>Centres a picture in the smallest square; the first side gets the smaller half of the padding.</summary>
    internal static PictureSource Square(PictureSource picture, float outside)
    {
        int side = Math.Max(picture.Height, picture.Width);
        return picture.Height == picture.Width
            ? picture
            : new WindowSource(picture, -((side - picture.Width) / 2), -((side - picture.Height) / 2), side, side, outside);
    }
}
