using Microsoft.ML.OnnxRuntime;
using Sam3D.Bundles;
using Sam3D.Concepts;
using Sam3D.Masks;
using Sam3D.Sessions;

namespace Sam3D.Segmentation;

/// <summary>
/// What the inputs and outputs of an image encoder and a mask decoder mean. Bundles of our own and the exports that are common in public differ in names, in who adds the
/// point that stands for none, and in what the masks look like; all are recognised by their names and shapes.
/// </summary>
internal sealed record PromptLayout
{
    // Sides of pictures and of patches in the releases.
    private const int Released = 1024, Stride = 16, ThirdReleased = 1008, ThirdStride = 14;

    private static readonly string[] CoordinateNames = ["point_coords", "input_points"];
    private static readonly string[] LabelNames = ["point_labels", "input_labels"];
    private static readonly string[] MaskNames = ["mask_input", "input_masks"];
    private static readonly string[] HasMaskNames = ["has_mask_input", "has_input_masks"];
    private static readonly string[] SizeNames = ["orig_im_size", "original_image_size"];
    private static readonly string[] BoxNames = ["input_boxes"];
    private static readonly string[] OutputMaskNames = ["low_res_masks", "pred_masks", "masks"];
    private static readonly string[] ScoreNames = ["iou_predictions", "iou_scores", "scores"];

    /// <summary>The encoder's input.</summary>
    public required string Image { get; init; }

    /// <summary>Whether the encoder takes [h, w, 3] in 0 to 255 and normalises itself.</summary>
    public required bool TakesPixels { get; init; }

    /// <summary>What the encoder makes for the decoder: its output, and the decoder's input.</summary>
    public required IReadOnlyList<(string Output, string Input)> Embeddings { get; init; }

    /// <summary>Points [1, N, 2], or with <see cref="HasPromptAxis"/> [1, 1, N, 2].</summary>
    public required string Coordinates { get; init; }

    /// <summary>Labels of the points.</summary>
    public required string Labels { get; init; }

    /// <summary>Whether points have an axis for the prompts behind that of the pictures.</summary>
    public required bool HasPromptAxis { get; init; }

    /// <summary>The earlier mask, or <see langword="null"/>.</summary>
    public string? Mask { get; init; }

    /// <summary>Whether there is an earlier mask, or <see langword="null"/>.</summary>
    public string? HasMask { get; init; }

    /// <summary>Height and width of the photograph, or <see langword="null"/>.</summary>
    public string? PictureSize { get; init; }

    /// <summary>Boxes, of which none are given, for their corners are points; or <see langword="null"/>.</summary>
    public string? Boxes { get; init; }

    /// <summary>Masks at low resolution.</summary>
    public required string OutputMasks { get; init; }

    /// <summary>Estimated qualities.</summary>
    public required string Scores { get; init; }

    /// <summary>Whether the graph itself adds the point that stands for none.</summary>
    public required bool PadsInside { get; init; }

    /// <summary>Whether several prompts go in at once: the graphs of bundles have a free number of them.</summary>
    public required bool TakesBatches { get; init; }

    /// <summary>Side of the masks, in and out.</summary>
    public required int MaskSide { get; init; }

    /// <summary>How pictures go in.</summary>
    public required SegmentationSpec Spec { get; init; }

    /// <summary>Understands a pair of graphs.</summary>
    /// <param name="encoder">Inputs and outputs of the image encoder.</param>
    /// <param name="decoder">Those of the mask decoder.</param>
    /// <param name="spec">What a manifest says; <see langword="null"/> to tell it from the graphs.</param>
    /// <exception cref="BundleException">They are no such graphs, or do not belong together.</exception>
    public static PromptLayout Recognise(OpenGraph encoder, OpenGraph decoder, SegmentationSpec? spec = null)
    {
        // 1. What is there by name.
        string coordinates = Need(decoder.Inputs, CoordinateNames, decoder.Label, "input"), labels = Need(decoder.Inputs, LabelNames, decoder.Label, "input");
        string masks = Need(decoder.Outputs, OutputMaskNames, decoder.Label, "output"), scores = Need(decoder.Outputs, ScoreNames, decoder.Label, "output");
        string? mask = Find(decoder.Inputs, MaskNames), hasMask = Find(decoder.Inputs, HasMaskNames), size = Find(decoder.Inputs, SizeNames), boxes = Find(decoder.Inputs, BoxNames);

        // 2. All other inputs are what the encoder makes of a picture.
        int grid = Grid(encoder.Outputs) ?? Grid(decoder.Inputs) ?? 0;
        (string image, bool takesPixels, int side) = ImageInput(encoder, spec, grid);
        string[] embedded = [.. decoder.Inputs.Keys.Except([coordinates, labels, mask ?? "", hasMask ?? "", size ?? "", boxes ?? ""], StringComparer.Ordinal)];
        (string Output, string Input)[] embeddings = [.. embedded.Select(input => (OutputFor(encoder, decoder, input, embedded.Length), input))];

        // 3. Only SAM 2 has features of higher resolution, and only its exports add the point inside, apart from those of transformers.
        bool hasPromptAxis = decoder.Inputs[coordinates].Dimensions.Length == 4;
        bool isSecond = embedded.Any(e => e.StartsWith("high_res", StringComparison.Ordinal) || e.StartsWith("image_features", StringComparison.Ordinal)
            || e.StartsWith("image_embeddings.", StringComparison.Ordinal));

        // 4. The tracker of SAM 3 looks like SAM 2, but sees patches of other pixels.
        bool isThird = isSecond && grid > 0 && side == ThirdStride * grid;
        return new PromptLayout
        {
            Image = image,
            TakesPixels = takesPixels,
            Embeddings = embeddings,
            Coordinates = coordinates,
            Labels = labels,
            HasPromptAxis = hasPromptAxis,
            Mask = mask,
            HasMask = hasMask,
            PictureSize = size,
            Boxes = boxes,
            OutputMasks = masks,
            Scores = scores,
            PadsInside = spec is null && (hasPromptAxis ? boxes is null : isSecond),
            TakesBatches = spec is not null && !hasPromptAxis && decoder.Inputs[coordinates].Dimensions[0] < 0,
            MaskSide = mask is not null && decoder.Inputs[mask].Dimensions is [.., > 0 and int stated] ? stated : isThird ? 4 * grid : side / 4,
            Spec = spec ?? (isThird ? Third(side) : isSecond ? Second(side) : First(side)),
        };
    }

