using System.Text.RegularExpressions;
using Sam3D.Conversion;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>AdamW, and Muon for the matrices of hidden layers. Its state is part of a checkpoint.</summary>
internal sealed partial class Optimizer : IDisposable
{
    private const double Epsilon = 1e-8;
    private const int SmallestMatrix = 16;

    private readonly ParameterStore _store;
    private readonly OptimizerOptions _options;
    private readonly OrderedDictionary<string, torch.Tensor> _state = new(StringComparer.Ordinal);

    public Optimizer(ParameterStore store, OptimizerOptions options)
    {
        (_store, _options) = (store, options);
        foreach ((string key, torch.Tensor value) in store.Trainable)
        {
            foreach (string part in IsMatrix(key, value) ? (string[])["momentum"] : ["mean", "square"])
            {
                _state.Add($"{part}/{key}", torch.zeros_like(value, requires_grad: false).DetachFromDisposeScope());
            }
        }
    }

    /// <summary>Changes all parameters that have a gradient.</summary>
    /// <param name="step">Number of the step, from 0.</param>
    /// <param name="factor">Factor on the rates.</param>
    public void Step(long step, double factor)
    {
        using IDisposable plain = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        foreach ((string key, torch.Tensor value) in _store.Trainable)
        {
            if (value.grad is not { } gradient)
            {
                continue;
            }

            if (IsMatrix(key, value))
            {
                StepMatrix(key, value, gradient, factor * _options.MatrixRate);
            }
            else
            {
                StepAdamW(key, value, gradient, step, factor * _options.Rate);
            }
        }
    }

    /// <summary>Shrinks all gradients to the largest norm.</summary>
    /// <returns>The norm before.</returns>
    /// <exception cref="TrainingException">A gradient is not finite.</exception>
    public double ClipGradients()
    {
        using IDisposable plain = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor[] gradients = [.. _store.Trainable.Select(t => t.Value.grad).OfType<torch.Tensor>()];
        double norm = Math.Sqrt(gradients.Sum(g => g.Squared().sum().to_type(torch.ScalarType.Float64).item<double>()));
        if (!double.IsFinite(norm))
        {
            throw new TrainingException("The gradients are not finite; lower the learning rate of the recipe, and resume from the last checkpoint.");
        }

        if (norm > _options.ClipNorm)
        {
            foreach (torch.Tensor gradient in gradients)
            {
                gradient.TimesInPlace(_options.ClipNorm / norm);
            }
        }

        return norm;
    }

    /// <summary>The state by name, for a checkpoint.</summary>
    public IEnumerable<(string Name, torch.Tensor Value)> State => _state.Select(s => (s.Key, s.Value));

    /// <summary>Takes the state of a checkpoint.</summary>
    public void Load(ICheckpoint checkpoint)
    {
        foreach ((string name, torch.Tensor value) in _state)
        {
            WeightFile.Read(checkpoint, name, value);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (torch.Tensor tensor in _state.Values)
        {
            tensor.Dispose();
        }
    }

    private bool IsMatrix(string key, torch.Tensor value) =>
        _options.MatrixRate > 0 && value.dim() == 2 && value.shape.Min() >= SmallestMatrix && HiddenMatrix().IsMatch(key) && !Modulation().IsMatch(key);

    private void StepMatrix(string key, torch.Tensor value, torch.Tensor gradient, double rate)
    {
        torch.Tensor momentum = _state["momentum/" + key];
        momentum.TimesInPlace(_options.Beta1).PlusInPlace(gradient);
        torch.Tensor update = Muon.Orthogonalize(gradient.Plus(momentum, _options.Beta1)); // Nesterov's form
        value.TimesInPlace(1 - (rate * _options.WeightDecay)).PlusInPlace(update, -rate * Muon.Scale(value));
    }

    private void StepAdamW(string key, torch.Tensor value, torch.Tensor gradient, long step, double rate)
    {
        torch.Tensor mean = _state["mean/" + key], square = _state["square/" + key];
        mean.TimesInPlace(_options.Beta1).PlusInPlace(gradient, 1 - _options.Beta1);
        square.TimesInPlace(_options.Beta2).PlusProductInPlace(gradient, gradient, 1 - _options.Beta2);
        double meanCorrection = 1 - Math.Pow(_options.Beta1, step + 1), squareCorrection = 1 - Math.Pow(_options.Beta2, step + 1);
        torch.Tensor denominator = square.sqrt().OverInPlace(Math.Sqrt(squareCorrection)).PlusInPlace(Epsilon);
        if (value.dim() > 1)
        {
            value.TimesInPlace(1 - (rate * _options.WeightDecay));
        }

        value.PlusQuotientInPlace(mean, denominator, -rate / meanCorrection);
    }

    [GeneratedRegex(@"blocks\.|projection_nets\.|module_list\.")]
    private static partial Regex HiddenMatrix();

    [GeneratedRegex(@"adaLN_modulation|emb_layers")]
    private static partial Regex Modulation();
}
