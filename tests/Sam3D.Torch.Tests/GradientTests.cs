using Sam3D.Benchmarks;
using Sam3D.Conversion;
using TorchSharp;

namespace Sam3D.Torch.Tests;

/// <summary>Gradients of whole networks in float64, beside central differences along a random direction for each parameter and input.</summary>
public sealed class GradientTests
{
    // The error of a central difference over four points is of the order of its step to the fourth, and of rounding over the step.
    private const double Step = 1e-4;

    private const double Tolerance = 1e-6;

    [Theory]
    [MemberData(nameof(SampleNetworks.Numbers), MemberType = typeof(SampleNetworks))]
    public void Gradients_are_those_of_central_differences(int number)
    {
        ISampleNetwork network = SampleNetworks.All[number];
        using DisposeScope scope = torch.NewDisposeScope();
        using SyntheticWeights checkpoint = network.Checkpoint();
        using TorchParameters parameters = TorchRun.Parameters(checkpoint, torch.ScalarType.Float64, requiresGrad: true);
        torch.Tensor[] inputs = network.Tensors(torch.ScalarType.Float64, requiresGrad: true);

        torch.Tensor loss = Loss(network, parameters, inputs);
        loss.backward();
        (string Name, torch.Tensor Leaf)[] leaves =
        [
            .. parameters.Tensors.Select(p => (p.Key, p.Value)),
            .. network.Inputs.Zip(inputs).Where(p => !p.First.IsIndex).Select(p => (p.First.Name, p.Second)),
        ];
        Assert.Equal(checkpoint.Tensors.Count, parameters.Tensors.Count);

        // A direction in which nothing changes, such as a bias that softmax cancels, has only the rounding of the loss.
        double worst = 0, least = 1e-3 * Math.Abs(loss.item<double>());
        using IDisposable plain = torch.no_grad();
        foreach ((int index, (string name, torch.Tensor leaf)) in leaves.Index())
        {
            torch.Tensor gradient = Assert.IsType<torch.Tensor>(leaf.grad);
            torch.Tensor direction = Normal((uint)(1000 + index), leaf.shape);
            double analytic = gradient.mul(direction).sum().item<double>();
            double numeric = Difference(network, parameters, inputs, leaf, direction);
            double error = Math.Abs(analytic - numeric) / Math.Max(Math.Max(Math.Abs(analytic), Math.Abs(numeric)), least);
            Assert.True(error <= Tolerance, $"{network}, {name}: {analytic:R} by autograd, {numeric:R} by differences, {error:E2} apart.");
            worst = Math.Max(worst, error);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{network}: {leaves.Length} gradients, largest error {worst:E2} (limit {Tolerance:E0})");
    }

    private static double Difference(
        ISampleNetwork network, TorchParameters parameters, torch.Tensor[] inputs, torch.Tensor leaf, torch.Tensor direction)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor original = leaf.clone();
        double At(double steps)
        {
            leaf.copy_(original.Plus(direction, steps * Step));
            return Loss(network, parameters, inputs).item<double>();
        }

        double difference = ((8 * (At(1) - At(-1))) - (At(2) - At(-2))) / (12 * Step);
        leaf.copy_(original);
        return difference;
    }

    /// <summary>A sum of all results with fixed weights.</summary>
    private static torch.Tensor Loss(ISampleNetwork network, TorchParameters parameters, torch.Tensor[] inputs)
    {
        IReadOnlyList<torch.Tensor> results = network.Apply(new TorchOps(parameters.Get, torch.ScalarType.Float64), inputs);
        return results.Select((r, i) => r.mul(Normal((uint)i, r.shape)).sum()).Aggregate((a, b) => a.Plus(b));
    }

    private static torch.Tensor Normal(uint stream, long[] shape) =>
        torch.tensor(RandomValues.Normal(checked((int)shape.Aggregate(1L, (a, b) => a * b)), stream), shape, dtype: torch.ScalarType.Float64);
}
