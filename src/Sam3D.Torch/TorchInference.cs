using Sam3D.Networks;
using TorchSharp;

namespace Sam3D.Torch;

/// <summary>Evaluates a network without gradients, in no more memory than its live values need.</summary>
/// <remarks>
/// The networks of Sam3D.Networks do not say when a value is used for the last time. They cannot look into tensors either, so the order of their operations is
/// always the same: it is noted once, without doing them, and then every value is released right after its last use. One call at a time.
/// </remarks>
public sealed class TorchInference
{
    private readonly TorchParameterSource _parameters;
    private readonly Func<ITensorOps<torch.Tensor>, IReadOnlyList<torch.Tensor>, IReadOnlyList<torch.Tensor>> _network;
    private LifetimePlan? _plan;

    /// <summary>Prepares a network.</summary>
    /// <param name="parameters">Its parameters, of type float32.</param>
    /// <param name="network">The network: inputs to results, by the given operations alone.</param>
    public TorchInference(
        TorchParameterSource parameters,
        Func<ITensorOps<torch.Tensor>, IReadOnlyList<torch.Tensor>, IReadOnlyList<torch.Tensor>> network)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(network);
        (_parameters, _network) = (parameters, network);
    }

    /// <summary>Evaluates the network.</summary>
    /// <param name="inputs">What it takes. The caller keeps and disposes them.</param>
    /// <returns>What it gives; the caller, or the scope in which the call happens, disposes it. Everything else is released, also when an error is thrown.</returns>
    /// <exception cref="CheckpointException">A parameter is missing or has another shape.</exception>
    public torch.Tensor[] Run(params torch.Tensor[] inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        using IDisposable plain = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        LifetimePlan plan = _plan ??= Record(inputs);
        IReadOnlyList<torch.Tensor> results = _network(new TorchOps(_parameters, torch.ScalarType.Float32, plan.Begin()), inputs);

        // A result that is an input or a parameter as it was given stays with its owner.
        return [.. results.Select(r => (scope.Contains(r) ? r : r.alias()).MoveToOuterDisposeScope())];
    }

    /// <summary>Runs the network without doing its operations.</summary>
    private LifetimePlan Record(torch.Tensor[] inputs)
    {
        var recorder = new LifetimeRecorder();
        recorder.Keep(_network(new TorchOps(_parameters, torch.ScalarType.Float32, recorder), inputs));
        return recorder.Plan();
    }
}
