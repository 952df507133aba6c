using Sam3D.Training.Data.Storage;

namespace Sam3D.Training.Data;

/// <summary>A dataset as one file describes it: how many samples, and of what.</summary>
public sealed record DataRecipe
{
    /// <summary>Number of samples, 1 to <see cref="DatasetLimits.MaxSamples"/>.</summary>
    public required int Count { get; init; }

    /// <summary>Samples a shard, 1 to <see cref="DatasetLimits.MaxShardSize"/>. Default <see cref="DatasetGenerator.DefaultShardSize"/>.</summary>
    public int ShardSize { get; init; } = DatasetGenerator.DefaultShardSize;

    /// <summary>What the samples are made of.</summary>
    public DataOptions Options { get; init; } = new();
}
