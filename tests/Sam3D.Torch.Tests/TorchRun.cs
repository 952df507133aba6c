using Sam3D.Conversion;
using Sam3D.ParityTests;
using TorchSharp;

namespace Sam3D.Torch.Tests;

/// <summary>Runs a network on libtorch, with the signatures of <c>GraphRun</c>, so that the same tests are compiled against both.</summary>
internal sealed class TorchRun : IDisposable
{
    private readonly TorchParameters _parameters;
    private readonly TorchInference _inference;
    private string[] _inputs = [];
    private (string Name, long[] Shape)[] _outputs = [];

    private TorchRun(TorchParameters parameters, Action<TorchBuilder> network)
    {
        _parameters = parameters;
        _inference = new TorchInference(parameters.Get, (ops, values) =>
        {
            var builder = new TorchBuilder(ops, _inputs.Zip(values).ToDictionary(p => p.First, p => p.Second));
            network(builder);
            _outputs = [.. builder.Outputs.Select(o => (o.Name, o.Shape))];
            return [.. builder.Outputs.Select(o => o.Value)];
        });
    }

    public static TorchRun Record(ICheckpoint checkpoint, Action<TorchBuilder> network, GraphForm? form = null)
    {
        Assert.Null(form); // only graphs have narrow weights
        return new TorchRun(Parameters(checkpoint), network);
    }

    public static TorchParameters Parameters(
        ICheckpoint checkpoint, torch.ScalarType type = torch.ScalarType.Float32, bool requiresGrad = false) => new(
        name => checkpoint.Tensors.TryGetValue(name, out CheckpointTensor? t) ? new StoredParameter(t.Shape, () => checkpoint.ReadSingle(name)) : null,
        type,
        requiresGrad);

    public IReadOnlyDictionary<string, float[]> Run(params (string Name, TestKit.Tensor Value)[] inputs)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        _inputs = [.. inputs.Select(i => i.Name)];
        torch.Tensor[] results = _inference.Run([.. inputs.Select(i => Create(i.Value))]);
        return _outputs.Zip(results).ToDictionary(
            p => p.First.Name, p => Values(TorchBuilder.Checked(p.First.Name, p.Second, p.First.Shape)));
    }

    public void Dispose() => _parameters.Dispose();

    private static float[] Values(torch.Tensor tensor) => tensor.numel() == 0 ? [] : tensor.contiguous().data<float>().ToArray();

    private static torch.Tensor Create(TestKit.Tensor tensor) => torch.tensor(tensor.Values, [.. tensor.Shape.Select(d => (long)d)]);
}
