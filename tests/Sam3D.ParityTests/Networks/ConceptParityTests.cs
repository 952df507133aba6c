using System.Globalization;
using System.Text.RegularExpressions;
using Sam3D.Concepts;
using Sam3D.Masks;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>Parity of SAM 3's networks for concept prompts on pictures.</summary>
public sealed class ConceptParityTests
{
    private const string Official = "Sam3Image.forward_grounding";

    public static TheoryData<string> Visions => [.. Fixtures.Discover("Sam3DualViTDetNeck", Fixtures.Segmentation)];

    public static TheoryData<string> Texts => SegmentationCase.Cases("VETextEncoder");

    public static TheoryData<string> Groundings => [.. Fixtures.Discover(Official, Fixtures.Segmentation)];

    public static TheoryData<string> Joints => [.. Fixtures.Discover("nms_masks", Fixtures.Segmentation)];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Visions))]
    public void Image_encoder(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        ConceptVisionConfig config = ConceptCase.Vision(fixture, weights);
        using NetworkRun run = NetworkRun.Record(weights, b =>
        {
            NetworkTensor image = b.Input("input", SegmentationCase.Long(fixture["input"].Shape));
            Action<string, NetworkTensor> inner = SegmentationCase.Observe(b, fixture, "mid."), outer = SegmentationCase.Observe(b, fixture, "");
            IReadOnlyList<NetworkTensor> levels = ConceptVisionEncoder.Apply(
                new ParameterScope<NetworkTensor>(b.Ops, "backbone.vision_backbone"), config, image, (part, value) =>
                {
                    inner(part, value);
                    outer(part, value);
                });
            for (int i = 0; i < levels.Count; i++)
            {
                b.Output($"backbone_fpn.{i}", levels[i], SegmentationCase.Long(fixture[$"backbone_fpn.{i}"].Shape));
            }
        });
        IReadOnlyDictionary<string, float[]> values = run.Run(("input", fixture["input"]));

        // The coarsest level of the neck is made and dropped by the official code.
        string[] expected = [.. fixture.TensorNames.Where(t => t.StartsWith("mid.", StringComparison.Ordinal) && t != "mid.convs.3"), .. fixture.TensorNames.Where(t => t.StartsWith("backbone_fpn", StringComparison.Ordinal)), "trunk.pos_embed_full"];
        Assert.All(expected, tensor => Parity.Check(fixture, tensor, values[tensor]));
        int dim = config.EmbedDim / config.NumHeads;
        foreach ((string kind, RotaryTable table) in new[] { ("window", RotaryTable.Create(config.WindowSize, dim)), ("global", RotaryTable.Create(config.Grid, dim, (double)config.WindowSize / config.Grid)) })
        {
            Parity.Check(fixture, $"rope.{kind}.cos", table.Cosines);
            Parity.Check(fixture, $"rope.{kind}.sin", table.Sines);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Texts))]
    public void Text_encoder(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        ConceptTextConfig config = ConceptCase.Text(fixture, weights);
        Tensor ids = fixture["token_ids_compact"];
        (int batch, int length) = (ids.Shape[0], ids.Shape[1]);
        using NetworkRun run = NetworkRun.Record(weights, b =>
        {
            NetworkTensor given = b.IndexInput("ids", batch, length);
            Action<string, NetworkTensor> observe = SegmentationCase.Observe(b, fixture, "mid.");
            NetworkTensor tokens = ConceptTextEncoder.Apply(new ParameterScope<NetworkTensor>(b.Ops, "backbone.language_backbone"), config, given, (part, value) =>
            {
                observe(part, value);
                if (part == "inputs_embeds")
                {
                    b.Output("inputs_embeds_seq_first", b.Ops.Transpose(value, 1, 0, 2), length, batch, config.TextWidth);
                }
            });
            b.Output("text_memory_resized_seq_first", b.Ops.Transpose(tokens, 1, 0, 2), length, batch, config.OutChannels);
        });
        IReadOnlyDictionary<string, float[]> values = run.Run(("ids", ids));
        string[] expected = [.. fixture.TensorNames.Where(t => t.StartsWith("mid.", StringComparison.Ordinal)), "inputs_embeds_seq_first", "text_memory_resized_seq_first"];
        Assert.All(expected, tensor => Parity.Check(fixture, tensor, values[tensor]));

        // Padding is what has the id 0.
        Parity.Check(fixture, "attention_mask_true_is_pad", fixture["token_ids_official"].Values.Select(id => id == 0 ? 1f : 0f));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Groundings))]
    public void Grounding(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        ConceptHeadConfig config = ConceptCase.Head(fixture);
        string[] cases = [.. fixture.TensorNames.Where(t => t.EndsWith(".pred_logits", StringComparison.Ordinal) || t.EndsWith(".prompt", StringComparison.Ordinal)).Select(t => t.Split('.')[0]).Distinct()];
        Assert.NotEmpty(cases);
        foreach (string key in cases)
        {
            string Tensor(string tensor) => $"{key}.{tensor}";
            (string Name, Tensor Value)[] exemplars = fixture.Has(Tensor("in.boxes"))
                ? ConceptCase.Exemplars(config, "boxes", fixture[Tensor("in.boxes")], fixture.Has(Tensor("in.labels")) ? fixture[Tensor("in.labels")] : null)
                : fixture.Has(Tensor("in.points")) ? ConceptCase.Exemplars(config, "points", fixture[Tensor("in.points")], fixture[Tensor("in.labels")]) : [];
            string prompt = key.StartsWith("visual", StringComparison.Ordinal) ? "visual" : fixture.Json.GetProperty("prompt").GetString()!;
            IReadOnlyDictionary<string, float[]> values = ConceptRun.Run(
                weights, config, prompt, exemplars, tensor => fixture.Has(Tensor(tensor)) ? fixture[Tensor(tensor)].Shape : null);
            // The mask of the prompt is an input here; of the presence logits the last one counts.
            string[] expected =
            [
                .. fixture.TensorNames.Where(t => t.StartsWith(key + ".", StringComparison.Ordinal) && !t.StartsWith(key + ".in.", StringComparison.Ordinal)
                    && !t.EndsWith("prompt_mask", StringComparison.Ordinal) && !t.EndsWith("dec_presence_logits", StringComparison.Ordinal)),
            ];
            Assert.NotEmpty(expected);
            foreach (string tensor in expected)
            {
                Parity.Check(fixture, tensor, Value(values, tensor[(key.Length + 1)..], config));
            }
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Joints))]
    public void Joint_scores(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        ConceptHeadConfig config = ConceptCase.Head(fixture);
        string[] prompts = [.. fixture.Json.GetProperty("prompts").EnumerateArray().Select(e => e.GetString()!)];
        IReadOnlyDictionary<string, float[]>[] found = [.. prompts.Select(p => ConceptRun.Run(weights, config, p, [], _ => null))];
        Parity.Check(fixture, "separate.pred_logits", found.SelectMany(f => f["pred_logits"]));
        Parity.Check(fixture, "separate.presence_logit_dec", found.SelectMany(f => f["presence_logit_dec"]));
        Parity.Check(fixture, "separate.pred_boxes_xyxy", found.SelectMany(f => Corners(f["pred_boxes"])));
        int[] masks = fixture["separate.pred_masks"].Shape;
        Parity.Check(fixture, "separate.pred_masks", found.SelectMany(f => f["pred_masks"].Take(masks[1] * masks[2] * masks[3])));
        Parity.Check(fixture, "joint.pred_logits", found.SelectMany(f => f["pred_logits"].Select(l => ConceptScores.Join(l, f["presence_logit_dec"][0]))));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Joints))]
    public void Suppression(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        Tensor logits = fixture["nms.in.mask_logits"];
        (int count, int height, int width) = (logits.Shape[0], logits.Shape[1], logits.Shape[2]);
        ScoredMask[] masks =
        [
            .. Enumerable.Range(0, count).Select(i => new ScoredMask(
                new Mask(width, height, [.. logits.Values.Skip(i * height * width).Take(height * width).Select(v => v > 0 ? byte.MaxValue : (byte)0)]), fixture["nms.in.probs"].Values[i])),
        ];
        Parity.Check(fixture, "nms.iou", masks.SelectMany(a => masks.Select(b => (float)a.Mask.IoU(b.Mask))));
        string[] rules = [.. fixture.TensorNames.Where(t => t.StartsWith("nms.keep_", StringComparison.Ordinal))];
        Assert.NotEmpty(rules);
        foreach (string rule in rules)
        {
            float[] limits = [.. Regex.Matches(rule, @"\d+\.\d+").Select(m => float.Parse(m.Value, CultureInfo.InvariantCulture))];
            IReadOnlyList<ScoredMask> kept = masks.Where(m => m.Score > limits[0]).ToList().SuppressByMasks(limits[1]);
            Parity.Check(fixture, rule, masks.Select(m => kept.Contains(m) ? 1f : 0f));
        }
    }

    /// <summary>A recorded value that follows from the outputs.</summary>
    private static float[] Value(IReadOnlyDictionary<string, float[]> values, string name, ConceptHeadConfig config) => name switch
    {
        "dec_hs" => [.. Enumerable.Range(0, config.DecoderDepth).SelectMany(i => values[$"dec_hs.{i}"])],
        "dec_ref" => [.. Enumerable.Range(0, config.DecoderDepth).SelectMany(i => values[$"dec_ref.{i}"])],
        "dec_presence_feats" => values[$"mid.transformer.decoder.layers.{config.DecoderDepth - 1}.1"],
        "pred_boxes_xyxy" => Corners(values["pred_boxes"]),
        _ => values[name],
    };

    /// <summary>Centre and size to upper left and lower right corners.</summary>
    private static float[] Corners(float[] boxes) =>
    [
        .. boxes.Chunk(4).SelectMany(b => (float[])[b[0] - (b[2] / 2), b[1] - (b[3] / 2), b[0] + (b[2] / 2), b[1] + (b[3] / 2)]),
    ];
}
