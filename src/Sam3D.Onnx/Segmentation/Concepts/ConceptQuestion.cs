using Sam3D.Masks;

namespace Sam3D.Segmentation;

/// <summary>What is asked of a picture.</summary>
/// <param name="Words">The words.</param>
/// <param name="Boxes">Exemplars in pixels.</param>
/// <param name="Threshold">Probability above which an object counts.</param>
internal sealed record ConceptQuestion(ConceptWords Words, IReadOnlyList<BoxPrompt> Boxes, float Threshold)
{
    /// <summary>Boxes as centre and size, 0 to 1 over the picture: [N, 4].</summary>
    public float[] Places(PromptFrame frame) =>
    [
        .. Boxes.SelectMany(b => (float[])
        [
            (b.Min.X + b.Max.X) / 2 / frame.Width, (b.Min.Y + b.Max.Y) / 2 / frame.Height, (b.Max.X - b.Min.X) / frame.Width, (b.Max.Y - b.Min.Y) / frame.Height,
        ]),
    ];

    /// <summary>1 for what is wanted, 0 for what is not: [N].</summary>
    public float[] Labels => [.. Boxes.Select(b => b.IsForeground ? 1f : 0)];
}
