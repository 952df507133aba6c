using Sam3D.Export;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// Stand-ins for the released checkpoints of promptable segmenters: one file with the official names, shapes and wrapping, and random weights. They convert and run like the
/// releases, at the same cost. <b>The results mean nothing.</b>
/// </summary>
/// <remarks>The file of SAM 3 holds every tensor of the release, and a list of merges is written beside it.</remarks>
public static class SyntheticSegmenter
{
    private const string VitB = "sam-vit-b", MobileSam = "mobile-sam", Sam2 = "sam2.1-", Sam3 = "sam3";

    /// <summary>The models that can be made.</summary>
    public static IReadOnlyList<string> Models { get; } = [VitB, MobileSam, .. ((string[])["tiny", "small", "base+", "large"]).Select(s => Sam2 + s), Sam3];

    /// <summary>The weights of a model, made when they are read; nothing is written.</summary>
    /// <param name="model">One of <see cref="Models"/>. Names of tensors are those in its state dict.</param>
    /// <param name="options">Seed and precision; the size is that of the release. <see langword="null"/> takes the defaults.</param>
    /// <exception cref="ArgumentException">There is no such model, or an option is out of range.</exception>
    public static SyntheticWeights Open(string model, SyntheticCheckpointOptions? options = null) => Make(model, options).Weights;

    /// <summary>Writes the file in PyTorch's format, completely or not at all.</summary>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="model">One of <see cref="Models"/>.</param>
    /// <param name="options">Seed and precision; <see langword="null"/> takes the defaults.</param>
    /// <param name="cancellationToken">Honoured between parts of tensors; nothing is left behind.</param>
    /// <exception cref="ArgumentException">There is no such model, or an option is out of range.</exception>
    /// <exception cref="ExportException">The file cannot be written.</exception>
    public static void Write(string path, string model, SyntheticCheckpointOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SyntheticFile file = Make(model, options);
        if (model == Sam3)
        {
            SyntheticMerges.WriteBeside(path);
        }

        AtomicFile.Write(path, stream => file.Write(stream, Path.GetFileNameWithoutExtension(path), cancellationToken));
    }

    /// <summary>Runs both graphs of a model on shapes.</summary>
    /// <param name="model">One of <see cref="Models"/>. Of SAM 3, which has more (<see cref="ConceptNetworks"/>), what clicks need.</param>
    /// <param name="points">Points of the prompt, the one that stands for none included.</param>
    /// <returns>What the image encoder and what the mask decoder ask for and compute.</returns>
    internal static (ShapeOps Encoder, ShapeOps Decoder) Count(string model, int points)
    {
        (ShapeOps encoder, ShapeOps decoder) = (new ShapeOps(), new ShapeOps());
        var prompt = new ShapeBuilder(decoder) { Free = new Dictionary<long, long> { [-2] = points } };
        var picture = new ShapeBuilder(encoder);
        if (model.StartsWith(Sam2, StringComparison.Ordinal) && Sam2Sizes.Find(model[Sam2.Length..]) is { } hiera)
        {
            SegmentationGraphs.RecordEncoder(picture, hiera, isForVideo: true);
            SegmentationGraphs.RecordDecoder(prompt, Decoder(isSecond: true), hasPointers: true);
            return (encoder, decoder);
        }

        if (model == Sam3)
        {
            ConceptNetworks third = ConceptNetworks.Released;
            ConceptGraphs.RecordImage(picture, third.Vision, third.Head, givesTrunk: true);
            ConceptGraphs.RecordClicks(picture, third.Vision, "detector", "tracker", isForVideo: true);
            SegmentationGraphs.RecordDecoder(prompt, third.Clicks, hasPointers: true);
            return (encoder, decoder);
        }

        SegmentationGraphs.RecordEncoder(
            picture,
            (scope, image) => model switch
            {
                VitB => SamImageEncoder.Apply(scope, ViTB, image),
                MobileSam => TinyVitEncoder.Apply(scope, TinyViT, image),
                _ => throw new ArgumentException($"There is no model '{model}', expected one of {string.Join(", ", Models)}.", nameof(model)),
            },
            SamConfigs.ReleasedImageSize,
            Width,
            Grid);
        SegmentationGraphs.RecordDecoder(prompt, Decoder(isSecond: false));
        return (encoder, decoder);
    }

