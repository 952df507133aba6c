using Sam3D.Networks;
using TorchSharp;

namespace Sam3D.Torch;

/// <summary>
/// Executes the networks' tensor operations at once on libtorch. No operation changes its operands, so gradients flow through all of them. Made for one
/// evaluation, or for many with the same parameters.
/// </summary>
/// <remarks>
/// Results belong to the <see cref="DisposeScope"/> in which an operation is called, if there is one. For evaluations without gradients <see cref="TorchInference"/> releases
/// them sooner. Not thread-safe.
/// </remarks>
public sealed partial class TorchOps : ITensorOps<torch.Tensor>
{
    private const string Checkpoint = "The checkpoint";

    private readonly TorchParameterSource _parameters;
    private readonly torch.ScalarType _type;
    private readonly ITensorObserver? _observer;

    /// <summary>Starts an evaluation.</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="type">The type of parameters, inputs and constants: float32, or float64 to check gradients.</param>
    public TorchOps(TorchParameterSource parameters, torch.ScalarType type = torch.ScalarType.Float32)
        : this(parameters ?? throw new ArgumentNullException(nameof(parameters)), type, null)
    {
    }

    internal TorchOps(TorchParameterSource parameters, torch.ScalarType type, ITensorObserver? observer) =>
        (_parameters, _type, _observer) = (parameters, type, observer);

    private bool IsRecording => _observer is LifetimeRecorder;

    /// <inheritdoc/>
    public torch.Tensor Parameter(string name, params ReadOnlySpan<long> shape)
    {
        if (IsRecording)
        {
            return torch.empty(0);
        }

        torch.Tensor parameter = _parameters(name, shape) ?? throw OperandChecks.Missing(Checkpoint, name, shape);
        OperandChecks.RequireShape(Checkpoint, name, parameter.shape, shape);
        return parameter;
    }

    /// <inheritdoc/>
    public torch.Tensor Constant(float[] values, params ReadOnlySpan<long> shape)
    {
        OperandChecks.RequireCount(values, shape);
        long[] sizes = shape.ToArray();
        return Run(() => torch.tensor(values, sizes, dtype: _type));
    }

    /// <summary>Executes an operation, or only notes it.</summary>
    private torch.Tensor Run(Func<torch.Tensor> operation, params ReadOnlySpan<torch.Tensor?> operands) =>
        RunMany(() => [operation()], 1, operands)[0];

    private torch.Tensor[] RunMany(Func<torch.Tensor[]> operation, int results, params ReadOnlySpan<torch.Tensor?> operands)
    {
        torch.Tensor[] made = IsRecording ? [.. Enumerable.Range(0, results).Select(_ => torch.empty(0))] : operation();
        _observer?.Step(made, operands);
        return made;
    }
}
