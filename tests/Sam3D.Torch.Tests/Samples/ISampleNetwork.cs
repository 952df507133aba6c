using Sam3D.Networks;

namespace Sam3D.Torch.Tests;

/// <summary>A network of sizes that no reference case has, for any backend.</summary>
internal interface ISampleNetwork
{
    IReadOnlyList<SampleInput> Inputs { get; }

    IReadOnlyList<T> Apply<T>(ITensorOps<T> ops, IReadOnlyList<T> inputs)
        where T : class;
}
