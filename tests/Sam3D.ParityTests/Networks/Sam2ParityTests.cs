using Sam3D.Conversion;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>Parity of SAM 2 on pictures: image encoder, prompt encoder, mask decoder.</summary>
public sealed class Sam2ParityTests
{
    public static TheoryData<string> Encoders => SegmentationCase.Cases("ImageEncoder(Hiera, FpnNeck)");

    public static TheoryData<string> PromptEncoders => SegmentationCase.Cases("PromptEncoder");

    public static TheoryData<string> MaskDecoders => SegmentationCase.Cases("MaskDecoder");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Encoders))]
    public void Image_encoder(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture, fixture.WeightsNamedIn(fixture.Json.GetProperty("conventions").GetRawText()));
        HieraConfig config = SegmentationCase.Hiera(fixture, weights);
        using NetworkRun run = NetworkRun.Record(weights, b =>
        {
            NetworkTensor image = b.Input("input", SegmentationCase.Long(fixture["input"].Shape));
            Action<string, NetworkTensor> observe = SegmentationCase.Observe(b, fixture, "");
            var root = new ParameterScope<NetworkTensor>(b.Ops);
            IReadOnlyList<NetworkTensor> levels = Sam2ImageEncoder.Apply(root["image_encoder"], config, image, observe);
            IReadOnlyList<NetworkTensor> projected = SamMaskDecoder.Project(root["sam_mask_decoder"], config.OutChannels, levels);
            for (int i = 0; i < levels.Count; i++)
            {
                observe($"backbone_fpn.{i}", levels[i]);
            }

            for (int i = 0; i < projected.Count; i++)
            {
                observe($"forward_image.backbone_fpn.{i}", projected[i]);
            }

            observe("vision_features", levels[^1]);
        });
        IReadOnlyDictionary<string, float[]> values = run.Run(("input", fixture["input"]));
        string[] expected =
        [
            .. fixture.TensorNames.Where(t => t is not ("image_rgb_u8" or "input" or "input_if_resize_without_antialias") && !t.StartsWith("vision_pos_enc", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(expected);
        Assert.All(expected, tensor => Parity.Check(fixture, tensor, values[tensor]));
        for (int i = 0; fixture.Has($"vision_pos_enc.{i}"); i++)
        {
            int[] shape = fixture[$"vision_pos_enc.{i}"].Shape;
            Parity.Check(fixture, $"vision_pos_enc.{i}", SinePosition.Create(shape[1], shape[2], shape[3]));
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(PromptEncoders))]
    public void Prompt_encoder(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        SamDecoderConfig config = SegmentationCase.Sam2Decoder(fixture, weights);
        using NetworkRun run = NetworkRun.Record(weights, b =>
        {
            var scope = new ParameterScope<NetworkTensor>(b.Ops, config.PromptScope);
            NetworkTensor points = b.Input("coords", -1, -2, 2), labels = b.Input("labels", -1, -2);
            NetworkTensor mask = b.Input("masks", -1, 1, config.MaskSide, config.MaskSide), has = b.Input("has", -1);
            b.Output("sparse", SamPromptEncoder.Points(scope, config, points, labels), -1, -2, config.Width);
            b.Output("dense", SamPromptEncoder.Mask(scope, config, mask, has), -1, config.Width, config.Grid, config.Grid);
            b.Output("dense_pe", SamPromptEncoder.DensePosition(scope, config), 1, config.Width, config.Grid, config.Grid);
        });
        string[] prompts = [.. fixture.TensorNames.Where(t => t.EndsWith(".sparse", StringComparison.Ordinal)).Select(t => t[..^".sparse".Length])];
        Assert.NotEmpty(prompts);
        foreach (string prompt in prompts)
        {
            Tensor? Of(string input) => fixture.Has($"{prompt}.in.{input}") ? fixture[$"{prompt}.in.{input}"] : null;
            Tensor? coords = Of("coords"), boxes = Of("boxes"), masks = Of("masks");
            int batch = (coords ?? boxes ?? masks)!.Shape[0], side = config.MaskSide;
            SamPoints points = coords is null && boxes is null
                ? new SamPoints(batch, 0, [], [])
                : SamPoints.Create(coords, Of("labels"), boxes, isPadded: boxes is null);
            float[] has = new float[batch];
            Array.Fill(has, masks is null ? 0f : 1f);
            IReadOnlyDictionary<string, float[]> values = run.Run(
                ("coords", points.CoordinateTensor),
                ("labels", points.LabelTensor),
                ("masks", masks ?? new Tensor([batch, 1, side, side], new float[batch * side * side])),
                ("has", new Tensor([batch], has)));
            Parity.Check(fixture, $"{prompt}.sparse", values["sparse"]);
            Parity.Check(fixture, $"{prompt}.dense", values["dense"]);
            Parity.Check(fixture, "dense_pe", values["dense_pe"]);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(MaskDecoders))]
    public void Mask_decoder(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        SamDecoderConfig config = SegmentationCase.Sam2Decoder(fixture, weights);
        IReadOnlyDictionary<string, float[]> values = Decode(fixture, weights, config, 0, "in.sparse_prompt_embeddings");
        string[] inner = [.. fixture.TensorNames.Where(t => t.StartsWith("mid.", StringComparison.Ordinal))];
        Assert.NotEmpty(inner);
        Assert.All(inner, tensor => Parity.Check(fixture, tensor, values[tensor]));
        Parity.Check(fixture, "all.masks", values["masks"]);
        Parity.Check(fixture, "all.iou", values["iou"]);
        Parity.Check(fixture, "all.mask_tokens", values["tokens"]);
        Parity.Check(fixture, "all.object_score_logits", values["score"]);

        // One picture, several prompts.
        int count = fixture["repeat_image.in.sparse"].Shape[0];
        IReadOnlyDictionary<string, float[]> repeated = Decode(fixture, weights, config, count, "repeat_image.in.sparse");
        Parity.Check(fixture, "repeat_image.masks", SamDecoderRun.Masks(repeated["masks"], count, 1, 3));
        Parity.Check(fixture, "repeat_image.iou", SamDecoderRun.Masks(repeated["iou"], count, 1, 3));
        Parity.Check(fixture, "repeat_image.sam_tokens", SamDecoderRun.Masks(repeated["tokens"], count, 1, 3));
        Parity.Check(fixture, "repeat_image.object_score_logits", repeated["score"]);
    }

    /// <summary>Runs the decoder on embeddings.</summary>
    /// <param name="fixture">The case.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="repeats">0 for a picture and a mask to each prompt; else the first picture serves so many prompts without a mask.</param>
    /// <param name="sparse">The tensor of the prompts' tokens.</param>
    private static IReadOnlyDictionary<string, float[]> Decode(FixtureCase fixture, WeightSet weights, SamDecoderConfig config, int repeats, string sparse)
    {
        string[] pictures = ["in.image_embeddings", "in.high_res_features.0", "in.high_res_features.1"];
        (string Name, Tensor Value)[] inputs =
        [
            .. pictures.Select(p => (p, repeats > 0 ? First(fixture[p], 1) : fixture[p])),
            ("in.image_pe", fixture["in.image_pe"]),
            ("sparse", fixture[sparse]),
            ("dense", repeats > 0 ? NoMask(weights, config, repeats) : fixture["in.dense_prompt_embeddings"]),
        ];
        using NetworkRun run = NetworkRun.Record(weights, b =>
        {
            NetworkTensor[] given = [.. inputs.Select(i => b.Input(i.Name, SegmentationCase.Long(i.Value.Shape)))];
            SamMasks<NetworkTensor> masks = SamMaskDecoder.Apply(
                new ParameterScope<NetworkTensor>(b.Ops, config.MaskScope), config, given[0], given[3], given[4], given[5], [given[1], given[2]],
                repeats > 0 ? null : SegmentationCase.Observe(b, fixture, "mid."));
            int n = inputs[4].Value.Shape[0], m = config.MaskTokens;
            b.Output("masks", masks.Masks, n, m, config.MaskSide, config.MaskSide);
            b.Output("iou", masks.Qualities, n, m);
            b.Output("tokens", masks.Tokens, n, m, config.Width);
            b.Output("score", masks.ObjectScore!, n, 1);
        });
        return run.Run(inputs);
    }

    private static Tensor First(Tensor tensor, int count) =>
        new([count, .. tensor.Shape.Skip(1)], tensor.Values[..(tensor.Values.Length / tensor.Shape[0] * count)]);

    /// <summary>What stands for no mask, at every pixel.</summary>
    private static Tensor NoMask(WeightSet weights, SamDecoderConfig config, int count)
    {
        int pixels = config.Grid * config.Grid;
        float[] learned = weights.ReadSingle(config.PromptScope + ".no_mask_embed.weight");
        float[] one = [.. learned.SelectMany(v => Enumerable.Repeat(v, pixels))];
        return new Tensor([count, learned.Length, config.Grid, config.Grid], [.. Enumerable.Range(0, count).SelectMany(_ => one)]);
    }
}
