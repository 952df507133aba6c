using System.Numerics;
using Sam3D.Conversion;
using Sam3D.Conversion.OnnxFormat;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>The public exports of SAM 3 are recognised by the names of their inputs and outputs, and answer words as the converted checkpoint does.</summary>
public sealed class ConceptExportTests(ConceptSegmenterParityTests.Model shared) : IClassFixture<ConceptSegmenterParityTests.Model>
{
    private const int UInt8 = 2, Int32 = 6, Int64 = 7, Bool = 9, Float = 1;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public static TheoryData<string> Exports => ["samexporter", "osam", "usls", "usls, boxes apart"];

    [Theory]
    [MemberData(nameof(Exports))]
    public async Task Answers_as_the_converted_checkpoint(string name)
    {
        using var folder = new TemporaryFolder();
        string tokenizer = Path.Combine(shared.Case.Bundle, shared.Case.Manifest.Concepts!.Tokenizer);
        Write(name, folder.Path);
        string? geometry = name == "usls, boxes apart" ? folder.File("geometry.onnx") : null;
        using OnnxConceptSegmenter ours = shared.Case.Open(0.4f), theirs = OnnxConceptSegmenter.OpenFiles(
            folder.File("image.onnx"), folder.File("text.onnx"), folder.File("detector.onnx"), tokenizer, geometry, new RuntimeOptions { Device = DevicePreference.Cpu }, new ConceptSegmenterOptions { ScoreThreshold = 0.4f }, None);
        Assert.Equal(PromptKinds.Text | PromptKinds.Boxes, theirs.SupportedPrompts);

        // Of the size of the masks, so that exports that enlarge them inside have nothing to do.
        RgbImage photo = Small(shared.Case.Image, 32);
        foreach (string word in (string[])["a red car", "person"])
        {
            IReadOnlyList<ScoredMask> expected = await ours.SegmentAsync(photo, new() { Text = word }, None), actual = await theirs.SegmentAsync(photo, new() { Text = word }, None);
            Parity.Check(name, $"{word}: scores", [.. expected.Select(m => m.Score)], [.. actual.Select(m => m.Score)]);
            Parity.Check(name, $"{word}: boxes", [.. expected.SelectMany(m => Corners(m.Box!.Value))], [.. actual.SelectMany(m => Corners(m.Box!.Value))]);
            Assert.Equal(expected.SelectMany(m => m.Mask.Values.ToArray()), actual.SelectMany(m => m.Mask.Values.ToArray()));
        }

        var two = new SegmentationPrompt { Text = "person", Boxes = [new BoxPrompt(Vector2.One, new Vector2(9, 9)), new BoxPrompt(new Vector2(10, 10), new Vector2(19, 20))] };
        if (name is "samexporter" or "osam")
        {
            Assert.Contains("takes one", (await Assert.ThrowsAsync<PromptException>(async () => await theirs.SegmentAsync(photo, two, None))).Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.NotEmpty(await theirs.SegmentAsync(photo, two, None));
        }
    }

    [Fact]
    public void Others_are_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        string tokenizer = Path.Combine(shared.Case.Bundle, shared.Case.Manifest.Concepts!.Tokenizer);
        string one = Directory.CreateDirectory(folder.File("1")).FullName, two = Directory.CreateDirectory(folder.File("2")).FullName;
        Write("usls", one);
        Write("usls, boxes apart", two);
        string Refused(string image, string text, string detector, string? merges = null)
        {
            string message = Assert.Throws<BundleException>(() => OnnxConceptSegmenter.OpenFiles(
                Path.Combine(one, image), Path.Combine(one, text), detector, merges ?? tokenizer, options: new RuntimeOptions { Device = DevicePreference.Cpu }, cancellationToken: None)).Message;
            Assert.DoesNotContain('\n', message);
            return message;
        }

        string detector = Path.Combine(one, "detector.onnx");
        Assert.Contains("is no image encoder of SAM 3", Refused("text.onnx", "text.onnx", detector), StringComparison.Ordinal);
        Assert.Contains("is no text encoder of SAM 3", Refused("image.onnx", "image.onnx", detector), StringComparison.Ordinal);
        Assert.Contains("is no detector of SAM 3", Refused("image.onnx", "text.onnx", Path.Combine(one, "text.onnx")), StringComparison.Ordinal);
        Assert.Contains("the encoder of boxes is a file of its own", Refused("image.onnx", "text.onnx", Path.Combine(two, "detector.onnx")), StringComparison.Ordinal);
        Assert.Contains("No tokenizer file at", Refused("image.onnx", "text.onnx", detector, folder.File("merges.txt")), StringComparison.Ordinal);
    }

