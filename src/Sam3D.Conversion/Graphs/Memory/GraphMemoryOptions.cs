namespace Sam3D.Conversion;

/// <summary>What <see cref="GraphMemory"/> assumes of the device.</summary>
internal sealed record GraphMemoryOptions
{
    /// <summary>ONNX Runtime on the processor.</summary>
    public static GraphMemoryOptions Cpu { get; } = new() { WidensHalf = true, HasWorkspaces = true };

    /// <summary>ONNX Runtime on CUDA.</summary>
    public static GraphMemoryOptions Cuda { get; } = new() { ReservesRegions = true };

    /// <summary>Whether float16 tensors, weights included, become float32. Default false.</summary>
    public bool WidensHalf { get; init; }

    /// <summary>Whether operators take the working memory of the processor's kernels. Default false.</summary>
    public bool HasWorkspaces { get; init; }

    /// <summary>Whether all that the arena reserves is in use, not only what was written to. Default false.</summary>
    public bool ReservesRegions { get; init; }
}
