namespace Sam3D.Tracking;

/// <summary>What can be said of a video's prompts before any frame is there. Every violation is named at once.</summary>
internal static class VideoPromptRules
{
    /// <summary>Checks prompts.</summary>
    /// <param name="prompts">All prompts.</param>
    /// <param name="supported">What the segmenter understands.</param>
    /// <param name="segmenter">Its name.</param>
    /// <exception cref="PromptException">They cannot be used.</exception>
    public static void ThrowIfUnusable(IReadOnlyList<VideoPrompt> prompts, PromptKinds supported, string segmenter)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        var violations = new List<string>();
        if (prompts.Count == 0)
        {
            violations.Add("there is none: give a click, a box or a mask on a frame");
        }

        foreach (VideoPrompt prompt in prompts)
        {
            Check(prompt ?? throw new ArgumentException("A prompt is null.", nameof(prompts)), supported, segmenter, violations);
        }

        if (prompts.Count(p => p.Prompt.Text is not null) is > 1 and int texts)
        {
            violations.Add($"there are {texts} texts: track them one after the other");
        }

        if (violations.Count > 0)
        {
            throw new PromptException($"The prompts of the video cannot be used: {string.Join("; ", violations)}.");
        }
    }

    private static void Check(VideoPrompt given, PromptKinds supported, string segmenter, List<string> violations)
    {
        (int frame, int id, SegmentationPrompt prompt) = given;
        string where = $"object {id} on frame {frame}";
        if (frame < 0)
        {
            violations.Add($"{where}: frames count from 0");
        }

        if ((prompt.Kinds & ~supported) is var unknown && unknown != 0)
        {
            violations.Add(unknown == PromptKinds.Salient
                ? $"{where} has nothing in it: give a click, a box or a mask"
                : $"{where} has {unknown}, but {segmenter} understands {supported}: leave the rest out, or use another model");
        }

        if (prompt.Boxes.Count > 1)
        {
            violations.Add($"{where} has {prompt.Boxes.Count} boxes: give each object its own number");
        }

        if (prompt.Mask is not null && (prompt.Points.Count > 0 || prompt.Boxes.Count > 0))
        {
            violations.Add($"{where} has a mask beside clicks or a box: give one of them");
        }

        if (prompt.Text is not null && (prompt.Points.Count > 0 || prompt.Boxes.Count > 0 || prompt.Mask is not null))
        {
            violations.Add($"{where} has a text beside clicks, a box or a mask: give them as prompts of their own");
        }

        if (prompt.Text is { } text && string.IsNullOrWhiteSpace(text))
        {
            violations.Add($"{where} has an empty text: say what to look for");
        }

        if (prompt.Text is { Length: > SegmentationPrompt.MaxTextLength } tooLong)
        {
            violations.Add($"{where} has a text of {tooLong.Length} characters, expected at most {SegmentationPrompt.MaxTextLength}: name the object in a few words");
        }
    }
}
