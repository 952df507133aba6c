using Sam3D.Sessions;

namespace Sam3D.Stages;

/// <summary>One evaluation of the flow of texture and refinement on bound buffers, with or without the condition.</summary>
internal sealed class TextureFlowEvaluation : IDisposable
{
    private readonly ModulationTable _modulations;
    private readonly float[] _modulation;
    private readonly float[] _state;
    private readonly float[] _velocity;
    private readonly GraphBinding _binding;

    /// <param name="session">The flow.</param>
    /// <param name="levels">Index work of the voxels.</param>
    /// <param name="count">Number N of voxels.</param>
    /// <param name="channels">Channels of a latent.</param>
    /// <param name="context">Keys and values of the cross-attention; must outlive this object.</param>
    /// <param name="modulations">Modulations of the times that will be asked for.</param>
    public TextureFlowEvaluation(
        GraphSession session, IReadOnlyList<NamedTensor> levels, int count, int channels, KeptTensors context, ModulationTable modulations)
    {
        _modulations = modulations;
        _modulation = new float[modulations.Size];
        _state = new float[count * channels];
        _velocity = new float[_state.Length];
        _binding = session.Bind(
            [new NamedTensor("x", _state, count, channels), new NamedTensor("modulation", _modulation, modulations.Size), .. levels],
            [new NamedTensor("velocity", _velocity, count, channels)],
            context);
    }

    /// <summary>Evaluates the flow.</summary>
    /// <param name="time">Time, 0 to 1.</param>
    /// <param name="x">[N, channels].</param>
    /// <param name="velocity">Receives [N, channels].</param>
    /// <param name="cancellationToken">Honoured within the call.</param>
    public void Run(double time, ReadOnlySpan<float> x, Span<float> velocity, CancellationToken cancellationToken)
    {
        _modulations[time].CopyTo(_modulation);
        x.CopyTo(_state);
        _binding.Run(cancellationToken);
        _velocity.CopyTo(velocity);
    }

    public void Dispose() => _binding.Dispose();
}
