namespace Sam3D.Networks;

/// <summary>Sizes of the image encoder of SAM 2 (official <c>Hiera</c> and <c>FpnNeck</c>).</summary>
public sealed record HieraConfig
{
    /// <summary>Side of the picture, 1024 in the release.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Channels of the first stage; each further stage doubles them. 96 (tiny, small), 112 (base+), 144 (large).</summary>
    public required int EmbedDim { get; init; }

    /// <summary>Attention heads of the first stage; each further stage doubles them. 1 (tiny, small) or 2.</summary>
    public required int NumHeads { get; init; }

    /// <summary>Blocks of each stage.</summary>
    public required IReadOnlyList<int> Stages { get; init; }

    /// <summary>Tokens along a window of each stage.</summary>
    public required IReadOnlyList<int> Windows { get; init; }

    /// <summary>Numbers of the blocks whose attention is over the whole picture.</summary>
    public required IReadOnlyList<int> GlobalBlocks { get; init; }

    /// <summary>Side of the table of positions of the background, 7 or 14.</summary>
    public required int BackgroundGrid { get; init; }

    /// <summary>Channels of the levels that come out, 256 in the release.</summary>
    public required int OutChannels { get; init; }

    /// <summary>Levels that get features from the coarser level above them, 2 and 3 in the release.</summary>
    public IReadOnlyList<int> TopDownLevels { get; init; } = [2, 3];

    /// <summary>Channels inside of an MLP over those outside, 4.</summary>
    public int MlpRatio { get; init; } = 4;

    /// <summary>All blocks.</summary>
    public int Depth => Stages.Sum();

    /// <summary>Tokens along a side of a stage's map: a quarter of the picture's side, halved by each stage.</summary>
    /// <param name="stage">Number of the stage.</param>
    public int Grid(int stage) => ImageSize / 4 >> stage;

    /// <summary>The stage of a block.</summary>
    /// <param name="block">Number of the block.</param>
    public int StageOf(int block)
    {
        int stage = 0;
        for (int end = Stages[0]; block >= end; end += Stages[stage])
        {
            stage++;
        }

        return stage;
    }
}
