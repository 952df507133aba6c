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

    /// <summary>Every name and shape of the parts that the cases have, videos included.</summary>
    [Fact]
    public void Names_of_SAM_3_are_the_official_ones()
    {
        const string Neck = "backbone.vision_backbone.convs.", ClickNeck = "backbone.vision_backbone.sam2_convs.";
        FixtureCase fixture = SegmentationCase.OfRepository("sam3_processor");
        using var weights = new WeightSet(fixture);
        using SafetensorsFile tracker = SafetensorsFile.Open(Path.Combine(Repository.Root, "tests", "fixtures", Fixtures.Segmentation, "sam3_tracker.weights.safetensors"));
        var networks = new ConceptNetworks
        {
            Vision = ConceptCase.Vision(fixture, weights),
            Text = ConceptCase.Text(fixture, weights),
            Head = ConceptCase.Head(fixture),
            Clicks = ConceptNetworks.Released.Clicks with { Width = fixture.Int("D"), ImageSize = fixture.Int("img"), Grid = fixture.Int("img") / 14 },
            MemoryWidth = 8,
            Memories = 4,
            MemoryDepth = 2,
            MemoryHidden = 64,
        };
        static string Text(string name, CheckpointTensor tensor) => $"{name} [{string.Join(", ", tensor.Shape)}]";
        string[] expected =
        [
            .. weights.Tensors.Values.Select(t => Text("detector." + t.Name, t)),
            .. weights.Tensors.Values.Where(t => t.Name.StartsWith(Neck, StringComparison.Ordinal)).Select(t => Text("detector." + ClickNeck + t.Name[Neck.Length..], t)),
            .. tracker.Tensors.Values.Select(t => Text("tracker." + t.Name, t)),
        ];
        CheckpointTensor[] made = [.. networks.Tensors(CheckpointType.Float32).Values];
        Assert.Equal(expected.Order(StringComparer.Ordinal), made.Where(t => t.Type == CheckpointType.Float32).Select(t => Text(t.Name, t)).Order(StringComparer.Ordinal));

        // The cases leave out the tables of rotations, one a block.
        Assert.Equal(networks.Vision.Depth, made.Count(t => t.Type == CheckpointType.Complex64 && t.Name.EndsWith(".attn.freqs_cis", StringComparison.Ordinal)));
    }

    [Fact]
    public void SAM_3_has_its_released_size()
    {
        using SyntheticWeights weights = SyntheticSegmenter.Open("sam3");
        double count = weights.Tensors.Values.Where(t => t.Type == CheckpointType.Float32).Sum(t => t.Count) / 1e6;
        ConceptModel read = ConceptModel.Read(weights, "sam3", new ConceptSizes())!;
        ConceptNetworks released = ConceptNetworks.Released;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"sam3: {count:F1} M parameters; picture {released.CountImage().MultiplyAdds / 1e9:F1} G, word {released.CountText().MultiplyAdds / 1e9:F1} G, question {released.CountDetector(0).MultiplyAdds / 1e9:F1} G, click {released.CountClick().MultiplyAdds / 1e9:F2} G multiply-adds");
        Assert.Equal(848, count, 0.02 * 848); // the model's card

        // What the shapes tell is what is released.
        Assert.Equal(released.Vision with { GlobalBlocks = read.Vision.GlobalBlocks }, read.Vision);
        Assert.Equal([7, 15, 23, 31], read.Vision.GlobalBlocks);
        Assert.Equal(released.Text, read.Text);
        Assert.Equal(released.Head, read.Head);
        Assert.Equal(released.Clicks, read.Clicks);
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
