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

    /// <summary>What the samples are made of; <see langword="null"/> where they were imported.</summary>
    public required DataOptions? Options { get; init; }

    /// <summary>How given objects became samples; <see langword="null"/> where they were generated.</summary>
    public ImportOptions? Import { get; init; }

    /// <summary>
    /// SHA-256 over the names and contents of the meshes and photographs that were used, hexadecimal; empty without any. Of imported objects what told them from others.
    /// </summary>
    public string Sources { get; init; } = "";

    /// <summary>The manifest of what this version writes.</summary>
    internal static DatasetManifest Of(int count, int shardSize, string sources, DataOptions? options, ImportOptions? import) => new()
    {
        Format = FormatName,
        FormatVersion = 1,
        GeneratorVersion = DataOptions.GeneratorVersion,
        Count = count,
        ShardSize = shardSize,
        Options = options,
        Import = import,
        Sources = sources,
    };

    /// <summary>Number of shards.</summary>
    internal int ShardCount => (Count + ShardSize - 1) / ShardSize;

    /// <summary>Number of samples of a shard.</summary>
    internal int CountOf(int shard) => Math.Min(ShardSize, Count - (shard * ShardSize));
}
