using Sam3D.Conversion;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>Parity of SAM 1 (image encoder, prompt encoder, mask decoder, the official ONNX decoder) and of MobileSAM's image encoder.</summary>
public sealed class Sam1ParityTests
{
    public static TheoryData<string> Encoders => SegmentationCase.Cases("ImageEncoderViT");

    public static TheoryData<string> Decoders => SegmentationCase.Cases("PromptEncoder + MaskDecoder");

    public static TheoryData<string> OnnxDecoders => SegmentationCase.Cases("SamOnnxModel");

    public static TheoryData<string> Mobile => SegmentationCase.Cases("TinyViT (image encoder of MobileSAM)");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Encoders))]
    public void Image_encoder(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        SamImageEncoderConfig config = SegmentationCase.ImageEncoder(fixture, weights);
        const string Scope = "image_encoder", Prefix = $"mid.{Scope}.";
        using NetworkRun run = NetworkRun.Record(weights, b =>
        {
            NetworkTensor image = b.Input("input", SegmentationCase.Long(fixture["input"].Shape));
            var scope = new ParameterScope<NetworkTensor>(b.Ops, Scope);
            b.Output("image_embedding", SamImageEncoder.Apply(scope, config, image, SegmentationCase.Observe(b, fixture, Prefix)), SegmentationCase.Long(fixture["image_embedding"].Shape));
        });
        CheckAll(fixture, run.Run(("input", fixture["input"])), t => t == "image_embedding" || t.StartsWith(Prefix, StringComparison.Ordinal));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Mobile))]
    public void MobileSam(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        TinyVitConfig config = SegmentationCase.TinyVit(fixture, weights);
        using NetworkRun run = NetworkRun.Record(weights, b =>
        {
            NetworkTensor image = b.Input("input", SegmentationCase.Long(fixture["input"].Shape));
            var scope = new ParameterScope<NetworkTensor>(b.Ops);
            b.Output("output", TinyVitEncoder.Apply(scope, config, image, SegmentationCase.Observe(b, fixture, "mid.")), SegmentationCase.Long(fixture["output"].Shape));
        });
        CheckAll(fixture, run.Run(("input", fixture["input"])), t => t == "output" || t.StartsWith("mid.", StringComparison.Ordinal));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Decoders))]
    public void Prompt_encoder_and_mask_decoder(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        SamDecoderConfig config = SegmentationCase.Sam1Decoder(fixture, weights);
        using NetworkRun run = SamDecoderRun.Record(weights, config);
        Assert.Equal(5, Prompts.Length);
        foreach ((string prompt, bool points, bool boxes, bool mask) in Prompts)
        {
            SamPoints given = SamPoints.Create(
                points ? fixture["in.coords"] : null, points ? fixture["in.labels"] : null, boxes ? fixture["in.boxes"] : null, isPadded: !boxes);
            IReadOnlyDictionary<string, float[]> values = SamDecoderRun.Run(
                run, config, given, mask ? fixture["in.masks"] : null, [("image_embeddings", fixture["in.image_embeddings"])]);
            Parity.Check(fixture, "dense_pe", values["dense_pe"]);
            Parity.Check(fixture, $"{prompt}.sparse", values["sparse"]);
            Parity.Check(fixture, $"{prompt}.dense", values["dense"]);
            int count = given.Batch;
            Parity.Check(fixture, $"{prompt}.single.masks", SamDecoderRun.Masks(values["masks"], count, 0, 1));
            Parity.Check(fixture, $"{prompt}.single.iou", SamDecoderRun.Masks(values["iou"], count, 0, 1));
            Parity.Check(fixture, $"{prompt}.multimask.masks", SamDecoderRun.Masks(values["masks"], count, 1, 3));
            Parity.Check(fixture, $"{prompt}.multimask.iou", SamDecoderRun.Masks(values["iou"], count, 1, 3));
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(OnnxDecoders))]
    public void Official_onnx_decoder(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        SamDecoderConfig config = SegmentationCase.Sam1Decoder(fixture, weights);
        using NetworkRun run = SamDecoderRun.Record(weights, config);
        foreach (string prompt in (string[])["points", "box", "one"])
        {
            SamPoints points = SamPoints.OfOnnx(fixture, prompt);
            foreach (bool isWithMask in (bool[])[false, true])
            {
                string key = $"std.{prompt}.{(isWithMask ? "mask" : "nomask")}.";
                IReadOnlyDictionary<string, float[]> values = SamDecoderRun.Run(
                    run, config, points, isWithMask ? fixture["mask_input_prev"] : null, [("image_embeddings", fixture["image_embeddings"])]);
                Parity.Check(fixture, key + "low_res_masks", values["masks"]);
                Parity.Check(fixture, key + "iou_predictions", values["iou"]);
                if (!isWithMask)
                {
                    // Of all that say no more than one click, the best of the ambiguous masks; else the first one.
                    int best = points.Count > 2 ? 0 : Enumerable.Range(1, 3).MaxBy(i => values["iou"][i]);
                    Parity.Check(fixture, $"single.{prompt}.nomask.low_res_masks", SamDecoderRun.Masks(values["masks"], 1, best, 1));
                    Parity.Check(fixture, $"single.{prompt}.nomask.iou_predictions", [values["iou"][best]]);
                }
            }
        }
    }

    private static (string Name, bool Points, bool Boxes, bool Mask)[] Prompts =>
    [
        ("points", true, false, false), ("boxes", false, true, false), ("points_boxes", true, true, false), ("points_masks", true, false, true),
        ("all", true, true, true),
    ];

    private static void CheckAll(FixtureCase fixture, IReadOnlyDictionary<string, float[]> values, Func<string, bool> expects)
    {
        string[] expected = [.. fixture.TensorNames.Where(expects)];
        Assert.NotEmpty(expected);
        Assert.All(expected, tensor => Parity.Check(fixture, tensor, values[tensor]));
    }
}
