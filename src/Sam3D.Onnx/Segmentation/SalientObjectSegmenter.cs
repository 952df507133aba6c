using System.Numerics.Tensors;
using Sam3D.Bundles;
using Sam3D.Imaging;
using Sam3D.Masks;
using Sam3D.Segmentation;
using Sam3D.Sessions;

namespace Sam3D;

/// <summary>
/// Finds the main object of a photograph without any prompt, with U²-Net-p ("U²-Net: Going Deeper with Nested U-Structure for Salient
/// Object Detection", Qin et al., 2020; official module <c>U2NETP</c>).
/// </summary>
/// <remarks>Safe for concurrent calls. The network sees the photograph at 320 × 320 pixels, so thin parts can get lost.</remarks>
public sealed class SalientObjectSegmenter : ISegmenter
{
    /// <summary>Side of the network's input and output in pixels.</summary>
    private const int Size = 320;

    /// <summary>A pixel belongs to the object above this, after the map has been stretched to 0..1.</summary>
    private const float Threshold = 0.5f;

    private const string Input = "input.1";
    private const string Output = "1959";
    private const long MaxModelBytes = 1L << 30;
    private readonly GraphSession _session;

    private SalientObjectSegmenter(GraphSession session, DeviceInfo device)
    {
        _session = session;
        Device = device;
    }

    /// <inheritdoc/>
    public PromptKinds SupportedPrompts => PromptKinds.Salient;

    /// <summary>What the network runs on.</summary>
    public DeviceInfo Device { get; }

    /// <summary>Loads the network from a file.</summary>
    /// <param name="path">The ONNX file of U²-Net-p or U²-Net, input <c>input.1</c> [1, 3, 320, 320], output <c>1959</c> [1, 1, 320, 320].</param>
    /// <param name="options">Device and threads; <see langword="null"/> takes the defaults.</param>
    /// <exception cref="BundleException">The file is missing, or is not that network.</exception>
    /// <exception cref="DeviceException">The device cannot be had.</exception>
    public static SalientObjectSegmenter Load(string path, RuntimeOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string label = MessageText.OneLine(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Load(stream, label, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{label} cannot be read ({MessageText.OneLine(e.Message).TrimEnd('.')}): give the ONNX file of U²-Net-p.", e);
        }
    }

    /// <summary>Loads the network from a stream, for example from a resource.</summary>
    /// <param name="stream">The ONNX file from the current position to the end, at most 1 GB; stays open.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Device and threads; <see langword="null"/> takes the defaults.</param>
    /// <exception cref="BundleException">It is not that network.</exception>
    /// <exception cref="DeviceException">The device cannot be had.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static SalientObjectSegmenter Load(Stream stream, string name, RuntimeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        var factory = new SessionFactory(options);
        byte[] model = ReadModel(stream, name);
        ExternalData.ThrowIfOutside(new MemoryStream(model), [], name);
        var spec = new StageSpec
        {
            File = name,
            Inputs = [new TensorSpec(Input, [1, 3, Size, Size])],
            Outputs = [new TensorSpec(Output, [1, 1, Size, Size])],
        };
        return new SalientObjectSegmenter(factory.Create(StageModel.FromBytes(model, spec, name)), factory.Device);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ScoredMask>> SegmentAsync(
        RgbImage image, SegmentationPrompt prompt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(prompt);
        return prompt.Kinds == PromptKinds.Salient
            ? new(Task.Run<IReadOnlyList<ScoredMask>>(() => [Segment(image, cancellationToken)], cancellationToken))
            : throw new PromptException(
                $"The prompt has {prompt.Kinds}, but {nameof(SalientObjectSegmenter)} only finds the main object: pass {nameof(SegmentationPrompt)}.{nameof(SegmentationPrompt.Salient)}, or use another segmenter.");
    }

    /// <summary>Frees the network.</summary>
    public void Dispose() => _session.Dispose();

    private ScoredMask Segment(RgbImage image, CancellationToken cancellationToken)
    {
        // 1. The picture at the network's size, [3, 320, 320].
        float[] input = PictureResampler.Resize(image.PixelArray, 3, image.Height, image.Width, Size, Size, Interpolation.Bilinear, antialias: true);
        SalientObjectMaps.Normalize(input);
        cancellationToken.ThrowIfCancellationRequested();

        // 2. The probability of every pixel, [320, 320].
        float[] map = new float[Size * Size];
        _session.Run([new NamedTensor(Input, input, 1, 3, Size, Size)], [new NamedTensor(Output, map, 1, 1, Size, Size)], cancellationToken);

        // 3. Stretched to 0..1 and brought back to the picture's size.
        float lowest = TensorPrimitives.Min<float>(map), highest = TensorPrimitives.Max<float>(map);
        if (!SalientObjectMaps.TryStretch(map, lowest, highest))
        {
            throw NothingFound(image);
        }

        float[] full = PictureResampler.Resize(map, 1, Size, Size, image.Height, image.Width, Interpolation.Bilinear, antialias: true);
        cancellationToken.ThrowIfCancellationRequested();

        // 4. The mask, and the mean of the network's own probability in it.
        (Mask mask, float mean) = SalientObjectMaps.Cut(full, image.Width, image.Height, Threshold);
        return mask.Count > 0
            ? new ScoredMask(mask, float.Lerp(lowest, highest, mean)) { Logits = new MaskLogits(this, Size, SalientObjectMaps.ToLogits(map)) }
            : throw NothingFound(image);
    }

    private static MaskException NothingFound(RgbImage image) =>
        new($"No main object was found in the picture of {image.Width}×{image.Height} pixels: give a mask, or a picture in which one object stands out.");

    private static byte[] ReadModel(Stream stream, string name)
    {
        var content = new MemoryStream();
        byte[] block = new byte[1 << 20];
        for (int read; (read = stream.Read(block)) > 0;)
        {
            if (content.Length + read > MaxModelBytes)
            {
                throw new BundleException($"{name} is larger than {MaxModelBytes} bytes: give the ONNX file of U²-Net-p.");
            }

            content.Write(block, 0, read);
        }

        return content.ToArray();
    }
}
