using System.Numerics;

namespace Sam3D.Masks;

/// <summary>What prompts of clicks, boxes and masks must keep to. Every violation is named at once.</summary>
internal static class PromptRules
{
    /// <summary>Checks a prompt.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="image">The photograph.</param>
    /// <param name="supported">What the segmenter understands.</param>
    /// <param name="segmenter">Its name.</param>
    /// <param name="corrects">Whether the object is known already, so that clicks may only say what is not wanted.</param>
    /// <exception cref="PromptException">The prompt cannot be used.</exception>
    public static void ThrowIfUnusable(SegmentationPrompt prompt, RgbImage image, PromptKinds supported, string segmenter, bool corrects = false)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        PromptKinds unknown = prompt.Kinds & ~supported;
        if (unknown != 0)
        {
            throw new PromptException(unknown == PromptKinds.Salient
                ? $"The prompt is empty, but {segmenter} must be told what to look for: give a click or a box on the object."
                : $"The prompt has {unknown}, but {segmenter} understands {supported}: leave the rest out, or use another segmenter.");
        }

        var violations = new List<string>();
        CheckPoints(prompt, image, corrects, violations);
        CheckBoxes(prompt, image, violations);
        CheckMasks(prompt, image, violations);
        if (violations.Count > 0)
        {
            throw new PromptException($"The prompt cannot be used on a picture of {image.Width}×{image.Height} pixels: {string.Join("; ", violations)}.");
        }
    }

    /// <summary>Checks that a picture is large enough to hold an object and something beside it.</summary>
    /// <exception cref="ImageException">It has fewer than 2×2 pixels.</exception>
    public static void ThrowIfTooSmall(int width, int height)
    {
        if (Math.Min(width, height) < 2)
        {
            throw new ImageException($"The picture has {width}×{height} pixels, expected at least 2×2 to find an object in it: give a larger picture.");
        }
    }

    private static void CheckPoints(SegmentationPrompt prompt, RgbImage image, bool corrects, List<string> violations)
    {
        foreach (PointPrompt point in prompt.Points.Where(p => !IsInside(p.Position, image)))
        {
            violations.Add($"the click at {Text(point.Position)} is outside of it, expected 0 to {image.Width} and 0 to {image.Height}: move it onto the picture");
        }

        foreach (IGrouping<Vector2, PointPrompt> place in prompt.Points.GroupBy(p => p.Position).Where(g => g.DistinctBy(p => p.IsForeground).Count() > 1))
        {
            violations.Add($"the click at {Text(place.Key)} is both on and beside the object: keep one of them");
        }

        if (!corrects && prompt.Points.Count > 0 && prompt.Points.All(p => !p.IsForeground) && prompt.Boxes.Count == 0 && prompt.Mask is null && prompt.Previous is null)
        {
            violations.Add("its clicks only say what is not wanted: add a click on the object, a box around it, or a mask");
        }
    }

    private static void CheckBoxes(SegmentationPrompt prompt, RgbImage image, List<string> violations)
    {
        foreach (BoxPrompt box in prompt.Boxes)
        {
            if (BoxViolation(box, image) is { } violation)
            {
                violations.Add(violation);
            }

            if (!box.IsForeground)
            {
                violations.Add($"the box from {Text(box.Min)} to {Text(box.Max)} is around what is not wanted, which only a concept can have: use a click beside the object instead");
            }
        }

        if (prompt.Boxes.Count > 1 && (prompt.Points.Count > 0 || prompt.Mask is not null || prompt.Previous is not null))
        {
            violations.Add($"it has {prompt.Boxes.Count} boxes, an object each, beside clicks or a mask that belong to one object: give one box, or boxes alone");
        }
    }

    /// <summary>What is wrong with the place of a box, or <see langword="null"/>.</summary>
    internal static string? BoxViolation(BoxPrompt box, RgbImage image)
    {
        string text = $"the box from {Text(box.Min)} to {Text(box.Max)}";
        return !(box.Max.X > box.Min.X && box.Max.Y > box.Min.Y)
            ? $"{text} has no area, expected a lower right corner that is right of and below the upper left one: draw it larger"
            : !IsInside(box.Min, image) || !IsInside(box.Max, image)
                ? $"{text} reaches beyond it, expected 0 to {image.Width} and 0 to {image.Height}: cut it to the picture"
                : null;
    }

    private static void CheckMasks(SegmentationPrompt prompt, RgbImage image, List<string> violations)
    {
        if (prompt.Mask is { } mask && (mask.Width != image.Width || mask.Height != image.Height))
        {
            violations.Add($"its mask has {mask.Width}×{mask.Height} pixels, expected those of the picture: resize it");
        }

        if (prompt.Mask is { Count: 0 })
        {
            violations.Add("its mask is empty: mark the object's pixels, or leave it out");
        }

        if (prompt.Mask is not null && prompt.Previous is not null)
        {
            violations.Add("it has both a mask and an earlier result: keep one of them");
        }
    }

    // Written so that NaN is outside.
    private static bool IsInside(Vector2 place, RgbImage image) =>
        place.X >= 0 && place.X <= image.Width && place.Y >= 0 && place.Y <= image.Height;

    internal static string Text(Vector2 place) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"({place.X}, {place.Y})");
}
