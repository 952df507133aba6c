using Sam3D.Conversion;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>Reads the cases of promptable segmentation: sizes from the JSON and from the shapes of the weights.</summary>
internal static class SegmentationCase
{
    /// <summary>The cases whose official class has exactly this name.</summary>
    public static TheoryData<string> Cases(string module) => [.. Names(module)];

    /// <summary>The names of these cases.</summary>
    public static IReadOnlyList<string> Names(string module) =>
        [.. Fixtures.Discover(module, Fixtures.Segmentation).Where(n => Open(n).Module == module)];

    /// <summary>A case of the repository, for what is not a comparison with a reference.</summary>
    public static FixtureCase OfRepository(bool isSecond) => OfRepository(isSecond ? "sam2_image_predictor" : "sam1_predictor");

    /// <summary>A case of the repository by its name.</summary>
    public static FixtureCase OfRepository(string name) => FixtureCase.Open(Path.Combine(Repository.Root, "tests", "fixtures", Fixtures.Segmentation), name);

    public static FixtureCase Open(string name) => Fixtures.Open(name, Fixtures.Segmentation);

    public static SamImageEncoderConfig ImageEncoder(FixtureCase fixture, WeightSet weights)
    {
        SamImageEncoderConfig config = SamConfigs.ImageEncoder(new SamShapes(weights, fixture.Name));

        // What the shapes tell is what the case says.
        Assert.Equal(fixture.Int("S"), config.ImageSize);
        Assert.Equal(fixture.Int("embed"), config.EmbedDim);
        Assert.Equal(fixture.Int("depth"), config.Depth);
        Assert.Equal(fixture.Int("heads"), config.NumHeads);
        Assert.Equal(fixture.Int("win"), config.WindowSize);
        Assert.Equal(fixture.Setting("glob").EnumerateArray().Select(g => g.GetInt32()), config.GlobalBlocks);
        Assert.Equal(fixture.Int("D"), config.OutChannels);
        return config;
    }

    public static SamDecoderConfig Sam1Decoder(FixtureCase fixture, WeightSet weights)
    {
        SamImageEncoderConfig encoder = ImageEncoder(fixture, weights);
        return SamConfigs.Decoder(new SamShapes(weights, fixture.Name), isSecond: false, encoder.ImageSize, encoder.Grid) with { NumHeads = DecoderHeads(fixture) };
    }

    public static SamDecoderConfig Sam2Decoder(FixtureCase fixture, WeightSet weights)
    {
        int size = fixture.Int("image_size");
        return SamConfigs.Decoder(new SamShapes(weights, fixture.Name), isSecond: true, size, size / 16) with { NumHeads = DecoderHeads(fixture) };
    }

    public static SamDecoderConfig Sam3Decoder(FixtureCase fixture, WeightSet weights)
    {
        int size = fixture.Int("S");
        return SamConfigs.Decoder(new SamShapes(weights, fixture.Name), isSecond: true, size, size / 14) with { NumHeads = DecoderHeads(fixture) };
    }

    /// <summary>The memories of SAM 3's tracker.</summary>
    public static MemoryConfig Sam3Memory(FixtureCase fixture, WeightSet weights)
    {
        MemoryConfig config = MemoryConfigs.Read(new SamShapes(weights, fixture.Name), fixture.Int("S") / 14);
        Assert.True(config.IsThird);
        Assert.Equal(fixture.Int("D"), config.Width);
        Assert.Equal(fixture.Int("M"), config.MemoryWidth);
        Assert.Equal(fixture.Int("ff"), config.HiddenDim);
        Assert.Equal(fixture.Int("layers"), config.Depth);
        Assert.Equal(fixture.Int("num_maskmem"), config.Memories);
        return config;
    }

    public static MemoryConfig Memory(FixtureCase fixture, WeightSet weights)
    {
        MemoryConfig config = MemoryConfigs.Read(new SamShapes(weights, fixture.Name), fixture.Int("image_size") / 16);
        Assert.Equal(fixture.Int("d_model"), config.Width);
        Assert.Equal(fixture.Int("mem_dim"), config.MemoryWidth);
        Assert.Equal(fixture.Int("ff"), config.HiddenDim);
        Assert.Equal(fixture.Int("mem_layers"), config.Depth);
        Assert.Equal(fixture.Int("num_maskmem"), config.Memories);
        return config with { NumHeads = fixture.Json.GetProperty("architecture").GetProperty("memory_attention").GetProperty("num_heads").GetInt32() };
    }

    public static TinyVitConfig TinyVit(FixtureCase fixture, WeightSet weights)
    {
        int[] List(string name) => [.. fixture.Setting(name).EnumerateArray().Select(e => e.GetInt32())];
        int size = fixture.Int("img_size");
        TinyVitConfig config = SamConfigs.TinyVit(new SamShapes(weights, fixture.Name), size, "");
        Assert.Equal(List("embed_dims"), config.EmbedDims);
        Assert.Equal(List("depths"), config.Depths);
        Assert.Equal(List("num_heads").Skip(1), config.NumHeads.Skip(1));
        Assert.Equal(List("window_sizes").Skip(1), config.WindowSizes.Skip(1));

        // Cases narrower than the release set the last stride by hand.
        int last = fixture["output"].Shape[2];
        return config with { Strides = [.. config.Strides.SkipLast(1), config.Grid(config.Strides.Count - 1) / last] };
    }

    public static HieraConfig Hiera(FixtureCase fixture, WeightSet weights)
    {
        HieraConfig config = TinyVideoBundle.Hiera(fixture);
        Assert.Equal(config.OutChannels, weights.Shape("image_encoder.neck.convs.0.conv.weight")[0]);
        return config;
    }

    /// <summary>Makes an output of every value that the case holds.</summary>
    public static Action<string, NetworkTensor> Observe(NetworkBuilder builder, FixtureCase fixture, string prefix) => (name, value) =>
    {
        if (fixture.Has(prefix + name))
        {
            builder.Output(prefix + name, value, Long(fixture[prefix + name].Shape));
        }
    };

    public static long[] Long(int[] shape) => [.. shape.Select(d => (long)d)];

    /// <summary>A tensor with an axis of one entry in front.</summary>
    public static Tensor Batch(Tensor tensor) => new([1, .. tensor.Shape], tensor.Values);

    private static int DecoderHeads(FixtureCase fixture) =>
        fixture.Json.GetProperty("architecture").GetProperty("mask_decoder_transformer").GetProperty("num_heads").GetInt32();
}
