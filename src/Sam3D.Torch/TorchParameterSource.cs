using TorchSharp;

namespace Sam3D.Torch;

/// <summary>Gives the parameters of a network, for example <see cref="TorchParameters.Get"/>.</summary>
/// <param name="name">Official state-dict name.</param>
/// <param name="shape">The shape that the configuration asks for.</param>
/// <returns>
/// The parameter, of any shape, for the asker checks it; <see langword="null"/> where there is none. The giver keeps it and disposes it, so
/// it must not belong to the scope in which the network runs (<see cref="torch.Tensor.DetachFromDisposeScope"/>).
/// </returns>
public delegate torch.Tensor? TorchParameterSource(string name, ReadOnlySpan<long> shape);
