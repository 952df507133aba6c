namespace Sam3D.Training.Data.Storage;

/// <summary>The file <c>dataset.json</c>: what a dataset was made of.</summary>
public sealed record DatasetManifest
{
    /// <summary>The name of the format.</summary>
    public const string FormatName = "sam3d-training-data";

    /// <summary><see cref="FormatName"/>.</summary>
    public required string Format { get; init; }

    /// <summary>Version of the format, 1.</summary>
    public required int FormatVersion { get; init; }

    /// <summary><see cref="DataOptions.GeneratorVersion"/> of the program that made it.</summary>
    public required int GeneratorVersion { get; init; }

    /// <summary>Number of samples.</summary>
    public required int Count { get; init; }

    /// <summary>Samples a shard; the last one may have fewer.</summary>
    public required int ShardSize { get; init; }

    /// <summary>What the samples are made of.</summary>
    public required DataOptions Options { get; init; }

    /// <summary>SHA-256 over the names and contents of the meshes and photographs that were used, hexadecimal; empty without any.</summary>
    public string Sources { get; init; } = "";

    /// <summary>Number of shards.</summary>
    internal int ShardCount => (Count + ShardSize - 1) / ShardSize;

    /// <summary>Number of samples of a shard.</summary>
    internal int CountOf(int shard) => Math.Min(ShardSize, Count - (shard * ShardSize));
}