    private static float[] Corners(DetectedBox box) => [box.Min.X, box.Min.Y, box.Max.X, box.Max.Y];

    private static RgbImage Small(RgbImage image, int side) => new(side, side, Imaging.ByteResampler.Resize(image.PixelArray, 3, image.Height, image.Width, side, side));

    private void Write(string name, string folder)
    {
        FixtureCase fixture = shared.Case.Fixture;
        using PyTorchFile file = PyTorchFile.Open(shared.Case.Checkpoint);
        CheckpointView weights = CheckpointView.Create(file, "detector.", "sam3.pt");
        ConceptModel model = ConceptModel.Read(file, "sam3.pt", ConceptSegmenterCase.Sizes(fixture))!;
        bool isFirst = name is "samexporter" or "osam";
        Save(folder, "image", weights, b => RecordImage(b, model, isFirst));
        Save(folder, "text", weights, b => RecordText(b, model, isFirst));
        Save(folder, "detector", weights, b => RecordDetector(b, model, name));
        if (name == "usls, boxes apart")
        {
            Save(folder, "geometry", weights, b => RecordGeometry(b, model));
        }
    }

    private static Action<GraphProto> RecordImage(OnnxGraphBuilder b, ConceptModel model, bool isFirst)
    {
        ConceptVisionConfig config = model.Vision;
        int size = config.ImageSize, c = config.OutChannels, g = config.Grid;
        GraphValue pixels = isFirst ? b.Input("image", 3, size, size) : b.Input("images", 1, 3, size, size);
        GraphValue image = isFirst ? b.Divide(b.Subtract(b.Reshape(pixels, 1, 3, size, size), b.Constant([127.5f], 1, 1, 1, 1)), b.Constant([127.5f], 1, 1, 1, 1)) : pixels;
        IReadOnlyList<GraphValue> levels = ConceptVisionEncoder.Apply(new ParameterScope<GraphValue>(b)["backbone.vision_backbone"], config, image);
        for (int i = 0; i < levels.Count; i++)
        {
            int side = (4 >> i) * g;
            b.Output(isFirst ? $"backbone_fpn_{i}" : $"fpn_feat_{i}", levels[i], 1, c, side, side);
            if (isFirst || i == 2)
            {
                b.Output(isFirst ? $"vision_pos_enc_{i}" : $"fpn_pos_{i}", b.Constant(SinePosition.Create(c, side, side), 1, c, side, side), 1, c, side, side);
            }
        }

        return graph => Retype(graph, "image", UInt8, Float, isFirst);
    }

    private static Action<GraphProto> RecordText(OnnxGraphBuilder b, ConceptModel model, bool isFirst)
    {
        ConceptTextConfig config = model.Text;
        int length = config.ContextLength, c = config.OutChannels;
        GraphValue ids = b.IndexInput(isFirst ? "tokens" : "input_ids", 1, length);
        GraphValue tokens = ConceptTextEncoder.Apply(new ParameterScope<GraphValue>(b)["backbone.language_backbone"], config, ids);
        if (isFirst)
        {
            GraphValue embedded = b.GatherRows(new ParameterScope<GraphValue>(b)["backbone.language_backbone.encoder.token_embedding"].Get("weight", config.Vocabulary, config.TextWidth), ids);
            b.Output("text_memory", b.Transpose(tokens, 1, 0, 2), length, 1, c);
            b.Output("text_embeds", b.Transpose(embedded, 1, 0, 2), length, 1, config.TextWidth);
            b.Output("text_attention_mask", b.EqualTo(new GraphValue("tokens_float"), 0), 1, length);
            return graph =>
            {
                graph.Node.Insert(0, Cast("tokens", "tokens_float", Float));
                Retype(graph, "tokens", Int64, Int32, isWanted: true, except: "tokens_float");
                RetypeOutput(graph, "text_attention_mask");
            };
        }

        GraphValue mask = b.Input("attention_mask", 1, length);
        b.Output("text_features", tokens, 1, length, c);
        b.Output("text_mask", b.Multiply(mask, b.Constant([1f], 1, 1)), 1, length);
        return graph =>
        {
            Retype(graph, "input_ids", Int64, Int32);
            Retype(graph, "attention_mask", Int64, Float);
            RetypeOutput(graph, "text_mask");
        };
    }

