using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Sam3D.Concepts;
using Sam3D.Imaging;
using Sam3D.Masks;
using Sam3D.Sessions;

namespace Sam3D.Segmentation;

/// <summary>Somebody else's graphs of SAM 3, as they are.</summary>
/// <param name="image">The image encoder.</param>
/// <param name="text">The text encoder.</param>
/// <param name="detector">The rest.</param>
/// <param name="geometry">The encoder of boxes where it is a graph of its own.</param>
/// <param name="export">What inputs and outputs mean.</param>
internal sealed class ExportedConcepts(OpenGraph image, OpenGraph text, OpenGraph detector, OpenGraph? geometry, ConceptExport export) : IConceptNetwork
{
    private const float Ignored = -10;

    public KeptTensors Encode(RgbImage photo, PromptFrame frame, CancellationToken cancellationToken)
    {
        float[] pixels = frame.Prepare(photo, ConceptPicture.Middle, ConceptPicture.Middle); // [3, S, S], −1 to 1
        NamedTensor picture = export.TakesBytes
            ? new NamedTensor(export.Image, Array.ConvertAll(pixels, p => MathF.Round((p + 1) / 2 * byte.MaxValue)), 3, frame.Size, frame.Size)
            : new NamedTensor(export.Image, pixels, 1, 3, frame.Size, frame.Size);
        return image.RunAndKeep([picture], [.. image.Outputs.Keys], cancellationToken);
    }

    public ConceptWords Describe(int[] ids, CancellationToken cancellationToken)
    {
        int length = Array.IndexOf(ids, PromptTokenizer.End) + 1;
        List<NamedTensor> inputs =
        [
            // Exports that are told where the words end fill up with the token of the end.
            new NamedTensor(export.Ids, (float[])[.. ids.Select((id, i) => (float)(export.IdsMask is not null && i >= length ? PromptTokenizer.End : id))], 1, ids.Length),
        ];
        if (export.IdsMask is { } mask)
        {
            inputs.Add(new NamedTensor(mask, (float[])[.. ids.Select((_, i) => i < length ? 1f : 0)], 1, ids.Length));
        }

        string[] wanted = [.. export.Words.Keys];
        IReadOnlyList<NamedTensor> made = text.Run(inputs, new Dictionary<string, OrtValue>(), [.. wanted.Select(w => export.Words[w])], cancellationToken);
        return new ConceptWords([.. wanted.Zip(made, (name, tensor) => new NamedTensor(name, tensor.Values, tensor.Shape))]);
    }

    public ConceptFindings Find(KeptTensors picture, PromptFrame frame, ConceptQuestion question, CancellationToken cancellationToken)
    {
        List<NamedTensor> inputs = [];
        if (geometry is not null && export.JoinsPrompts)
        {
            IReadOnlyList<NamedTensor> exemplars = geometry.Run(Boxes(frame, question), Kept(geometry, picture), ["geometry_features", "geometry_mask"], cancellationToken);
            inputs.Add(Join("prompt_features", question.Words.Tensors.Single(t => t.Name == "text_features"), exemplars[0]));
            inputs.Add(Join("prompt_mask", question.Words.Tensors.Single(t => t.Name == "text_mask"), exemplars[1]));
        }
        else
        {
            inputs.AddRange(question.Words.Tensors);
            inputs.AddRange(Boxes(frame, question));
        }

        if (export.Sizes is { } sizes)
        {
            inputs.Add(Scalar(sizes.Height, frame.Height));
            inputs.Add(Scalar(sizes.Width, frame.Width));
        }

        string[] outputs = export.GivesQueries ? ["pred_logits", "pred_boxes", "pred_masks", "presence_logits"] : ["boxes", "scores", "masks"];
        IReadOnlyList<NamedTensor> found = detector.Run(inputs, Kept(detector, picture), outputs, cancellationToken);
        return export.GivesQueries ? Queries(found, frame, question.Threshold) : Chosen(found, frame, question.Threshold);
    }

    public void Dispose()
    {
        image.Dispose();
        text.Dispose();
        detector.Dispose();
        geometry?.Dispose();
    }

