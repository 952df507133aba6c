using Sam3D.Bundles;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>What a bundle has for videos beside image encoder and mask decoder.</summary>
internal static class VideoStages
{
    /// <summary>Number of graphs.</summary>
    public const int Count = 3;

    // Official settings of the released video predictors, which weights do not tell.
    private const int SecondHoleArea = 8, ThirdPromptedFrames = 4, All = -1;

    /// <summary>Writes the graphs.</summary>
    /// <param name="stages">The bundle.</param>
    /// <param name="tracker">The state dict of SAM 2, or that of SAM 3's tracker.</param>
    /// <param name="config">Sizes.</param>
    /// <returns>What the runtime must know.</returns>
    public static TrackingSpec Write(StageWriter stages, ICheckpoint tracker, MemoryConfig config)
    {
        stages.Write(SegmentationManifest.MemoryAttentionStage, tracker, b => VideoGraphs.RecordAttention(b, config));
        stages.Write(SegmentationManifest.MemoryEncoderStage, tracker, b => VideoGraphs.RecordMemory(b, config));
        stages.Write(SegmentationManifest.MaskPromptStage, tracker, b => VideoGraphs.RecordMaskPrompt(b, config));
        return new TrackingSpec
        {
            Width = config.Width,
            MemoryWidth = config.MemoryWidth,
            Grid = config.Grid,
            Memories = config.Memories,
            MaxPromptedFrames = config.IsThird ? ThirdPromptedFrames : All,
            HoleArea = config.IsThird ? 0 : SecondHoleArea,
            SelectsMemories = config.IsThird,
            IsThird = config.IsThird,
        };
    }
}
