using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sam3D.Bundles;
using Sam3D.Conversion;

namespace Sam3D.ParityTests;

/// <summary>The cases' SAM 3 as the official checkpoint file with its tokenizer beside it, converted: the whole path that users take.</summary>
internal sealed class ConceptSegmenterCase : IDisposable
{
    private const string Embedding = "backbone.language_backbone.encoder.token_embedding.weight", Neck = "backbone.vision_backbone.convs.", ClickNeck = "backbone.vision_backbone.sam2_convs.";

    // The official vocabulary, of which the cases have 40 tokens.
    private const int Vocabulary = 49408;

    private readonly TemporaryFolder _folder = new();

    public ConceptSegmenterCase(GraphPrecision precision = GraphPrecision.Float32, bool hasClicks = true)
    {
        Fixture = SegmentationCase.OfRepository("sam3_processor");
        Checkpoint = Path.Combine(_folder.Path, "sam3.pt");
        File.WriteAllBytes(Checkpoint, PyTorchWriter.Build([.. Tensors(Fixture, hasClicks)]));
        PromptTokenizerTests.MergesFile(_folder.Path, ["a red car", "person", "visual", "thing"]);
        Bundle = Path.Combine(_folder.Path, "bundle");
        Manifest = SegmentationConverter.Convert(
            Checkpoint, Bundle, new ConversionOptions { Precision = precision }, new SegmentationSizes { Concepts = Sizes(Fixture) }, null, TestContext.Current.CancellationToken);
    }

    public FixtureCase Fixture { get; }

    public string Checkpoint { get; }

    public string Bundle { get; }

    public SegmentationManifest Manifest { get; }

    /// <summary>The picture of the case.</summary>
    public RgbImage Image => SegmenterCase.Picture(Fixture["image_rgb_u8"]);

    /// <summary>The official input of the same picture as a picture: resizing leaves it as it is.</summary>
    public RgbImage OfficialInput
    {
        get
        {
            Tensor input = SegmentationCase.OfRepository("sam3_vision")["input"];
            int side = input.Shape[^1], plane = side * side;
            byte[] pixels = new byte[3 * plane];
            for (int i = 0; i < pixels.Length; i++)
            {
                pixels[i] = (byte)MathF.Round((input.Values[((i % 3) * plane) + (i / 3)] + 1) * 127.5f);
            }

            return new RgbImage(side, side, pixels);
        }
    }

    /// <summary>The steps of the case: what is asked, the threshold, and the name of its results.</summary>
    public IEnumerable<(string Key, float Threshold, SegmentationPrompt Prompt)> Steps(RgbImage image)
    {
        string? text = Fixture.Json.GetProperty("prompt").GetString();
        List<BoxPrompt> boxes = [];
        JsonElement[] steps = [.. Fixture.Json.GetProperty("steps").EnumerateArray()];
        foreach ((JsonElement step, JsonProperty result) in steps.Zip(Fixture.Json.GetProperty("confidence_thresholds").EnumerateObject()))
        {
            string words = step.GetString()!;
            if (words.Contains("reset", StringComparison.Ordinal))
            {
                boxes.Clear();
                text = null;
            }

            float[] numbers = [.. Regex.Matches(words, @"\.\d+").Select(m => float.Parse(m.Value, CultureInfo.InvariantCulture))];
            var size = new System.Numerics.Vector2(image.Width, image.Height);
            boxes.AddRange(numbers.Chunk(4).Select(b => new BoxPrompt(
                new System.Numerics.Vector2(b[0] - (b[2] / 2), b[1] - (b[3] / 2)) * size,
                new System.Numerics.Vector2(b[0] + (b[2] / 2), b[1] + (b[3] / 2)) * size,
                !words.Contains("negative", StringComparison.Ordinal))));
            yield return (result.Name, result.Value.GetProperty("threshold").GetSingle(), new SegmentationPrompt { Text = text, Boxes = [.. boxes] });
        }
    }

    public OnnxConceptSegmenter Open(float? threshold = null) => OnnxConceptSegmenter.Open(
        Bundle, new RuntimeOptions { Device = DevicePreference.Cpu }, new ConceptSegmenterOptions { ScoreThreshold = threshold }, TestContext.Current.CancellationToken);

    public void Dispose() => _folder.Dispose();

    public static ConceptSizes Sizes(FixtureCase fixture) => new()
    {
        ImageSize = fixture.Int("img"),
        VisionHeads = fixture.Int("heads"),
        GlobalBlocks = [.. fixture.Setting("glob").EnumerateArray().Select(g => g.GetInt32())],
        TextHeads = fixture.Int("th"),
        HeadHeads = fixture.Int("H"),
    };

    /// <summary>The tensors of the official file: those of the cases with prefixes, the words' rows at their official places, and tables of rotations.</summary>
    private static IEnumerable<(CheckpointTensor, byte[])> Tensors(FixtureCase fixture, bool hasClicks)
    {
        using var weights = new WeightSet(fixture);
        int grid = fixture.Int("img") / 14, window = fixture.Int("win"), pairs = fixture.Int("E") / fixture.Int("heads") / 2;
        foreach (CheckpointTensor tensor in weights.Tensors.Values)
        {
            float[] values = weights.ReadSingle(tensor.Name);
            if (tensor.Name == Embedding)
            {
                yield return PyTorchWriter.Single("detector." + tensor.Name, [Vocabulary, tensor.Shape[1]], AtOfficialPlaces(values, (int)tensor.Shape[1]));
                continue;
            }

            yield return PyTorchWriter.Single("detector." + tensor.Name, [.. tensor.Shape], values);
            if (hasClicks && tensor.Name.StartsWith(Neck, StringComparison.Ordinal))
            {
                // The second neck starts as a copy of the first; here with other numbers.
                yield return PyTorchWriter.Single("detector." + ClickNeck + tensor.Name[Neck.Length..], [.. tensor.Shape], Array.ConvertAll(values, v => 0.9f * v));
            }
        }

        int[] global = [.. fixture.Setting("glob").EnumerateArray().Select(g => g.GetInt32())];
        for (int i = 0; i < fixture.Int("depth"); i++)
        {
            int tokens = global.Contains(i) ? grid * grid : window * window;
            yield return (new CheckpointTensor($"detector.backbone.vision_backbone.trunk.blocks.{i}.attn.freqs_cis", CheckpointType.Complex64, [tokens, pairs]), new byte[8 * tokens * pairs]);
        }

        using SafetensorsFile tracker = SafetensorsFile.Open(Path.Combine(Repository.Root, "tests", "fixtures", Fixtures.Segmentation, "sam3_tracker.weights.safetensors"));
        foreach (CheckpointTensor tensor in hasClicks ? tracker.Tensors.Values : [])
        {
            yield return (tensor with { Name = "tracker." + tensor.Name }, MemoryMarshal.AsBytes<float>(tracker.ReadSingle(tensor.Name)).ToArray());
        }
    }

    private static float[] AtOfficialPlaces(float[] rows, int width)
    {
        float[] all = new float[Vocabulary * width];
        foreach (JsonProperty token in SegmentationCase.OfRepository("sam3_text").Json.GetProperty("compact_vocab").EnumerateObject())
        {
            int row = int.Parse(token.Name, CultureInfo.InvariantCulture);
            rows.AsSpan(row * width, width).CopyTo(all.AsSpan(token.Value.GetInt32() * width));
        }

        return all;
    }
}
