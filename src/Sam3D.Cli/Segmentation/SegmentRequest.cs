namespace Sam3D.Cli.Segmentation;

/// <summary>What <c>segment</c> was asked to do.</summary>
internal sealed record SegmentRequest
{
    /// <summary>Path of the photograph.</summary>
    public required string Photo { get; init; }

    /// <summary>The folder for the results.</summary>
    public required string Output { get; init; }

    /// <summary>What to look for.</summary>
    public required PromptRequest Prompt { get; init; }

    /// <summary>Whether all masks that a click may mean are written, and not the best alone.</summary>
    public bool Alternatives { get; init; }

    /// <summary>Device and threads.</summary>
    public required RuntimeOptions Runtime { get; init; }

    /// <summary>Whether existing files are replaced.</summary>
    public bool ReplacesFiles { get; init; } = true;
}
