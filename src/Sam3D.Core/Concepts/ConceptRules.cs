using Sam3D.Masks;
using Sam3D.Text;

namespace Sam3D.Concepts;

/// <summary>What concept prompts, words and exemplar boxes, must keep to. Every violation is named at once.</summary>
internal static class ConceptRules
{
    /// <summary>Checks a prompt.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="image">The photograph.</param>
    /// <param name="supported">What the segmenter understands.</param>
    /// <param name="segmenter">Its name.</param>
    /// <exception cref="PromptException">The prompt cannot be used.</exception>
    public static void ThrowIfUnusable(SegmentationPrompt prompt, RgbImage image, PromptKinds supported, string segmenter)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        PromptKinds unknown = prompt.Kinds & ~supported;
        if (unknown != 0)
        {
            throw new PromptException(unknown == PromptKinds.Salient
                ? $"The prompt is empty, but {segmenter} must be told what to look for: give a word such as 'chair', or a box around an example."
                : $"The prompt has {unknown}, but a concept is told to {segmenter} by {supported}: leave the rest out, or use another segmenter.");
        }

        var violations = new List<string>();
        CheckText(prompt.Text, violations);
        CheckBoxes(prompt, image, violations);
        if (violations.Count > 0)
        {
            throw new PromptException($"The prompt cannot be used on a picture of {image.Width}×{image.Height} pixels: {string.Join("; ", violations)}.");
        }
    }

    private static void CheckText(string? text, List<string> violations)
    {
        if (text?.Length > SegmentationPrompt.MaxTextLength)
        {
            violations.Add($"its text has {text.Length} characters, expected at most {SegmentationPrompt.MaxTextLength}: name the thing in a few words");
        }
        else if (text is not null && PromptText.Clean(text).Length == 0)
        {
            violations.Add("its text is empty: name the thing, for example 'chair', or leave the text out and give boxes around examples");
        }
    }

    private static void CheckBoxes(SegmentationPrompt prompt, RgbImage image, List<string> violations)
    {
        violations.AddRange(prompt.Boxes.Select(b => PromptRules.BoxViolation(b, image)).OfType<string>());
        foreach (IGrouping<DetectedBox, BoxPrompt> place in prompt.Boxes.GroupBy(b => new DetectedBox(b.Min, b.Max)).Where(g => g.DistinctBy(b => b.IsForeground).Count() > 1))
        {
            violations.Add($"the box from {PromptRules.Text(place.Key.Min)} to {PromptRules.Text(place.Key.Max)} is both an example and none: keep one of them");
        }

        if (prompt.Text is null && prompt.Boxes.Count > 0 && prompt.Boxes.All(b => !b.IsForeground))
        {
            violations.Add("its boxes only say what is not wanted: add a word, or a box around an example");
        }
    }
}
