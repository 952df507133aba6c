using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;
using Sam3D.Bundles;
using Sam3D.Concepts;
using Sam3D.Masks;
using Sam3D.Sessions;
using Sam3D.Tracking;

namespace Sam3D.Segmentation;

/// <summary>The four graphs of a converted bundle; inputs and outputs stand at <see cref="SegmentationManifest"/>.</summary>
internal sealed class BundledConcepts : IConceptNetwork
{
    private const int BoxTokens = ExemplarPlaces.BoxCells * ExemplarPlaces.BoxCells;

    private readonly OpenGraph _image, _text, _geometry, _detector;
    private readonly SegmentationSpec _spec;
    private readonly int _length, _width, _grid;

    // What stands for no exemplar depends on the picture alone.
    private readonly ConditionalWeakTable<KeptTensors, float[]> _none = [];

    /// <param name="graph">Opens the graph of a stage; this object owns it.</param>
    /// <param name="spec">How pictures go in.</param>
    /// <exception cref="BundleException">A graph has other inputs or outputs than promised.</exception>
    public BundledConcepts(Func<string, OpenGraph> graph, SegmentationSpec spec)
    {
        _spec = spec;
        var opened = new List<OpenGraph>();
        OpenGraph Open(string stage, string[] inputs, string[] outputs)
        {
            OpenGraph made = graph(stage);
            opened.Add(made);
            string[] missing = [.. inputs.Except(made.Inputs.Keys), .. made.Inputs.Keys.Except(inputs), .. outputs.Except(made.Outputs.Keys)];
            return missing.Length == 0
                ? made
                : throw new BundleException($"{made.Label} has not the inputs and outputs of the stage '{stage}' ({string.Join(", ", missing.Select(MessageText.Quote))}): convert the checkpoint again.");
        }

        try
        {
            _image = Open(SegmentationManifest.EncoderStage, ["image"], ["fpn_feat_0", "fpn_feat_1", "fpn_feat_2", "fusion_tokens"]);
            _text = Open(SegmentationManifest.TextStage, ["input_ids"], ["text_features"]);
            _geometry = Open(SegmentationManifest.GeometryStage, ["fpn_feat_2", "box_samples", "input_boxes", "box_codes", "input_boxes_labels"], ["geometry_features"]);
            _detector = Open(
                SegmentationManifest.DetectorStage,
                ["fpn_feat_0", "fpn_feat_1", "fusion_tokens", "prompt_features", "prompt_mask"],
                ["pred_logits", "pred_boxes", "presence_logits", "pred_masks"]);
            _length = Size(_text, _text.Inputs, "input_ids", 1);
            _width = Size(_geometry, _geometry.Inputs, "fpn_feat_2", 1);
            _grid = Size(_geometry, _geometry.Inputs, "fpn_feat_2", 2);
        }
        catch
        {
            opened.ForEach(g => g.Dispose());
            throw;
        }
    }

    /// <summary>Tokens of a prompt.</summary>
    public int ContextLength => _length;

    public KeptTensors Encode(RgbImage image, PromptFrame frame, CancellationToken cancellationToken) =>
        Encode(frame.Prepare(image, _spec.Mean, _spec.Deviation), frame.Size, cancellationToken);

    /// <summary>Encodes a picture that is prepared already, [3, size, size].</summary>
    public KeptTensors Encode(float[] pixels, int size, CancellationToken cancellationToken) => _image.RunAndKeep(
        [new NamedTensor("image", pixels, 1, 3, size, size)], [.. _image.Outputs.Keys], cancellationToken);

    public ConceptWords Describe(int[] ids, CancellationToken cancellationToken) => new(
    [
        new NamedTensor(
            "prompt_features", Run(_text, [new NamedTensor("input_ids", Array.ConvertAll(ids, id => (float)id), 1, _length)], [], ["text_features"], cancellationToken)[0], _length, _width),
        new NamedTensor("prompt_mask", Array.ConvertAll(ids, id => id == 0 ? 0f : 1), _length), // as in the official code, also where a byte's token has the id of padding
    ]);

