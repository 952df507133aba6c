using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Sam3D.Bundles;
using Sam3D.Sessions;

namespace Sam3D.Segmentation;

/// <summary>
/// What the inputs and outputs of somebody else's graphs of SAM 3 mean, told by their names: the exports of samexporter and osam (tokens first in the text, a mask that is true for padding, one
/// box, objects chosen inside or outside), and of usls (batch first, a mask that is true for words, any number of boxes, the choice left to the caller).
/// </summary>
internal sealed record ConceptExport
{
    private const int Released = 1008;

    /// <summary>The picture's input.</summary>
    public required string Image { get; init; }

    /// <summary>Whether the picture goes in as bytes [3, S, S] and the graph normalises it.</summary>
    public required bool TakesBytes { get; init; }

    /// <summary>Side of the picture.</summary>
    public required int ImageSize { get; init; }

    /// <summary>The tokens' input.</summary>
    public required string Ids { get; init; }

    /// <summary>The input that tells words from padding, where padding has another id than zero; or <see langword="null"/>.</summary>
    public string? IdsMask { get; init; }

    /// <summary>Outputs of the text encoder by the detector's inputs.</summary>
    public required IReadOnlyDictionary<string, string> Words { get; init; }

    /// <summary>Whether text and boxes are joined by the caller.</summary>
    public required bool JoinsPrompts { get; init; }

    /// <summary>Inputs of boxes and their labels, in the detector or in a graph of their own; and of a mask that is true where there is no box.</summary>
    public required (string Boxes, string Labels, string? None) Exemplars { get; init; }

    /// <summary>Inputs of the photograph's height and width, or <see langword="null"/>.</summary>
    public (string Height, string Width)? Sizes { get; init; }

    /// <summary>Whether all queries come out with logits, and not objects that were chosen.</summary>
    public required bool GivesQueries { get; init; }

    /// <summary>Understands the graphs.</summary>
    /// <param name="image">The image encoder.</param>
    /// <param name="text">The text encoder.</param>
    /// <param name="detector">The rest.</param>
    /// <param name="geometry">The encoder of boxes where it is a graph of its own.</param>
    /// <exception cref="BundleException">They are no such graphs, or do not belong together.</exception>
    public static ConceptExport Recognise(OpenGraph image, OpenGraph text, OpenGraph detector, OpenGraph? geometry)
    {
        // 1. The picture
        if (image.Inputs.Count != 1)
        {
            throw Unknown(image, "image encoder", $"it has the inputs {Names(image.Inputs.Keys)}, expected the picture alone");
        }

        (string picture, NodeMetadata shape) = image.Inputs.First();
        bool takesBytes = shape.ElementDataType == TensorElementType.UInt8;
        int[] sizes = shape.Dimensions;
        if (sizes.Length != (takesBytes ? 3 : 4) || sizes[^3] is not (3 or < 0) || sizes[^1] != sizes[^2])
        {
            throw Unknown(image, "image encoder", $"its input {MessageText.Quote(picture)} is {GraphSignature.Text(sizes.Select(s => (long)s))}, expected a square picture, [1, 3, S, S] or bytes [3, S, S]");
        }

        // 2. The text
        string ids = Find(text.Inputs, "tokens", "input_ids") ?? throw Unknown(text, "text encoder", $"it has the inputs {Names(text.Inputs.Keys)}, expected 'tokens' or 'input_ids'");
        (string Input, string Output)[] pairs =
        [
            ("language_mask", "text_attention_mask"), ("language_features", "text_memory"), ("language_embeds", "text_embeds"), ("text_features", "text_features"), ("text_mask", "text_mask"),
        ];
        bool joins = detector.Inputs.ContainsKey("prompt_features");
        Dictionary<string, string> words = pairs.Where(p => joins ? p.Input == p.Output : detector.Inputs.ContainsKey(p.Input)).ToDictionary(p => p.Input, p => p.Output);

        // 3. The rest of the detector's inputs
        OpenGraph boxed = joins ? geometry ?? throw Unknown(detector, "detector", "it takes prompts that are joined outside, so the encoder of boxes is a file of its own: give it too") : detector;
        (string, string, string?)? exemplars = Find(boxed.Inputs, "box_coords") is { } one ? (one, "box_labels", Find(boxed.Inputs, "box_masks"))
            : Find(boxed.Inputs, "input_boxes") is { } many ? (many, "input_boxes_labels", null)
            : null;
        (string, string)? given = detector.Inputs.ContainsKey("original_height") ? ("original_height", "original_width") : null;
        if (exemplars is not { } boxes)
        {
            throw Unknown(boxed, "detector", $"it has the inputs {Names(boxed.Inputs.Keys)}, expected 'box_coords' or 'input_boxes'");
        }

        var export = new ConceptExport
        {
            Image = picture,
            TakesBytes = takesBytes,
            ImageSize = sizes[^1] > 0 ? sizes[^1] : Released,
            Ids = ids,
            IdsMask = Find(text.Inputs, "attention_mask"),
            Words = words,
            JoinsPrompts = joins,
            Exemplars = boxes,
            Sizes = given,
            GivesQueries = detector.Outputs.ContainsKey("pred_logits"),
        };
        export.ThrowIfIncomplete(image, text, detector, geometry);
        return export;
    }

    private void ThrowIfIncomplete(OpenGraph image, OpenGraph text, OpenGraph detector, OpenGraph? geometry)
    {
        string[] own = [.. JoinsPrompts ? (string[])["prompt_features", "prompt_mask"] : [Exemplars.Boxes, Exemplars.Labels, Exemplars.None ?? "", .. Words.Keys], Sizes?.Height ?? "", Sizes?.Width ?? ""];
        string[] outputs = GivesQueries ? ["pred_logits", "pred_boxes", "pred_masks", "presence_logits"] : ["boxes", "scores", "masks"];
        string[] missing =
        [
            .. detector.Inputs.Keys.Except(own).Except(image.Outputs.Keys),
            .. (geometry?.Inputs.Keys ?? []).Except([Exemplars.Boxes, Exemplars.Labels]).Except(image.Outputs.Keys),
            .. Words.Values.Except(text.Outputs.Keys),
            .. outputs.Except(detector.Outputs.Keys),
        ];
        if (missing.Length > 0 || Words.Count == 0)
        {
            throw Unknown(detector, "detector", $"nothing is known to make or be {Names(missing.Length > 0 ? missing : detector.Inputs.Keys)}; the files must be of one export");
        }
    }

    private static string? Find(IReadOnlyDictionary<string, NodeMetadata> there, params string[] names) => names.FirstOrDefault(there.ContainsKey);

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Take(12).Select(MessageText.Quote));

    private static BundleException Unknown(OpenGraph graph, string kind, string what) =>
        new($"{graph.Label} is no {kind} of SAM 3 that is known: {what}; give that file, or convert the official checkpoint.");
}