    private static Action<GraphProto> RecordGeometry(OnnxGraphBuilder b, ConceptModel model)
    {
        ConceptHeadConfig config = model.Head;
        int c = config.Width, g = config.Grid;
        b.Input("input_boxes", 1, -2, 4);
        b.Input("input_boxes_labels", 1, -2);
        GraphValue image = ConceptLayers.Tokens(b, b.Input("fpn_feat_2", 1, c, g, g), c, g);
        b.Input("fpn_pos_2", 1, c, g, g);
        b.Output("geometry_features", ConceptGeometryEncoder.Apply(new ParameterScope<GraphValue>(b)["geometry_encoder"], config, image, null, null), 1, 1, c);
        b.Output("geometry_mask", b.Constant([1f], 1, 1), 1, 1);
        return graph =>
        {
            Retype(graph, "input_boxes_labels", Int64, Float);
            RetypeOutput(graph, "geometry_mask");
        };
    }

    private static Action<GraphProto> RecordDetector(OnnxGraphBuilder b, ConceptModel model, string name)
    {
        ConceptHeadConfig config = model.Head;
        int c = config.Width, g = config.Grid, q = config.Queries, side = 4 * g, length = model.Text.ContextLength;
        bool isFirst = name is "samexporter" or "osam", joins = name == "usls, boxes apart";
        var root = new ParameterScope<GraphValue>(b);
        GraphValue[] levels = [.. Enumerable.Range(0, 3).Select(i => b.Input(isFirst ? $"backbone_fpn_{i}" : $"fpn_feat_{i}", 1, c, (4 >> i) * g, (4 >> i) * g))];
        GraphValue image = ConceptLayers.Tokens(b, levels[2], c, g);

        // Prompt: words, then the token that stands for no box.
        GraphValue prompt, valid;
        if (joins)
        {
            prompt = b.Input("prompt_features", 1, length + 1, c);
            valid = b.Input("prompt_mask", 1, length + 1);
        }
        else
        {
            GraphValue words = isFirst ? b.Transpose(b.Input("language_features", length, 1, c), 1, 0, 2) : b.Input("text_features", 1, length, c);
            GraphValue mask = b.Input(isFirst ? "language_mask" : "text_mask", 1, length), one = b.Constant([1f], 1, 1);
            prompt = b.Concat(1, words, ConceptGeometryEncoder.Apply(root["geometry_encoder"], config, image, null, null));
            valid = b.Concat(1, isFirst ? b.Subtract(one, mask) : mask, one);
        }

        foreach ((string input, long[] shape) in Unused(name, config, model))
        {
            b.Input(input, shape);
        }

        GraphValue encoded = ConceptFusionEncoder.Apply(root["transformer.encoder"], config, image, prompt, valid);
        ConceptObjects<GraphValue> found = ConceptDecoder.Apply(root["transformer.decoder"], config, encoded, prompt, valid);
        (GraphValue masks, _) = ConceptMaskHead.Apply(root["segmentation_head"], config, levels[..2], encoded, found.Queries, prompt, valid);
        GraphValue logits = ConceptScorer.Apply(root["dot_prod_scoring"], config, found.Queries, prompt, valid);
        GraphValue[] parts = b.Split(found.Boxes, 2, 2, 2); // centres, sizes
        GraphValue half = b.Multiply(parts[1], b.Constant([0.5f], 1, 1, 1));
        GraphValue corners = b.Concat(2, b.Subtract(parts[0], half), b.Add(parts[0], half)); // [1, Q, 4]
        if (!isFirst)
        {
            b.Output("pred_masks", masks, 1, q, side, side);
            b.Output("pred_boxes", corners, 1, q, 4);
            b.Output("pred_logits", b.Reshape(logits, 1, q), 1, q);
            b.Output("presence_logits", b.Reshape(found.Presence, 1, 1), 1, 1);
            return graph => RetypePrompts(graph, joins ? ["prompt_mask"] : ["text_mask"], joins ? [] : ["input_boxes_labels"]);
        }

        bool hasSizes = name == "samexporter";
        GraphValue scale = b.Constant([side, side, side, side], 1, 1, 4); // the size of the test's picture
        b.Output("boxes", b.Reshape(hasSizes ? b.Multiply(corners, scale) : corners, q, 4), q, 4);
        b.Output("scores", b.Reshape(b.Multiply(b.Sigmoid(logits), b.Sigmoid(found.Presence)), q), q);
        b.Output("masks", b.Reshape(hasSizes ? b.Relu(masks) : b.Sigmoid(masks), q, 1, side, side), q, 1, side, side);
        return graph =>
        {
            RetypePrompts(graph, ["language_mask", "box_masks"], hasSizes ? ["box_labels", "original_height", "original_width"] : ["box_labels"]);
            if (hasSizes)
            {
                RetypeOutput(graph, "masks");
            }
        };
    }