    public ConceptFindings Find(KeptTensors picture, PromptFrame frame, ConceptQuestion question, CancellationToken cancellationToken)
    {
        (float[] logits, float[] boxes, float presence, float[] masks) = Ask(picture, frame, question, cancellationToken);
        return new ConceptFindings(
            ConceptPicture.Select(logits, presence, boxes, masks, question.Threshold, frame.Width, frame.Height),
            logits.Max(l => ConceptScores.Probability(l, presence)),
            ConceptScores.Sigmoid(presence));
    }

    /// <summary>The queries that are sure enough, in their order, with masks at low resolution; scores are those of the video detector.</summary>
    public IReadOnlyList<ConceptDetection> Detect(KeptTensors picture, PromptFrame frame, ConceptQuestion question, CancellationToken cancellationToken)
    {
        (float[] logits, _, float presence, float[] masks) = Ask(picture, frame, question, cancellationToken);
        int pixels = masks.Length / logits.Length;
        return
        [
            .. logits.Select((l, i) => (Index: i, Score: ConceptScores.Sigmoid(ConceptScores.Join(l, presence)))).Where(q => q.Score > question.Threshold)
                .Select(q => new ConceptDetection(q.Score, masks.AsSpan(q.Index * pixels, pixels).ToArray())),
        ];
    }

    private (float[] Logits, float[] Boxes, float Presence, float[] Masks) Ask(
        KeptTensors picture, PromptFrame frame, ConceptQuestion question, CancellationToken cancellationToken)
    {
        // 1. Exemplars, behind which a token of its own always stands
        float[] exemplars = question.Boxes.Count > 0
            ? Exemplars(picture, frame, question, cancellationToken)
            : _none.GetValue(picture, p => Exemplars(p, frame, question, cancellationToken));
        int tokens = _length + (exemplars.Length / _width);

        // 2. Objects
        float[][] found = Run(
            _detector,
            [
                new NamedTensor("prompt_features", (float[])[.. question.Words.Tensors[0].Values.Span, .. exemplars], 1, tokens, _width),
                new NamedTensor("prompt_mask", (float[])[.. question.Words.Tensors[1].Values.Span, .. Enumerable.Repeat(1f, tokens - _length)], 1, tokens),
            ],
            Kept(picture, "fpn_feat_0", "fpn_feat_1", "fusion_tokens"),
            ["pred_logits", "pred_boxes", "presence_logits", "pred_masks"],
            cancellationToken);
        return (found[0], found[1], found[2][0], found[3]);
    }

    public void Dispose()
    {
        foreach (OpenGraph graph in (OpenGraph[])[_image, _text, _geometry, _detector])
        {
            graph.Dispose();
        }
    }

    private float[] Exemplars(KeptTensors picture, PromptFrame frame, ConceptQuestion question, CancellationToken cancellationToken)
    {
        float[] boxes = question.Places(frame);
        int count = question.Boxes.Count;
        return Run(
            _geometry,
            [
                new NamedTensor("box_samples", ExemplarPlaces.BoxSamples(boxes, _grid), count, BoxTokens, _grid * _grid),
                new NamedTensor("input_boxes", boxes, count, 4),
                new NamedTensor("box_codes", ExemplarPlaces.BoxCodes(boxes, _width), count, _width + 2),
                new NamedTensor("input_boxes_labels", question.Labels, count),
            ],
            Kept(picture, "fpn_feat_2"),
            ["geometry_features"],
            cancellationToken)[0];
    }

    private static Dictionary<string, OrtValue> Kept(KeptTensors picture, params string[] names) => names.ToDictionary(n => n, n => picture.Values[n]);

    private static float[][] Run(
        OpenGraph graph, IReadOnlyList<NamedTensor> inputs, Dictionary<string, OrtValue> kept, IReadOnlyList<string> outputs, CancellationToken cancellationToken) =>
        [.. graph.Run(inputs, kept, outputs, cancellationToken).Select(t => t.Values.ToArray())];

    private static int Size(OpenGraph graph, IReadOnlyDictionary<string, NodeMetadata> tensors, string name, int axis) =>
        tensors[name].Dimensions is { } sizes && axis < sizes.Length && sizes[axis] > 0
            ? sizes[axis]
            : throw new BundleException($"{graph.Label}: {MessageText.Quote(name)} has no fixed size on axis {axis}: convert the checkpoint again.");
}