    private NamedTensor Scalar(string name, int value) => new(name, new float[] { value }, detector.Inputs[name].Dimensions.Length == 0 ? [] : [1]);

    private IReadOnlyList<NamedTensor> Boxes(PromptFrame frame, ConceptQuestion question)
    {
        (string boxes, string labels, string? none) = export.Exemplars;
        int count = question.Boxes.Count;
        if (none is not null && count > 1)
        {
            throw new PromptException($"The prompt has {count} boxes, but this export of SAM 3 takes one: give one box, or convert the official checkpoint.");
        }

        // There is always a place for a box.
        float[] places = count > 0 ? question.Places(frame) : new float[4], kinds = count > 0 ? question.Labels : [none is null ? Ignored : 0];
        var tensors = new List<NamedTensor> { new(boxes, places, 1, kinds.Length, 4), new(labels, kinds, 1, kinds.Length) };
        if (none is not null)
        {
            tensors.Add(new NamedTensor(none, new float[] { count > 0 ? 0 : 1 }, 1, 1));
        }

        return tensors;
    }

    private static NamedTensor Join(string name, NamedTensor words, NamedTensor exemplars) => new(
        name,
        (float[])[.. words.Values.Span, .. exemplars.Values.Span],
        [words.Shape[0], words.Shape[1] + exemplars.Shape[1], .. words.Shape.AsSpan(2)]);

    private static Dictionary<string, OrtValue> Kept(OpenGraph graph, KeptTensors picture) =>
        picture.Values.Where(v => graph.Inputs.ContainsKey(v.Key)).ToDictionary(v => v.Key, v => v.Value);

    /// <summary>All queries: logits, corners 0 to 1, masks at low resolution.</summary>
    private static ConceptFindings Queries(IReadOnlyList<NamedTensor> found, PromptFrame frame, float threshold)
    {
        float[] logits = found[0].Values.ToArray();
        float[] boxes = [.. found[1].Values.ToArray().Chunk(4).SelectMany(b => (float[])[(b[0] + b[2]) / 2, (b[1] + b[3]) / 2, b[2] - b[0], b[3] - b[1]])];
        float presence = found[3].Values.Span[0];
        return new ConceptFindings(
            ConceptPicture.Select(logits, presence, boxes, found[2].Values.Span, threshold, frame.Width, frame.Height),
            logits.Max(l => ConceptScores.Probability(l, presence)),
            ConceptScores.Sigmoid(presence));
    }

    /// <summary>Chosen objects: boxes in pixels where the photograph's size went in, else 0 to 1; masks as truth values at that size, else as probabilities at low resolution.</summary>
    private ConceptFindings Chosen(IReadOnlyList<NamedTensor> found, PromptFrame frame, float threshold)
    {
        const float Half = 0.5f;
        float[] boxes = found[0].Values.ToArray(), scores = found[1].Values.ToArray(), masks = found[2].Values.ToArray();
        (int height, int width) = ((int)found[2].Shape[^2], (int)found[2].Shape[^1]);
        Vector2 scale = export.Sizes is null ? new Vector2(frame.Width, frame.Height) : Vector2.One;
        int[] kept = [.. Enumerable.Range(0, scores.Length).Where(i => scores[i] > threshold)];
        var objects = new ConceptObject[kept.Length];
        Parallel.For(0, kept.Length, k =>
        {
            int i = kept[k];
            float[] small = masks.AsSpan(i * height * width, height * width).ToArray();
            float[] large = height == frame.Height && width == frame.Width
                ? small
                : PictureResampler.Resize(small, 1, height, width, frame.Height, frame.Width, Interpolation.Bilinear, antialias: false);
            objects[k] = new ConceptObject(
                scores[i],
                new Vector2(boxes[4 * i], boxes[(4 * i) + 1]) * scale,
                new Vector2(boxes[(4 * i) + 2], boxes[(4 * i) + 3]) * scale,
                MaskScores.ToMask(Array.ConvertAll(large, p => p - Half), frame.Width, frame.Height));
        });
        return new ConceptFindings(objects, scores.Length > 0 ? scores.Max() : 0, Presence: null);
    }
}
