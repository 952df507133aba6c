using System.Numerics;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Masks;
using Sam3D.Networks;
using Sam3D.Segmentation;
using Sam3D.Sessions;

namespace Sam3D.ParityTests;

/// <summary>The public export of SAM 3's tracker for clicks on pictures, as transformers lays it out: told from SAM 2 by the size of its patches, it answers as the converted checkpoint does.</summary>
[Collection(SharedConcepts.Name)]
public sealed class TrackerExportTests(SharedConcepts shared)
{
    private static readonly RuntimeOptions Cpu = new() { Device = DevicePreference.Cpu };

    private static readonly PublicExport Export = new(
        "transformers, tracker of SAM 3", true, "pixel_values", ["image_embeddings.2", "image_embeddings.1", "image_embeddings.0"], ["input_points", "input_labels"], ["pred_masks", "iou_scores"])
    {
        HasPromptAxis = true,
        GivesThree = true,
        Boxes = "input_boxes",
    };

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_as_the_converted_checkpoint()
    {
        using var folder = new TemporaryFolder();
        using (PyTorchFile file = PyTorchFile.Open(shared.Case.Checkpoint))
        {
            ConceptModel model = ConceptModel.Read(file, "sam3.pt", ConceptSegmenterCase.Sizes(shared.Case.Fixture))!;
            Export.Write(folder.Path, file, CheckpointView.Create(file, "tracker.", "sam3.pt"), model.Clicks!, (root, image) => Encode(root, image, model.Vision));
        }

        using OnnxSegmenter segmenter = OnnxSegmenter.OpenFiles(folder.File("encoder.onnx"), folder.File("decoder.onnx"), Cpu, None);
        Assert.Equal(PromptKinds.Points | PromptKinds.Boxes, segmenter.SupportedPrompts);
        RgbImage image = shared.Case.Image;
        using ISegmentationSession expected = await shared.Segmenter.OpenAsync(image, None), actual = await segmenter.OpenAsync(image, None);
        var click = new SegmentationPrompt { Points = [new PointPrompt(new Vector2(0.4f * image.Width, 0.6f * image.Height))], Alternatives = true };
        await PublicExportTests.CompareAsync(Export.Name + ", click", expected, actual, click, click);
        var two = click with { Points = [.. click.Points, new PointPrompt(new Vector2(0.1f * image.Width, 0.1f * image.Height), false)] };
        await PublicExportTests.CompareAsync(Export.Name + ", two clicks", expected, actual, two, two);
        var box = click with { Boxes = [new BoxPrompt(new Vector2(5, 7), new Vector2(0.7f * image.Width, 0.8f * image.Height))] };
        await PublicExportTests.CompareAsync(Export.Name + ", box and click", expected, actual, box, box);
    }

    /// <summary>Where the export leaves the picture's size free, its grid tells it.</summary>
    [Theory]
    [InlineData(72, 1008, PictureFit.StretchBytes, 127.5)]
    [InlineData(64, 1024, PictureFit.Stretch, 123.675)]
    public void Free_sizes_are_those_of_the_release(int grid, int side, PictureFit fit, float red)
    {
        using var folder = new TemporaryFolder();
        Save(folder.File("encoder.onnx"), b =>
        {
            b.Input("pixel_values", -1, 3, -2, -3);
            for (int i = 0; i < 3; i++)
            {
                int at = grid << (2 - i);
                b.Output($"image_embeddings.{i}", b.Add(b.Constant(new float[at * at], 1, 1, at, at), b.Constant([1], 1, 1, 1, 1)), 1, 1, at, at);
            }
        });
        Save(folder.File("decoder.onnx"), b =>
        {
            for (int i = 0; i < 3; i++)
            {
                b.Input($"image_embeddings.{i}", 1, 1, grid << (2 - i), grid << (2 - i));
            }

            b.Input("input_points", 1, -1, -2, 2);
            b.Input("input_labels", 1, -1, -2);
            b.Input("input_boxes", 1, -3, 4);
            int low = 4 * grid;
            b.Output("pred_masks", b.Add(b.Constant(new float[low * low], 1, 1, 1, low, low), b.Constant([1], 1, 1, 1, 1, 1)), 1, 1, 1, low, low);
            b.Output("iou_scores", b.Add(b.Constant([1], 1, 1, 1), b.Constant([1], 1, 1, 1)), 1, 1, 1);
        });
        var factory = new SessionFactory(Cpu);
        using OpenGraph encoder = factory.CreateOpen(ForeignFile.Open(folder.File("encoder.onnx")), keepsMemory: true, None);
        using OpenGraph decoder = factory.CreateOpen(ForeignFile.Open(folder.File("decoder.onnx")), keepsMemory: true, None);
        PromptLayout layout = PromptLayout.Recognise(encoder, decoder);
        Assert.Equal((side, 4 * grid, fit, red), (layout.Spec.ImageSize, layout.MaskSide, layout.Spec.Fit, layout.Spec.Mean[0]));
        Assert.False(layout.PadsInside);
    }

    private static IReadOnlyList<GraphValue> Encode(ParameterScope<GraphValue> root, GraphValue image, ConceptVisionConfig config)
    {
        ParameterScope<GraphValue> backbone = root["detector.backbone.vision_backbone"];
        GraphValue trunk = ConceptVisionEncoder.Trunk(backbone["trunk"], config, image, null);
        IReadOnlyList<GraphValue> levels = ConceptVisionEncoder.Neck(backbone["sam2_convs"], config, trunk);
        int c = config.OutChannels;
        IReadOnlyList<GraphValue> projected = SamMaskDecoder.Project(root["tracker.sam_mask_decoder"], c, levels);
        GraphValue nothing = root.Ops.Reshape(root["tracker"].Get("no_mem_embed", 1, 1, c), 1, c, 1, 1);
        return [root.Ops.Add(levels[2], nothing), projected[1], projected[0]];
    }

    private static void Save(string path, Action<OnnxGraphBuilder> record)
    {
        using var nothing = new WeightSet(SegmentationCase.OfRepository(isSecond: false));
        var builder = new OnnxGraphBuilder("export", nothing);
        record(builder);
        using FileStream stream = File.Create(path);
        OnnxModelWriter.WriteInline(builder, stream);
    }
}
