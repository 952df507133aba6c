namespace Sam3D;

/// <summary>What stays in memory between the stages of a reconstruction, and between reconstructions.</summary>
public enum MemoryBudget
{
    /// <summary>Networks of up to 256 MiB stay loaded, larger ones are released after their stage; working memory is given back (the default).</summary>
    Balanced,

    /// <summary>Every network stays loaded until the pipeline is disposed, with its working memory, so that the next object waits for none.</summary>
    Fastest,

    /// <summary>Every network is released after its stage, and on the CPU float32 weights stay mapped from their file instead of being copied.</summary>
    Smallest,
}
