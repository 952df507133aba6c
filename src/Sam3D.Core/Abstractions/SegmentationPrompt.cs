using System.Numerics;

namespace Sam3D;

/// <summary>The kinds of prompt that a segmenter may understand.</summary>
[Flags]
public enum PromptKinds
{
    /// <summary>No prompt: the most salient object of the photograph.</summary>
    Salient = 1,

    /// <summary>Clicks on the object or on what does not belong to it.</summary>
    Points = 2,

    /// <summary>Boxes around objects.</summary>
    Boxes = 4,

    /// <summary>A noun phrase in English.</summary>
    Text = 8,

    /// <summary>A rough mask to refine.</summary>
    Mask = 16,

    /// <summary>A result of the same session to refine.</summary>
    Previous = 32,
}

/// <summary>What a segmenter shall look for. Several kinds may be combined where a segmenter supports them.</summary>
public sealed record SegmentationPrompt
{
    /// <summary>No prompt: the main object of the photograph.</summary>
    public static SegmentationPrompt Salient { get; } = new();

    /// <summary>Clicks, in pixels of the photograph.</summary>
    public IReadOnlyList<PointPrompt> Points { get; init; } = [];

    /// <summary>Boxes, in pixels of the photograph.</summary>
    public IReadOnlyList<BoxPrompt> Boxes { get; init; } = [];

    /// <summary>Longest <see cref="Text"/> in characters. Of it the first 30 or so tokens count.</summary>
    public const int MaxTextLength = 4096;

    /// <summary>
    /// A noun phrase, for example <c>"yellow mug"</c>; <see langword="null"/> for none. It may be written in any case; what does not fit into the context of the text encoder, 30 tokens in SAM 3,
    /// is cut off.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>A rough mask of the photograph's size; <see langword="null"/> for none.</summary>
    public Mask? Mask { get; init; }

    /// <summary>
    /// A result of the same session that the other prompts correct; <see langword="null"/> for none. It says more than <see cref="Mask"/>, for it holds how sure each pixel was.
    /// </summary>
    public ScoredMask? Previous { get; init; }

    /// <summary>
    /// Whether several masks are wanted that the prompt may mean: a part, the whole, or what is around it. <see langword="null"/> asks for them where the prompt is one click.
    /// </summary>
    public bool? Alternatives { get; init; }

    /// <summary>The kinds that this prompt uses; <see cref="PromptKinds.Salient"/> when it is empty.</summary>
    public PromptKinds Kinds
    {
        get
        {
            PromptKinds kinds = 0;
            kinds |= Points.Count > 0 ? PromptKinds.Points : 0;
            kinds |= Boxes.Count > 0 ? PromptKinds.Boxes : 0;
            kinds |= Text is not null ? PromptKinds.Text : 0;
            kinds |= Mask is not null ? PromptKinds.Mask : 0;
            kinds |= Previous is not null ? PromptKinds.Previous : 0;
            return kinds == 0 ? PromptKinds.Salient : kinds;
        }
    }
}

/// <summary>A click.</summary>
/// <param name="Position">Pixels; x to the right, y down, (0,0) is the upper left corner of the picture.</param>
/// <param name="IsForeground"><see langword="true"/> for a click on the object, <see langword="false"/> for one beside it.</param>
public readonly record struct PointPrompt(Vector2 Position, bool IsForeground = true);

/// <summary>A box around an object.</summary>
/// <param name="Min">Upper left corner in pixels.</param>
/// <param name="Max">Lower right corner in pixels.</param>
/// <param name="IsForeground"><see langword="false"/> for a box around what is not wanted.</param>
public readonly record struct BoxPrompt(Vector2 Min, Vector2 Max, bool IsForeground = true);
