namespace Sam3D.Cli.Segmentation;

/// <summary>What to look for in a photograph, and with which segmenter.</summary>
internal sealed record PromptRequest
{
    /// <summary>Clicks.</summary>
    public IReadOnlyList<PointPrompt> Points { get; init; } = [];

    /// <summary>Boxes, one an object.</summary>
    public IReadOnlyList<BoxPrompt> Boxes { get; init; } = [];

    /// <summary>A noun phrase; <see langword="null"/> for none.</summary>
    public string? Text { get; init; }

    /// <summary>Path of a rough mask; <see langword="null"/> for none.</summary>
    public string? Mask { get; init; }

    /// <summary>Whether everything is to be found.</summary>
    public bool Everything { get; init; }

    /// <summary>Clicks along each side; <see langword="null"/> for what fits the segmenter.</summary>
    public int? PointsPerSide { get; init; }

    /// <summary>Layers of parts; <see langword="null"/> for none.</summary>
    public int? CropLayers { get; init; }

    /// <summary>Holes and islands of fewer pixels go; <see langword="null"/> for a ten-thousandth of the picture.</summary>
    public int? LeastArea { get; init; }

    /// <summary>A bundle's folder or an ONNX file; <see langword="null"/> for the embedded segmenter.</summary>
    public string? Model { get; init; }

    /// <summary>The mask decoder beside an ONNX file; <see langword="null"/> to find it.</summary>
    public string? Decoder { get; init; }

    /// <summary>The prompt as one, for <c>segment</c>: all clicks belong to one object.</summary>
    /// <param name="photo">The photograph.</param>
    /// <exception cref="MaskException">The mask cannot be read.</exception>
    public SegmentationPrompt ToPrompt(RgbImage photo)
    {
        Mask? mask = Mask is { } path ? Sam3D.Mask.Load(path) : null;
        try
        {
            mask?.ThrowIfUnusableFor(photo);
        }
        catch (MaskException e)
        {
            throw new MaskException($"{Mask}: {e.Message}", e);
        }

        return new SegmentationPrompt { Points = Points, Boxes = Boxes, Text = Text, Mask = mask };
    }

    /// <summary>Checks what can be checked without the photograph.</summary>
    /// <exception cref="UsageException">There is nothing to look for, or options contradict each other.</exception>
    public void ThrowIfUnusable()
    {
        bool isPrompted = Points.Count > 0 || Boxes.Count > 0 || Text is not null || Mask is not null;
        if (!isPrompted && !Everything)
        {
            throw new UsageException("There is nothing to look for: give --point, --box, --text, --mask or --everything.");
        }

        if (isPrompted && Everything)
        {
            throw new UsageException("--everything asks for all objects, --point, --box, --text and --mask for one: give either.");
        }

        if (Text is not null && string.IsNullOrWhiteSpace(Text))
        {
            throw new UsageException("--text is empty, expected a noun phrase, for example \"yellow mug\".");
        }

        if (!Everything && (PointsPerSide ?? CropLayers ?? LeastArea) is not null)
        {
            throw new UsageException("--points-per-side, --crop-layers and --min-area need --everything.");
        }

        if (Decoder is not null && Model is null)
        {
            throw new UsageException("--decoder needs --model with the image encoder that belongs to it.");
        }
    }
}
