using TorchSharp;

namespace Sam3D.Torch;

/// <summary>Told every operation of a <see cref="TorchOps"/>.</summary>
internal interface ITensorObserver
{
    /// <summary>An operation is done.</summary>
    /// <param name="results">What it made.</param>
    /// <param name="operands">What it read; <see langword="null"/> for what was left out.</param>
    void Step(ReadOnlySpan<torch.Tensor> results, ReadOnlySpan<torch.Tensor?> operands);
}