    /// <summary>Inputs that the export has and that these tests do not need.</summary>
    private static IEnumerable<(string Name, long[] Shape)> Unused(string name, ConceptHeadConfig config, ConceptModel model)
    {
        int c = config.Width, g = config.Grid;
        switch (name)
        {
            case "samexporter":
                yield return ("original_height", []);
                yield return ("original_width", []);
                yield return ("vision_pos_enc_0", [1, c, 4 * g, 4 * g]);
                yield return ("vision_pos_enc_1", [1, c, 2 * g, 2 * g]);
                yield return ("language_embeds", [model.Text.ContextLength, 1, model.Text.TextWidth]);
                goto case "osam";
            case "osam":
                yield return ("vision_pos_enc_2", [1, c, g, g]);
                yield return ("box_coords", [1, 1, 4]);
                yield return ("box_labels", [1, 1]);
                yield return ("box_masks", [1, 1]);
                break;
            case "usls":
                yield return ("fpn_pos_2", [1, c, g, g]);
                yield return ("input_boxes", [1, -2, 4]);
                yield return ("input_boxes_labels", [1, -2]);
                break;
            default:
                yield return ("fpn_pos_2", [1, c, g, g]);
                break;
        }
    }

    private static void RetypePrompts(GraphProto graph, string[] truths, string[] integers)
    {
        Array.ForEach(truths, t => Retype(graph, t, Bool, Float));
        Array.ForEach(integers, t => Retype(graph, t, Int64, Float));
    }

    /// <summary>Gives an input another element type, which a cast undoes.</summary>
    private static void Retype(GraphProto graph, string name, int type, int inside, bool isWanted = true, string? except = null)
    {
        if (!isWanted)
        {
            return;
        }

        graph.Input.Single(i => i.Name == name).Type.TensorType.ElemType = type;
        foreach (NodeProto node in graph.Node.Where(n => except is null || !n.Output.Contains(except)))
        {
            for (int i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = node.Input[i] == name ? name + "_cast" : node.Input[i];
            }
        }

        graph.Node.Insert(0, Cast(name, name + "_cast", inside));
    }

    /// <summary>Gives an output truth values: whatever is not 0.</summary>
    private static void RetypeOutput(GraphProto graph, string name)
    {
        graph.Output.Single(o => o.Name == name).Type.TensorType.ElemType = Bool;
        NodeProto last = graph.Node.Single(n => n.Output.Contains(name));
        last.OpType = "Cast";
        last.Attribute.Add(new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = Bool });
    }

    private static NodeProto Cast(string from, string to, int type) => new()
    {
        Name = "cast_" + to,
        OpType = "Cast",
        Input = { from },
        Output = { to },
        Attribute = { new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = type } },
    };

    private static void Save(string folder, string name, CheckpointView weights, Func<OnnxGraphBuilder, Action<GraphProto>> record)
    {
        var builder = new OnnxGraphBuilder(name, weights);
        record(builder)(builder.Graph);
        using FileStream stream = File.Create(Path.Combine(folder, name + ".onnx"));
        OnnxModelWriter.WriteInline(builder, stream);
    }
}
