namespace Sam3D.Networks;

/// <summary>Sizes of <see cref="TinyVitEncoder"/> (official <c>TinyViT</c> of MobileSAM).</summary>
public sealed record TinyVitConfig
{
    /// <summary>Side of the picture, 1024 in the release.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Channels of each stage: 64, 128, 160, 320.</summary>
    public required IReadOnlyList<int> EmbedDims { get; init; }

    /// <summary>Blocks of each stage: 2, 2, 6, 2.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>Attention heads of each stage: 2, 4, 5, 10. The first stage has convolutions only.</summary>
    public required IReadOnlyList<int> NumHeads { get; init; }

    /// <summary>Tokens along a window of each stage: 7, 7, 14, 7.</summary>
    public required IReadOnlyList<int> WindowSizes { get; init; }

    /// <summary>Channels inside of the first stage's blocks over those outside, 4.</summary>
    public int ConvExpand { get; init; } = 4;

    /// <summary>Channels inside of an MLP over those outside, 4.</summary>
    public int MlpRatio { get; init; } = 4;

    /// <summary>How much each of the steps between stages shrinks the map: 2, 2, 1.</summary>
    public IReadOnlyList<int> Strides { get; init; } = [2, 2, 1];

    /// <summary>Channels of the embedding, 256.</summary>
    public required int OutChannels { get; init; }

    /// <summary>Tokens along a side of a stage's map.</summary>
    /// <param name="stage">Number of the stage; the first stage's map has a quarter of the picture's side.</param>
    public int Grid(int stage)
    {
        int side = ImageSize / 4;
        for (int i = 0; i < stage; i++)
        {
            side /= Strides[i];
        }

        return side;
    }
}
