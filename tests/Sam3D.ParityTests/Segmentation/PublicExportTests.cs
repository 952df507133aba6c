using System.Numerics;
using Sam3D.Conversion;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>The public exports of SAM 1, MobileSAM and SAM 2 are recognised by the names and shapes of their inputs and outputs, and answer as a converted checkpoint does.</summary>
public sealed class PublicExportTests
{
    private static readonly RuntimeOptions Cpu = new() { Device = DevicePreference.Cpu };

    private static readonly string[] Official = ["point_coords", "point_labels", "mask_input", "has_mask_input", "orig_im_size"];

    private static readonly PublicExport[] All =
    [
        new("official decoder, encoder of one output", false, "x", ["embedding"], Official, ["low_res_masks", "iou_predictions", "masks"]),
        new("samexporter, pixels", false, "input_image", ["image_embeddings"], Official, ["low_res_masks", "iou_predictions", "masks"]) { Pixels = (0, 0) },
        new("EdgeSAM", false, "image", ["image_embeddings"], Official[..2], ["masks", "scores"]),
        new("transformers, SAM 1", false, "pixel_values", ["image_embeddings", "image_positional_embeddings"], ["input_points", "input_labels"], ["pred_masks", "iou_scores"])
        {
            HasPromptAxis = true, PadsInside = true, GivesThree = true,
        },
        new("samexporter, SAM 2", true, "image", ["image_embed", "high_res_feats_1", "high_res_feats_0"], Official[..4], ["masks", "iou_predictions"])
        {
            PadsInside = true, GivesThree = true,
        },
        new("RectLabel", true, "input", ["image_embeddings", "high_res_features2", "high_res_features1"], Official, ["low_res_masks", "iou_predictions", "masks"]) { PadsInside = true },
        new("ONNX Runtime's", true, "image", ["image_embeddings", "image_features_1", "image_features_0"],
            ["point_coords", "point_labels", "input_masks", "has_input_masks", "original_image_size"], ["low_res_masks", "iou_predictions", "masks"])
        {
            PadsInside = true,
        },
        new("transformers, SAM 2", true, "pixel_values", ["image_embeddings.2", "image_embeddings.1", "image_embeddings.0"], ["input_points", "input_labels"],
            ["pred_masks", "iou_scores"])
        {
            HasPromptAxis = true, GivesThree = true, Boxes = "input_boxes",
        },
    ];

