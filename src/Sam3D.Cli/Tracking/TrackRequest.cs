namespace Sam3D.Cli.Tracking;

/// <summary>What <c>sam3d track</c> shall do.</summary>
internal sealed record TrackRequest
{
    /// <summary>Folder with the frames.</summary>
    public required string Frames { get; init; }

    /// <summary>Folder for the results.</summary>
    public required string Output { get; init; }

    /// <summary>The bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Clicks on and beside objects.</summary>
    public IReadOnlyList<TrackPrompt> Points { get; init; } = [];

    /// <summary>Boxes.</summary>
    public IReadOnlyList<TrackPrompt> Boxes { get; init; } = [];

    /// <summary>Files of masks.</summary>
    public IReadOnlyList<TrackPrompt> Masks { get; init; } = [];

    /// <summary>Text.</summary>
    public TrackPrompt? Text { get; init; }

    /// <summary>Whether frames are also written with what was found drawn onto them.</summary>
    public bool WritesOverlays { get; init; } = true;

    /// <summary>Device, threads.</summary>
    public RuntimeOptions Runtime { get; init; } = new();

    /// <summary>The prompts; clicks and a box of one object on one frame are one.</summary>
    /// <exception cref="MaskException">The file of a mask cannot be read.</exception>
    public IReadOnlyList<VideoPrompt> Prompts()
    {
        IEnumerable<(TrackPrompt Prompt, PointPrompt? Point, BoxPrompt? Box)> pointed =
        [
            .. Points.Select(p => (p, p.Point(), default(BoxPrompt?))),
            .. Boxes.Select(p => (p, default(PointPrompt?), p.Box())),
        ];
        return
        [
            .. pointed.GroupBy(p => (p.Prompt.Object, p.Prompt.Frame)).Select(g => new VideoPrompt(g.Key.Frame, g.Key.Object, new SegmentationPrompt
            {
                Points = [.. g.Where(p => p.Point is not null).Select(p => p.Point!.Value)],
                Boxes = [.. g.Where(p => p.Box is not null).Select(p => p.Box!.Value)],
            })),
            .. Masks.Select(m => new VideoPrompt(m.Frame, m.Object, new SegmentationPrompt { Mask = Mask.Load(m.Value) })),
            .. Text is { } text ? [new VideoPrompt(text.Frame, text.Object, new SegmentationPrompt { Text = text.Value })] : Array.Empty<VideoPrompt>(),
        ];
    }
}
