using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Sam3D.Bundles;
using Sam3D.Conversion;

namespace Sam3D.TestKit;

/// <summary>SAM 3 at the size of the reference cases, as an official checkpoint file, converted as users do it.</summary>
public static class TinyConceptBundle
{
    private const string Embedding = "backbone.language_backbone.encoder.token_embedding.weight", Neck = "backbone.vision_backbone.convs.", ClickNeck = "backbone.vision_backbone.sam2_convs.";

    // The official vocabulary, of which the cases have 40 tokens.
    private const int Vocabulary = 49408;

    /// <summary>The case whose weights these are.</summary>
    public static FixtureCase Fixture => Case("sam3_processor");

    private static string Folder => Path.Combine(Repository.Root, "tests", "fixtures", Fixtures.Segmentation);

    /// <summary>Writes the checkpoint file <c>sam3.pt</c>, with the tokenizer's list, and converts it to <c>bundle</c>.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="precision">How weights are stored.</param>
    /// <param name="hasClicks">Whether the checkpoint also has the tracker.</param>
    /// <param name="cancellationToken">Honoured between graphs.</param>
    public static SegmentationManifest Write(string folder, GraphPrecision precision = GraphPrecision.Float32, bool hasClicks = true, CancellationToken cancellationToken = default)
    {
        string checkpoint = Path.Combine(folder, "sam3.pt");
        File.WriteAllBytes(checkpoint, PyTorchWriter.Build([.. Tensors(Fixture, hasClicks)]));
        TinyMerges.Write(folder, ["a red car", "person", "visual", "thing"]);
        return SegmentationConverter.Convert(
            checkpoint, Path.Combine(folder, "bundle"), new ConversionOptions { Precision = precision }, new SegmentationSizes { Concepts = Sizes(Fixture) }, null, cancellationToken);
    }

    /// <summary>What the shapes do not tell.</summary>
    internal static ConceptSizes Sizes(FixtureCase fixture) => new()
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
        SafetensorsFile[] files = [.. fixture.WeightFiles.Select(f => SafetensorsFile.Open(f))];
        (CheckpointTensor Tensor, float[] Values)[] stored = [.. files.SelectMany(f => f.Tensors.Values.Select(t => (t, f.ReadSingle(t.Name))))];
        Array.ForEach(files, f => f.Dispose());
        int grid = fixture.Int("img") / 14, window = fixture.Int("win"), pairs = fixture.Int("E") / fixture.Int("heads") / 2;
        foreach ((CheckpointTensor tensor, float[] values) in stored)
        {
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

        using SafetensorsFile tracker = SafetensorsFile.Open(Path.Combine(Folder, "sam3_tracker.weights.safetensors"));
        foreach (CheckpointTensor tensor in hasClicks ? tracker.Tensors.Values : [])
        {
            yield return (tensor with { Name = "tracker." + tensor.Name }, MemoryMarshal.AsBytes<float>(tracker.ReadSingle(tensor.Name)).ToArray());
        }
    }

    private static float[] AtOfficialPlaces(float[] rows, int width)
    {
        float[] all = new float[Vocabulary * width];
        foreach (JsonProperty token in Case("sam3_text").Json.GetProperty("compact_vocab").EnumerateObject())
        {
            int row = int.Parse(token.Name, CultureInfo.InvariantCulture);
            rows.AsSpan(row * width, width).CopyTo(all.AsSpan(token.Value.GetInt32() * width));
        }

        return all;
    }

    private static FixtureCase Case(string name) => FixtureCase.Open(Folder, name);
}