    /// <summary>SAM 1 as it is released.</summary>
    public static SegmentationSpec First(int side) => new() { ImageSize = side, Fit = PictureFit.LongestSide, PadsBoxes = false, LeastStability = 0, LogitLimit = 0 };

    /// <summary>SAM 2 as it is released.</summary>
    public static SegmentationSpec Second(int side) => new() { ImageSize = side, Fit = PictureFit.Stretch, PadsBoxes = true, LeastStability = 0.98f, LogitLimit = 32 };

    /// <summary>The tracker of SAM 3 as it is released.</summary>
    public static SegmentationSpec Third(int side) => new()
    {
        ImageSize = side,
        Fit = PictureFit.StretchBytes,
        Mean = ConceptPicture.Middle,
        Deviation = ConceptPicture.Middle,
        PadsBoxes = true,
        LeastStability = 0.98f,
        LogitLimit = 32,
    };

    private static (string Name, bool TakesPixels, int Side) ImageInput(OpenGraph encoder, SegmentationSpec? spec, int grid)
    {
        if (encoder.Inputs.Count != 1)
        {
            throw Unknown(encoder, $"it has the inputs {Names(encoder.Inputs)}, expected the picture alone");
        }

        (string name, NodeMetadata input) = encoder.Inputs.First();
        int[] sizes = input.Dimensions;
        return sizes switch
        {
            [_, _, 3] or [_, _, < 0] when spec is null => (name, true, Side(grid)),
            [_, 3 or < 0, var height, var width] when height == width || height < 0 || width < 0 => (name, false, spec?.ImageSize ?? (width > 0 ? width : height > 0 ? height : Side(grid))),
            [_, _, var height, var width] when spec is not null && height == width => (name, false, spec.ImageSize), // features of an encoder in front
            _ => throw Unknown(encoder, $"its input {MessageText.Quote(name)} is {GraphSignature.Text(sizes.Select(s => (long)s))}, expected [1, 3, S, S] or [height, width, 3]"),
        };
    }

    /// <summary>Side of the picture where the input does not tell: a fourteenth of it is the grid in SAM 3, of one size, and a sixteenth in all others.</summary>
    private static int Side(int grid) => grid switch { 0 => Released, ThirdReleased / ThirdStride => ThirdReleased, _ => Stride * grid };

    /// <summary>Side of the coarsest map.</summary>
    private static int? Grid(IReadOnlyDictionary<string, NodeMetadata> there)
    {
        int[] sides = [.. there.Values.Select(v => v.Dimensions).Where(d => d is [_, _, > 2, > 2] && d[2] == d[3]).Select(d => d[3])];
        return sides.Length > 0 ? sides.Min() : null;
    }

    private static string OutputFor(OpenGraph encoder, OpenGraph decoder, string input, int count) =>
        encoder.Outputs.ContainsKey(input) ? input
        : count == 1 && encoder.Outputs.Count == 1 ? encoder.Outputs.Keys.First()
        : throw new BundleException(
            $"{decoder.Label} wants {MessageText.Quote(input)}, which {encoder.Label} does not make (it makes {Names(encoder.Outputs)}): give an image encoder and a mask decoder of the same export.");

    private static string Need(IReadOnlyDictionary<string, NodeMetadata> there, string[] names, string label, string kind) => Find(there, names)
        ?? throw new BundleException(
            $"{label} has no {kind} {string.Join(" or ", names.Select(MessageText.Quote))}, but {Names(there)}: it is no mask decoder of SAM that is known; give the decoder's file, or convert the official checkpoint.");

    private static string? Find(IReadOnlyDictionary<string, NodeMetadata> there, string[] names) => names.FirstOrDefault(there.ContainsKey);

    private static BundleException Unknown(OpenGraph graph, string what) =>
        new($"{graph.Label} is no image encoder of SAM that is known: {what}; give the encoder's file, or convert the official checkpoint.");

    private static string Names(IReadOnlyDictionary<string, NodeMetadata> there) => string.Join(", ", there.Keys.Take(12).Select(MessageText.Quote));
}
