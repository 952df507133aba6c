using Sam3D.Benchmarks;
using Sam3D.Conversion;
using Sam3D.ParityTests;
using TorchSharp;

namespace Sam3D.Torch.Tests;

/// <summary>The same network, weights and inputs on libtorch and, as a recorded graph, on ONNX Runtime, at sizes that no reference case has.</summary>
public sealed class BackendAgreementTests
{
    [Theory]
    [MemberData(nameof(SampleNetworks.Numbers), MemberType = typeof(SampleNetworks))]
    public void Both_backends_agree(int number)
    {
        ISampleNetwork network = SampleNetworks.All[number];
        using SyntheticWeights checkpoint = network.Checkpoint();
        using GraphRun graph = GraphRun.Record(checkpoint, builder =>
        {
            GraphValue[] inputs = [.. network.Inputs.Select(i => i.IsIndex ? builder.IndexInput(i.Name, i.Shape) : builder.Input(i.Name, i.Shape))];
            foreach ((int index, GraphValue output) in network.Apply(builder, inputs).Index())
            {
                builder.Output($"y{index}", output);
            }
        });
        IReadOnlyDictionary<string, float[]> recorded = graph.Run([.. network.Inputs.Select(i => (i.Name, i.Value))]);

        using DisposeScope scope = torch.NewDisposeScope();
        using TorchParameters parameters = TorchRun.Parameters(checkpoint);
        torch.Tensor[] eager = new TorchInference(parameters.Get, network.Apply).Run(network.Tensors());
        foreach ((int index, torch.Tensor output) in eager.Index())
        {
            Parity.Check($"{network}", $"y{index}", recorded[$"y{index}"], output.contiguous().data<float>().ToArray());
        }
    }
}
