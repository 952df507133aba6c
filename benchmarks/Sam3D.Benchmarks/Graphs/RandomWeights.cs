using Sam3D.Conversion;

namespace Sam3D.Benchmarks;

/// <summary>Weights of magnitudes as in trained networks, the same in every run.</summary>
internal static class RandomWeights
{
    private const ulong Seed = 1;

    /// <summary>For graphs without parameters.</summary>
    public static ICheckpoint None { get; } = For(new ShapeOps());

    /// <summary>For the parameters that a network asks for.</summary>
    public static SyntheticWeights For(ShapeOps network) => SyntheticWeights.For(network, Seed);
}
