using Sam3D.Conversion;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>What the segmenters ask for when they are run on shapes is what the official modules store, and synthetic checkpoints have the sizes of the releases.</summary>
public sealed class SyntheticSegmenterTests
{
    // In the official file, and read by nothing.
    private const string Unused = "no_mem_pos_enc";

    // Parameters in millions, counted from the official configurations.
    public static TheoryData<string, double> Released => new()
    {
        { "sam-vit-b", 93.7 }, { "mobile-sam", 9.75 }, { "sam2.1-tiny", 38.9 }, { "sam2.1-small", 46.0 }, { "sam2.1-base+", 80.8 }, { "sam2.1-large", 224.4 },
    };

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach ((string kind, bool isSecond) in new[] { ("SamPredictor", false), ("SAM2ImagePredictor", true) })
            {
                foreach (string name in SegmentationCase.Names(kind))
                {
                    data.Add(name, isSecond);
                }
            }

            return data;
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Names_are_the_official_ones(string name, bool isSecond)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        var ops = new ShapeOps();
        SegmentationModel model = SegmentationModel.Read(
            new SamShapes(weights, name), isSecond ? new SegmentationSizes { Hiera = SegmentationCase.Hiera(fixture, weights) } : new SegmentationSizes());
        Record(model, new ShapeBuilder(ops));
        string[] expected =
        [
            .. weights.Tensors.Values.Where(t => t.Name != Unused).Select(t => $"{t.Name} [{string.Join(", ", t.Shape)}]"),
        ];
        Assert.Equal(
            expected.Order(StringComparer.Ordinal), ops.Parameters.Select(p => $"{p.Key} [{string.Join(", ", p.Value)}]").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Released))]
    public void Released_sizes_are_recognised_by_their_shapes(string model, double millions)
    {
        using SyntheticWeights weights = SyntheticSegmenter.Open(model);
        double count = weights.Tensors.Values.Sum(t => t.Count) / 1e6;
        TestContext.Current.TestOutputHelper!.WriteLine($"{model}: {count:F2} M parameters");
        Assert.Equal(millions, count, 0.03 * millions);
        SegmentationModel read = SegmentationModel.Read(new SamShapes(weights, model), new SegmentationSizes());
        Assert.Equal(model, read.Name);

        // The configuration that the shapes tell asks for the very same parameters.
        var ops = new ShapeOps();
        Record(read, new ShapeBuilder(ops));
        Assert.Equal(
            weights.Tensors.Values.Select(t => $"{t.Name} [{string.Join(", ", t.Shape)}]").Order(StringComparer.Ordinal),
            ops.Parameters.Select(p => $"{p.Key} [{string.Join(", ", p.Value)}]").Order(StringComparer.Ordinal));
        (ShapeOps encoder, ShapeOps decoder) = SyntheticSegmenter.Count(model, 2);
        TestContext.Current.TestOutputHelper!.WriteLine($"{model}: picture {encoder.MultiplyAdds / 1e9:F1} G, click {decoder.MultiplyAdds / 1e9:F2} G multiply-adds");
    }

    /// <summary>All graphs of a model.</summary>
    private static void Record(SegmentationModel model, ShapeBuilder builder)
    {
        model.RecordEncoder(builder);
        model.RecordDecoder(builder);
        if (model.Memory is { } memory)
        {
            VideoGraphs.RecordAttention(builder, memory);
            VideoGraphs.RecordMemory(builder, memory);
            VideoGraphs.RecordMaskPrompt(builder, memory);
        }
    }

    [Fact]
    public void A_synthetic_file_converts()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("mobile.pt");
        SyntheticSegmenter.Write(file, "mobile-sam", new SyntheticCheckpointOptions { Seed = 3 }, TestContext.Current.CancellationToken);
        Assert.Equal("mobile-sam", SegmentationConverter.Convert(file, folder.File("bundle"), cancellationToken: TestContext.Current.CancellationToken).Name);
        using SyntheticWeights again = SyntheticSegmenter.Open("mobile-sam", new SyntheticCheckpointOptions { Seed = 3, Size = SyntheticSize.Full });
        using ICheckpoint written = CheckpointFile.Open(file);
        Assert.Equal(again.ReadSingle("mask_decoder.mask_tokens.weight"), written.ReadSingle("mask_decoder.mask_tokens.weight"));
    }
}
