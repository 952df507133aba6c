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
    private readonly TemporaryFolder _folder = new();

    public ConceptSegmenterCase(GraphPrecision precision = GraphPrecision.Float32, bool hasClicks = true)
    {
        Fixture = TinyConceptBundle.Fixture;
        Checkpoint = Path.Combine(_folder.Path, "sam3.pt");
        Bundle = Path.Combine(_folder.Path, "bundle");
        Manifest = TinyConceptBundle.Write(_folder.Path, precision, hasClicks, TestContext.Current.CancellationToken);
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

    public static ConceptSizes Sizes(FixtureCase fixture) => TinyConceptBundle.Sizes(fixture);
}
