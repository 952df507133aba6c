using Sam3D.Masks;

namespace Sam3D.Cli.Segmentation;

/// <summary>Opens the segmenter that a command line names.</summary>
internal static class SegmenterSource
{
    /// <summary>Opens it.</summary>
    /// <param name="request">Names the model.</param>
    /// <param name="runtime">Device and threads.</param>
    /// <param name="cancellationToken">Honoured while loading.</param>
    /// <returns>The segmenter, and what to call it.</returns>
    /// <exception cref="BundleException">There is no such model.</exception>
    /// <exception cref="PromptException">The model does not understand what it is to be told.</exception>
    public static (ISegmenter Segmenter, string Name) Open(PromptRequest request, RuntimeOptions runtime, CancellationToken cancellationToken)
    {
        ISegmenter segmenter = request.Model is { } model ? Load(model, request.Decoder, runtime, cancellationToken) : GraphCutSegmenter.CreateDefault(runtime);
        string name = request.Model ?? "the embedded graph cut";
        if (request.Text is not null && !segmenter.SupportedPrompts.HasFlag(PromptKinds.Text))
        {
            segmenter.Dispose();
            throw new PromptException(
                $"--text needs a model that understands words, but {name} understands {segmenter.SupportedPrompts}: give a bundle that 'sam3d convert' made of SAM 3 with --model, or use --point or --box.");
        }

        return (segmenter, name);
    }

    /// <summary>How everything is found with a segmenter.</summary>
    /// <param name="segmenter">The segmenter.</param>
    /// <param name="request">What the command line says.</param>
    /// <param name="photo">The photograph.</param>
    public static AutomaticMaskOptions Everything(ISegmenter segmenter, PromptRequest request, RgbImage photo)
    {
        AutomaticMaskOptions options = segmenter is GraphCutSegmenter ? GraphCutSegmenter.Everything : new AutomaticMaskOptions();
        return options with
        {
            PointsPerSide = request.PointsPerSide ?? options.PointsPerSide,
            CropLayers = request.CropLayers ?? options.CropLayers,
            LeastRegionArea = request.LeastArea ?? (int)((long)photo.Width * photo.Height / 10_000),
        };
    }

    private static ISegmenter Load(string model, string? decoder, RuntimeOptions runtime, CancellationToken cancellationToken)
    {
        if (Directory.Exists(model))
        {
            return decoder is null
                ? SegmenterBundle.Open(model, runtime, cancellationToken)
                : throw new UsageException($"--decoder needs an ONNX file as --model, but {model} is a folder.");
        }

        if (!File.Exists(model))
        {
            throw new BundleException($"{model} does not exist: give the folder of a segmentation bundle, or the image encoder of an ONNX export.");
        }

        return OnnxSegmenter.OpenFiles(model, decoder ?? DecoderBeside(model), runtime, cancellationToken);
    }

    private static string DecoderBeside(string encoder)
    {
        string name = Path.GetFileName(encoder), other = name.Replace("encoder", "decoder", StringComparison.OrdinalIgnoreCase);
        string path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(encoder))!, other);
        return other != name && File.Exists(path)
            ? path
            : throw new BundleException($"The mask decoder that belongs to {encoder} is not beside it ('encoder' in its name changed to 'decoder'): give it with --decoder.");
    }
}
