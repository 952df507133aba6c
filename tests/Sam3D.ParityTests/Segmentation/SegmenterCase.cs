using System.Numerics;
using System.Runtime.InteropServices;
using Sam3D.Bundles;
using Sam3D.Conversion;

namespace Sam3D.ParityTests;

/// <summary>A case's model as an official checkpoint file, converted and opened: the whole path that users take.</summary>
internal sealed class SegmenterCase : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SegmenterCase(FixtureCase fixture, bool isSecond)
    {
        Fixture = fixture;
        using var weights = new WeightSet(fixture);
        string file = Path.Combine(_folder.Path, isSecond ? "sam2.pt" : "sam.pth");
        File.WriteAllBytes(file, PyTorchWriter.Build(
            [.. weights.Tensors.Values.Select(t => (t, MemoryMarshal.AsBytes<float>(weights.ReadSingle(t.Name)).ToArray()))],
            under: isSecond ? "model" : null));
        Bundle = Path.Combine(_folder.Path, "bundle");
        SegmentationSizes sizes = isSecond ? new() { Hiera = SegmentationCase.Hiera(fixture, weights) } : new();
        Manifest = SegmentationConverter.Convert(file, Bundle, null, sizes, null, TestContext.Current.CancellationToken);
        Segmenter = OnnxSegmenter.Open(Bundle, new RuntimeOptions { Device = DevicePreference.Cpu }, TestContext.Current.CancellationToken);
    }

    public FixtureCase Fixture { get; }

    public string Bundle { get; }

    public SegmentationManifest Manifest { get; }

    public OnnxSegmenter Segmenter { get; }

    public RgbImage Image => Picture(Fixture["image_rgb_u8"]);

    public static RgbImage Picture(Tensor tensor) => new(tensor.Shape[1], tensor.Shape[0], Array.ConvertAll(tensor.Values, v => (byte)v));

    /// <summary>Clicks of a prompt of the case.</summary>
    public IReadOnlyList<PointPrompt> Clicks(string prompt)
    {
        if (!Fixture.Has(prompt + ".in.point_coords"))
        {
            return [];
        }

        float[] places = Fixture[prompt + ".in.point_coords"].Values, labels = Fixture[prompt + ".in.point_labels"].Values;
        return [.. labels.Select((label, i) => new PointPrompt(new Vector2(places[2 * i], places[(2 * i) + 1]), label > 0))];
    }

    /// <summary>Boxes of a prompt of the case.</summary>
    public IReadOnlyList<BoxPrompt> Boxes(string prompt)
    {
        float[] values = Fixture.Has(prompt + ".in.box") ? Fixture[prompt + ".in.box"].Values : [];
        return [.. values.Chunk(4).Select(b => new BoxPrompt(new Vector2(b[0], b[1]), new Vector2(b[2], b[3])))];
    }

    /// <summary>
    /// Compares a mask: no pixel may differ whose reference logit is farther from 0 than 1e-3; none at all where the case holds no logits of full size.
    /// </summary>
    public void CheckMask(string prompt, ReadOnlySpan<float> expected, ReadOnlySpan<float> logits, Mask mask)
    {
        int differing = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            bool differs = expected[i] > 0 != mask.Values[i] > 0;
            differing += differs ? 1 : 0;
            Assert.True(!differs || (!logits.IsEmpty && Math.Abs(logits[i]) <= 1e-3), $"{Fixture.Name} {prompt}: pixel {i} differs.");
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{Fixture.Name} {prompt}.mask: {differing} of {expected.Length} pixels differ");
    }

    public void Dispose()
    {
        Segmenter.Dispose();
        _folder.Dispose();
    }
}
