using System.Buffers;
using Sam3D.Imaging.Sources;

namespace Sam3D.Imaging;

/// <summary>Photograph, mask and point map on their way through the joint transforms (official <c>img_and_mask_transforms</c>).</summary>
internal sealed record JointPictures(PictureSource Image, PictureSource Mask, PictureSource? Points, CropBox Box)
{
    /// <summary>Pixels that the box of a mask has along each side at least, to be cropped.</summary>
    public const int LeastObjectSide = 3;

    /// <summary>Applies transforms in order.</summary>
    public JointPictures Apply(IReadOnlyList<PictureTransform> transforms) => transforms.Aggregate(this, (pictures, t) => t switch
    {
        CropAroundMask crop => pictures.Crop(crop),
        RemoveBackground => pictures.MaskOut(),
        ResizeAllToSameSize => pictures.ResizePoints(),
        _ => throw new InvalidOperationException($"{t} passed validation."),
    });

    private JointPictures ResizePoints() => Points is null || (Points.Height == Image.Height && Points.Width == Image.Width)
        ? this
        : this with { Points = new ResizedPointSource(Points, Image.Height, Image.Width) };

    private JointPictures MaskOut() => this with
    {
        Image = new MaskedSource(Image, Mask, 0),
        Points = SameSizePoints() is PictureSource points ? new MaskedSource(points, Mask, float.NaN) : null,
    };

    // Outside of the photograph all three are 0; where the crop itself is padded, the point map is NaN.
    private JointPictures Crop(CropAroundMask crop)
    {
        CropBox box = FindBox(crop.BoxSizeFactor);
        int side = Math.Max(box.Width, box.Height);
        int extension = (int)(side * crop.PaddingFactor);
        PictureSource Cut(PictureSource picture, float padding)
        {
            PictureSource square = ImagePreprocessor.Square(
                new WindowSource(picture, box.Left, box.Top, box.Width, box.Height, outside: 0), padding);
            return extension == 0
                ? square
                : new WindowSource(square, -extension, -extension, side + (2 * extension), side + (2 * extension), padding);
        }

        return new JointPictures(
            Cut(Image, 0), Cut(Mask, 0), SameSizePoints() is PictureSource points ? Cut(points, float.NaN) : null, new CropBox(
                Box.Left + box.Left - ((side - box.Width) / 2) - extension,
                Box.Top + box.Top - ((side - box.Height) / 2) - extension,
                side + (2 * extension),
                side + (2 * extension)));
    }

    // Official compute_mask_bbox: extents are last minus first index, and conversions to integers cut towards zero.
    private CropBox FindBox(double factor)
    {
        PixelBounds bounds = FindMaskBounds() ?? throw new MaskException(
            "The mask is empty after the joint transforms of the recipe; give a mask of the object in the photograph.");
        int width = bounds.Right - bounds.Left;
        int height = bounds.Bottom - bounds.Top;
        int half = (int)(Math.Max(width, height) * factor) / 2;
        if (bounds.Width < LeastObjectSide || bounds.Height < LeastObjectSide || half == 0)
        {
            throw new MaskException(
                $"The object of the mask is {bounds.Width}×{bounds.Height} pixels, at least {LeastObjectSide}×{LeastObjectSide} are needed; mark the whole object or take a larger photograph.");
        }

        double centreX = (bounds.Left + bounds.Right) / 2.0;
        double centreY = (bounds.Top + bounds.Bottom) / 2.0;
        int left = (int)(centreX - half);
        int top = (int)(centreY - half);
        return new CropBox(left, top, (int)(centreX + half) - left, (int)(centreY + half) - top);
    }

    private PixelBounds? FindMaskBounds()
    {
        int left = int.MaxValue, top = -1, right = -1, bottom = -1;
        float[] buffer = ArrayPool<float>.Shared.Rent(Mask.Width);
        Span<float> row = buffer.AsSpan(0, Mask.Width);
        for (int y = 0; y < Mask.Height; y++)
        {
            Mask.Read(y, 0, row.Length, row, row.Length);
            int first = row.IndexOfAnyExcept(0f);
            if (first >= 0)
            {
                left = Math.Min(left, first);
                right = Math.Max(right, row.LastIndexOfAnyExcept(0f));
                top = top < 0 ? y : top;
                bottom = y;
            }
        }

        ArrayPool<float>.Shared.Return(buffer);
        return top < 0 ? null : new PixelBounds(left, top, right, bottom);
    }

    private PictureSource? SameSizePoints() => Points is null || (Points.Height == Image.Height && Points.Width == Image.Width)
        ? Points
        : throw new PointMapException(
            $"The point map has {Points.Width}×{Points.Height} points, the photograph {Image.Width}×{Image.Height} pixels, and the model's recipe has no "
            + "resize_all_to_same_size; give a point map of the photograph's size.");
}
