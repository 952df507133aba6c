namespace Sam3D.Conversion;

/// <summary>
/// Limits of the checkpoint readers. Each is checked before the memory it bounds is allocated; a file beyond one is refused with a
/// message that names the limit, so that a caller who trusts the file can raise it.
/// </summary>
public sealed record CheckpointReadOptions
{
    /// <summary>The limits used when none are given.</summary>
    public static CheckpointReadOptions Default { get; } = new();

    /// <summary>Largest safetensors header in bytes; 100 MB, the limit of the format's reference implementation.</summary>
    public long MaxHeaderBytes { get; init; } = 100_000_000;

    /// <summary>Most tensors in one file; 65,536. The released models hold a few thousand.</summary>
    public int MaxTensors { get; init; } = 65_536;

    /// <summary>Most dimensions of one tensor; 64, PyTorch's own limit.</summary>
    public int MaxRank { get; init; } = 64;

    /// <summary>Longest name of a PyTorch tensor, all parts and dots together, in UTF-16 units; 1,024.</summary>
    public int MaxNameLength { get; init; } = 1_024;

    /// <summary>Largest central directory of a PyTorch zip in bytes; 32 MB (about 400,000 storages).</summary>
    public int MaxZipDirectoryBytes { get; init; } = 32 << 20;

    /// <summary>Largest pickle (<c>data.pkl</c>) in bytes; 32 MB. A thousand tensors take about 150 KB.</summary>
    public int MaxPickleBytes { get; init; } = 32 << 20;

    /// <summary>
    /// Most pickle opcodes; 4,000,000. An opcode adds at most one entry to the stack or the memo and creates at most one object, so
    /// this bounds them all. The same number of steps bounds the walk over the finished objects, which may share parts.
    /// </summary>
    public int MaxPickleSteps { get; init; } = 4_000_000;

    /// <summary>Longest string or byte string in a pickle, in bytes; 1 MB.</summary>
    public int MaxPickleStringBytes { get; init; } = 1 << 20;

    /// <summary>Deepest nesting of containers in a pickle; 64.</summary>
    public int MaxPickleDepth { get; init; } = 64;

    /// <summary>
    /// Most bytes of a tensor that repeats elements of its storage (strides of 0 or overlapping windows), by which a small file could
    /// claim any size; 1 MB. Tensors that do not repeat elements are bounded by the file.
    /// </summary>
    public long MaxRepeatedBytes { get; init; } = 1 << 20;

    /// <summary>Most bytes of a storage held in memory to put a transposed tensor into row-major order; 160 MB.</summary>
    public int MaxReorderBytes { get; init; } = 160 << 20;
}