    /// <summary>Runs the graphs that a video adds on shapes.</summary>
    /// <param name="model">One of <see cref="Models"/> that follows objects.</param>
    /// <param name="memories">Memories that a frame attends to.</param>
    /// <param name="pointers">Pointers that a frame attends to.</param>
    /// <returns>What the attention, and what the memory encoder with the prompt of a mask ask for and compute.</returns>
    internal static (ShapeOps Attention, ShapeOps Encoder) CountVideo(string model, int memories, int pointers)
    {
        MemoryConfig config = model == Sam3 ? ConceptNetworks.Released.Memory : Memory;
        (ShapeOps attention, ShapeOps encoder) = (new ShapeOps(), new ShapeOps());
        VideoGraphs.RecordAttention(new ShapeBuilder(attention) { Free = new Dictionary<long, long> { [-3] = memories, [-4] = pointers } }, config);
        VideoGraphs.RecordMemory(new ShapeBuilder(encoder), config);
        VideoGraphs.RecordMaskPrompt(new ShapeBuilder(encoder), config);
        return (attention, encoder);
    }

    private const int Width = 256, Grid = 64;

    private static MemoryConfig Memory { get; } = new()
    {
        Width = Width,
        MemoryWidth = 64,
        Grid = Grid,
        HiddenDim = 2048,
        Depth = 4,
        Memories = 7,
        FuserDepth = 2,
    };

    private static SamImageEncoderConfig ViTB { get; } = new()
    {
        ImageSize = SamConfigs.ReleasedImageSize,
        PatchSize = 16,
        EmbedDim = 768,
        Depth = 12,
        NumHeads = 12,
        HiddenDim = 3072,
        WindowSize = 14,
        GlobalBlocks = [2, 5, 8, 11],
        OutChannels = Width,
    };

    private static TinyVitConfig TinyViT { get; } = new()
    {
        ImageSize = SamConfigs.ReleasedImageSize,
        EmbedDims = [64, 128, 160, 320],
        Depths = [2, 2, 6, 2],
        NumHeads = [2, 4, 5, 10],
        WindowSizes = [7, 7, 14, 7],
        OutChannels = Width,
    };

    private static SamDecoderConfig Decoder(bool isSecond) => new()
    {
        Width = Width,
        ImageSize = SamConfigs.ReleasedImageSize,
        Grid = Grid,
        MaskChannels = 16,
        HiddenDim = 2048,
        IouHidden = 256,
        IsSecond = isSecond,
    };

    private static SyntheticFile Make(string model, SyntheticCheckpointOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        options ??= new SyntheticCheckpointOptions { Size = SyntheticSize.Full };
        options.Validate();
        CheckpointType type = options.Precision == SyntheticPrecision.Float16 ? CheckpointType.Float16 : CheckpointType.Float32;
        if (model == Sam3)
        {
            return new SyntheticFile(model, new SyntheticWeights(ConceptNetworks.Released.Tensors(type).Values.Select(Values)));
        }

        (ShapeOps encoder, ShapeOps decoder) = Count(model, points: 2);
        bool isSecond = model.StartsWith(Sam2, StringComparison.Ordinal);

        (ShapeOps attention, ShapeOps memory) = CountVideo(Sam2, memories: 1, pointers: 1);
        IEnumerable<KeyValuePair<string, IReadOnlyList<long>>> video = isSecond ? attention.Parameters.Concat(memory.Parameters) : [];
        var weights = new SyntheticWeights(
            encoder.Parameters.Concat(decoder.Parameters).Concat(video).DistinctBy(p => p.Key).Select(p => Values(new CheckpointTensor(p.Key, type, p.Value))));
        return new SyntheticFile(model, weights, isSecond ? "model" : null);

        SyntheticTensor Values(CheckpointTensor tensor)
        {
            (float mean, float deviation) = WeightRoles.Of(tensor.Name, tensor.Shape);
            return new SyntheticTensor(tensor, TensorValues.Normal(options.Seed, $"{model}/{tensor.Name}", mean, deviation));
        }
    }
}