    public static TheoryData<string> Exports => [.. All.Select(e => e.Name)];

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Exports))]
    public async Task Answers_as_a_converted_checkpoint(string name)
    {
        PublicExport export = All.Single(e => e.Name == name);
        using SegmenterCase model = Case(export.IsSecond);
        using var folder = new TemporaryFolder();
        Write(export, model, folder.Path);
        using OnnxSegmenter segmenter = OnnxSegmenter.OpenFiles(folder.File("encoder.onnx"), folder.File("decoder.onnx"), Cpu, None);
        bool takesMasks = export.Inputs.Length > 2;
        Assert.Equal(takesMasks, segmenter.SupportedPrompts.HasFlag(PromptKinds.Mask | PromptKinds.Previous));
        using ISegmentationSession expected = await model.Segmenter.OpenAsync(model.Image, None), actual = await segmenter.OpenAsync(model.Image, None);
        (int width, int height) = (model.Image.Width, model.Image.Height);
        var click = new SegmentationPrompt { Points = [new PointPrompt(new Vector2(0.4f * width, 0.6f * height))], Alternatives = true };
        ScoredMask best = (await CompareAsync(name + ", click", expected, actual, click, click))[0];
        var two = click with { Points = [.. click.Points, new PointPrompt(new Vector2(0.1f * width, 0.1f * height), false)] };
        await CompareAsync(name + ", two clicks", expected, actual, two, two);
        if (takesMasks)
        {
            var box = click with { Boxes = [new BoxPrompt(new Vector2(5, 7), new Vector2(0.7f * width, 0.8f * height))] };
            await CompareAsync(name + ", box and click", expected, actual, box, box);
            ScoredMask own = (await actual.SegmentAsync(click, None))[0];
            await CompareAsync(name + ", correction", expected, actual, two with { Previous = best }, two with { Previous = own });
        }
    }

    [Fact]
    public void Others_are_refused_by_name()
    {
        using SegmenterCase first = Case(isSecond: false), second = Case(isSecond: true);
        using var folder = new TemporaryFolder();
        string one = Directory.CreateDirectory(folder.File("1")).FullName, two = Directory.CreateDirectory(folder.File("2")).FullName;
        Write(All[0], first, one);
        Write(All[4], second, two);
        string Refused(string encoder, string decoder)
        {
            string message = Assert.Throws<BundleException>(() => OnnxSegmenter.OpenFiles(encoder, decoder, Cpu, None)).Message;
            Assert.DoesNotContain('\n', message);
            return message;
        }

        Assert.Contains("of the same export", Refused(Path.Combine(one, "encoder.onnx"), Path.Combine(two, "decoder.onnx")), StringComparison.Ordinal);
        Assert.Contains("no mask decoder of SAM", Refused(Path.Combine(one, "encoder.onnx"), Path.Combine(one, "encoder.onnx")), StringComparison.Ordinal);
        Assert.Contains("no image encoder of SAM", Refused(Path.Combine(one, "decoder.onnx"), Path.Combine(one, "decoder.onnx")), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refused(folder.File("missing.onnx"), Path.Combine(one, "decoder.onnx")), StringComparison.Ordinal);
        File.WriteAllText(folder.File("text.onnx"), "this is no graph");
        Assert.Contains("not a valid ONNX file", Refused(folder.File("text.onnx"), Path.Combine(one, "decoder.onnx")), StringComparison.Ordinal);
    }

    /// <summary>Writes an export of a case's model and opens it.</summary>
    internal static OnnxSegmenter Open(string name, SegmenterCase model, string folder)
    {
        Write(All.Single(e => e.Name == name), model, folder);
        return OnnxSegmenter.OpenFiles(Path.Combine(folder, "encoder.onnx"), Path.Combine(folder, "decoder.onnx"), Cpu, None);
    }

    private static SegmenterCase Case(bool isSecond) => new(SegmentationCase.OfRepository(isSecond), isSecond);

    private static void Write(PublicExport export, SegmenterCase model, string folder)
    {
        using var weights = new WeightSet(model.Fixture);
        if (export.IsSecond)
        {
            HieraConfig hiera = SegmentationCase.Hiera(model.Fixture, weights);
            export.Write(folder, weights, SegmentationCase.Sam2Decoder(model.Fixture, weights), (root, image) =>
            {
                IReadOnlyList<GraphValue> levels = Sam2ImageEncoder.Apply(root["image_encoder"], hiera, image);
                IReadOnlyList<GraphValue> projected = SamMaskDecoder.Project(root["sam_mask_decoder"], hiera.OutChannels, levels);
                GraphValue none = root.Ops.Reshape(root.Get("no_mem_embed", 1, 1, hiera.OutChannels), 1, hiera.OutChannels, 1, 1);
                return [root.Ops.Add(levels[2], none), projected[1], projected[0]];
            });
            return;
        }

        SamImageEncoderConfig vit = SegmentationCase.ImageEncoder(model.Fixture, weights);
        if (export.Pixels is not null)
        {
            Masks.PromptFrame frame = Masks.PromptFrame.Create(model.Image.Width, model.Image.Height, vit.ImageSize, Masks.PictureFit.LongestSide);
            export = export with { Pixels = (frame.ContentHeight, frame.ContentWidth) };
        }

        export.Write(folder, weights, SegmentationCase.Sam1Decoder(model.Fixture, weights), (root, image) => [SamImageEncoder.Apply(root["image_encoder"], vit, image)]);
    }

    internal static async Task<IReadOnlyList<ScoredMask>> CompareAsync(
        string what, ISegmentationSession expected, ISegmentationSession actual, SegmentationPrompt theirs, SegmentationPrompt ours)
    {
        IReadOnlyList<ScoredMask> a = await expected.SegmentAsync(theirs, None), b = await actual.SegmentAsync(ours, None);
        Assert.Equal(3, a.Count);
        Assert.Equal(a.Count, b.Count);
        for (int i = 0; i < a.Count; i++)
        {
            Parity.Check(what, $"score {i}", [a[i].Score], [b[i].Score]);
            Parity.Check(what, $"logits {i}", a[i].Logits!.Values, b[i].Logits!.Values);
        }

        return a;
    }
}
