using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>What the shapes of a SAM 2 checkpoint do not tell: heads, windows and global blocks (official <c>configs/sam2.1/sam2.1_hiera_*.yaml</c>).</summary>
internal static class Sam2Sizes
{
    private static readonly IReadOnlyList<(string Name, HieraConfig Config)> All =
    [
        ("tiny", Size(96, 1, [1, 2, 7, 2], [8, 4, 14, 7], [5, 7, 9], 7)),
        ("small", Size(96, 1, [1, 2, 11, 2], [8, 4, 14, 7], [7, 10, 13], 7)),
        ("base+", Size(112, 2, [2, 3, 16, 3], [8, 4, 14, 7], [12, 16, 20], 14)),
        ("large", Size(144, 2, [2, 6, 36, 4], [8, 4, 16, 8], [23, 33, 43], 7)),
    ];

    /// <summary>The names of the sizes.</summary>
    public static string Names => string.Join(", ", All.Select(s => s.Name));

    /// <summary>A size by its channels and blocks.</summary>
    public static HieraConfig? Find(int width, IReadOnlyList<int> stages) =>
        All.FirstOrDefault(s => s.Config.EmbedDim == width && s.Config.Stages.SequenceEqual(stages)).Config;

    /// <summary>A size by its name.</summary>
    public static HieraConfig? Find(string name) => All.FirstOrDefault(s => s.Name == name).Config;

    /// <summary>The name of a size.</summary>
    public static string NameOf(HieraConfig config) => All.First(s => s.Config.Stages.SequenceEqual(config.Stages)).Name;

    private static HieraConfig Size(int width, int heads, int[] stages, int[] windows, int[] global, int background) => new()
    {
        ImageSize = SamConfigs.ReleasedImageSize,
        EmbedDim = width,
        NumHeads = heads,
        Stages = stages,
        Windows = windows,
        GlobalBlocks = global,
        BackgroundGrid = background,
        OutChannels = 256,
    };
}
