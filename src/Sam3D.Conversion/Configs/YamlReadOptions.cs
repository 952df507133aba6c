namespace Sam3D.Conversion;

/// <summary>Limits of <see cref="YamlConfig"/>. A file beyond one is refused with a message that names the limit.</summary>
public sealed record YamlReadOptions
{
    /// <summary>The limits used when none are given.</summary>
    public static YamlReadOptions Default { get; } = new();

    /// <summary>Largest file in bytes; 4 MB.</summary>
    public int MaxBytes { get; init; } = 4 << 20;

    /// <summary>Deepest nesting of lists and mappings; 64.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Most nodes, those repeated by aliases counted each time; 200,000.</summary>
    public int MaxNodes { get; init; } = 200_000;

    /// <summary>Longest path of a node, all keys and dots together, in UTF-16 units; 1,024. Every node keeps its path.</summary>
    public int MaxPathLength { get; init; } = 1_024;
}
