using Sam3D.Bundles;
using Sam3D.Sessions;

namespace Sam3D.Stages;

/// <summary>
/// One evaluation of the geometry flow on bound buffers. With guidance both branches are one call with a batch of two; the graph leaves the
/// condition out of all entries but the first.
/// </summary>
internal sealed class FlowEvaluation : IDisposable
{
    private readonly int _batch;
    private readonly ModulationTable _modulations;
    private readonly float[] _modulation;
    private readonly float[][] _states;
    private readonly float[][] _velocities;
    private readonly GraphBinding _binding;

    /// <param name="session">The flow.</param>
    /// <param name="manifest">The latents.</param>
    /// <param name="condition">Condition tokens [1, tokens, channels].</param>
    /// <param name="context">Keys and values of the cross-attention; must outlive this object.</param>
    /// <param name="modulations">Modulations of the times that will be asked for.</param>
    /// <param name="guided">Whether the unconditional velocity is wanted too.</param>
    public FlowEvaluation(
        GraphSession session, BundleManifest manifest, NamedTensor condition, KeptTensors context, ModulationTable modulations, bool guided)
    {
        _batch = guided ? 2 : 1;
        _modulations = modulations;
        _modulation = new float[modulations.Size];
        IReadOnlyList<LatentSpec> latents = manifest.Latents;
        _states = [.. latents.Select(l => new float[_batch * l.Tokens * l.Channels])];
        _velocities = [.. _states.Select(s => new float[s.Length])];
        NamedTensor[] inputs =
        [
            new("modulation", _modulation, modulations.Size),
            condition,
            .. latents.Select((l, i) => new NamedTensor("x." + l.Name, _states[i], _batch, l.Tokens, l.Channels)),
        ];
        NamedTensor[] outputs = [.. latents.Select((l, i) => new NamedTensor("v." + l.Name, _velocities[i], _batch, l.Tokens, l.Channels))];
        _binding = session.Bind(inputs, outputs, context);
    }

    /// <summary>Evaluates the flow.</summary>
    /// <param name="time">Time, 0 to 1.</param>
    /// <param name="x">All latents one after the other.</param>
    /// <param name="conditional">Receives the conditional velocity in the order of <paramref name="x"/>.</param>
    /// <param name="unconditional">Receives the unconditional velocity; empty without guidance.</param>
    /// <param name="cancellationToken">Honoured within the call.</param>
    public void Run(
        double time, ReadOnlySpan<float> x, Span<float> conditional, Span<float> unconditional, CancellationToken cancellationToken)
    {
        _modulations[time].CopyTo(_modulation);
        int offset = 0;
        foreach (float[] state in _states)
        {
            int count = state.Length / _batch;
            for (int b = 0; b < _batch; b++)
            {
                x.Slice(offset, count).CopyTo(state.AsSpan(b * count));
            }

            offset += count;
        }

        _binding.Run(cancellationToken);
        offset = 0;
        foreach (float[] velocity in _velocities)
        {
            int count = velocity.Length / _batch;
            velocity.AsSpan(0, count).CopyTo(conditional[offset..]);
            if (_batch == 2)
            {
                velocity.AsSpan(count, count).CopyTo(unconditional[offset..]);
            }

            offset += count;
        }
    }

    public void Dispose() => _binding.Dispose();
}
