using Sam3D.Conversion;

namespace Sam3D.Cli.Inspection;

/// <summary>What a checkpoint file holds.</summary>
internal sealed record CheckpointInfo
{
    /// <summary>Always <c>checkpoint</c>.</summary>
    public string Kind { get; init; } = "checkpoint";

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Size of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Number of tensors.</summary>
    public required int Tensors { get; init; }

    /// <summary>Numbers in all tensors.</summary>
    public required long Parameters { get; init; }

    /// <summary>Tensors and numbers of each element type.</summary>
    public required IReadOnlyList<TensorGroup> Types { get; init; }

    /// <summary>Tensors and numbers of each module.</summary>
    public required IReadOnlyList<TensorGroup> Prefixes { get; init; }

    /// <summary>Every tensor in file order, when asked for.</summary>
    public IReadOnlyList<TensorInfo>? List { get; init; }

    /// <summary>Reads the header of a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="listsTensors">Whether <see cref="List"/> is filled.</param>
    /// <exception cref="CheckpointException">The file is no checkpoint, or a hostile one.</exception>
    public static CheckpointInfo Read(string path, bool listsTensors)
    {
        using ICheckpoint checkpoint = CheckpointFile.Open(path);
        ICollection<CheckpointTensor> tensors = [.. checkpoint.Tensors.Values];
        return new CheckpointInfo
        {
            Path = path,
            Bytes = new FileInfo(path).Length,
            Tensors = tensors.Count,
            Parameters = tensors.Sum(t => t.Count),
            Types = Group(tensors, t => t.Type.ToString()),
            Prefixes = Group(tensors, t => Prefix(t.Name)),
            List = listsTensors ? [.. tensors.Select(t => new TensorInfo(t.Name, t.Type, t.Shape))] : null,
        };
    }

    private static List<TensorGroup> Group(IEnumerable<CheckpointTensor> tensors, Func<CheckpointTensor, string> key) =>
        [.. tensors.GroupBy(key, StringComparer.Ordinal).Select(g => new TensorGroup(g.Key, g.Count(), g.Sum(t => t.Count)))];

    /// <summary>The first part of a name, or the first two where the second is a module of its own and not a number.</summary>
    private static string Prefix(string name)
    {
        string[] parts = name.Split('.', 4);
        return parts.Length > 2 && !int.TryParse(parts[1], out _) ? $"{parts[0]}.{parts[1]}" : parts[0];
    }
}

/// <summary>Tensors that have something in common.</summary>
/// <param name="Name">What they have in common.</param>
/// <param name="Tensors">How many they are.</param>
/// <param name="Parameters">The numbers in them.</param>
internal sealed record TensorGroup(string Name, int Tensors, long Parameters);

/// <summary>A stored tensor.</summary>
internal sealed record TensorInfo(string Name, CheckpointType Type, IReadOnlyList<long> Shape);

/// <summary>What a checkpoint folder holds.</summary>
internal sealed record CheckpointFolderInfo
{
    private static readonly string[] Endings = [".safetensors", ".ckpt", ".pt", ".pth"];

    /// <summary>Always <c>checkpointFolder</c>.</summary>
    public string Kind { get; init; } = "checkpointFolder";

    /// <summary>The folder.</summary>
    public required string Path { get; init; }

    /// <summary>Its configuration files.</summary>
    public required IReadOnlyList<string> Configs { get; init; }

    /// <summary>Its checkpoints.</summary>
    public required IReadOnlyList<CheckpointInfo> Checkpoints { get; init; }

    /// <summary>Reads the headers of all checkpoints of a folder.</summary>
    /// <exception cref="CheckpointException">One of the files is no checkpoint, or a hostile one.</exception>
    public static CheckpointFolderInfo Read(string path)
    {
        string[] files;
        try
        {
            files = [.. Directory.EnumerateFiles(path).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path} cannot be listed ({e.Message.TrimEnd('.')}); check its permissions.", e);
        }

        return new CheckpointFolderInfo
        {
            Path = path,
            Configs = [.. files.Where(f => f.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)).Select(f => System.IO.Path.GetFileName(f)!)],
            Checkpoints =
            [
                .. files.Where(f => Endings.Contains(System.IO.Path.GetExtension(f).ToLowerInvariant())).Select(f => CheckpointInfo.Read(f, listsTensors: false)),
            ],
        };
    }
}
