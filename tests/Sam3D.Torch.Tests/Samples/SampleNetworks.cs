using Sam3D.Benchmarks;
using Sam3D.Conversion;
using TorchSharp;

namespace Sam3D.Torch.Tests;

/// <summary>What the tests do with sample networks.</summary>
internal static class SampleNetworks
{
    /// <summary>Some of each kind.</summary>
    public static IReadOnlyList<ISampleNetwork> All { get; } =
    [
        .. Enumerable.Range(1, 3).SelectMany(seed => (ISampleNetwork[])[new GeometrySample(seed), new LatentSample(seed), new GaussianSample(seed)]),
    ];

    /// <summary>Their numbers in <see cref="All"/>, for theories.</summary>
    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, All.Count)];

    extension(ISampleNetwork network)
    {
        /// <summary>Random weights for what the network asks for.</summary>
        public SyntheticWeights Checkpoint()
        {
            var counter = new ShapeOps();
            network.Apply(counter, [.. network.Inputs.Select(i => new TensorShape(i.Shape))]);
            return RandomWeights.For(counter);
        }

        /// <summary>The inputs as tensors, those that are no row numbers of the given type.</summary>
        public torch.Tensor[] Tensors(torch.ScalarType type = torch.ScalarType.Float32, bool requiresGrad = false) =>
        [
            .. network.Inputs.Select(i => torch.tensor(
                i.Value.Values, i.Shape, dtype: i.IsIndex ? torch.ScalarType.Int32 : type).requires_grad_(requiresGrad && !i.IsIndex)),
        ];
    }
}
