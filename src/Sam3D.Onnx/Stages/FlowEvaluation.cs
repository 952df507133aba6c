using Sam3D.Bundles;
using Sam3D.Sessions;

namespace Sam3D.Stages;

/// <summary>
/// One evaluation of the geometry flow on bound buffers. With guidance both branches are one call with a batch of two; the graph leaves the
/// condition out of all entries but the first. Several candidates of the layout are tokens beside those of the one shape, which sees none of them.
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
    /// <param name="candidates">Candidates P of the layout; more than one only where the graph has a <see cref="BundleManifest.CandidateMask"/>.</param>
    public FlowEvaluation(
        GraphSession session,
        BundleManifest manifest,
        NamedTensor condition,
        KeptTensors context,
        ModulationTable modulations,
        bool guided,
        int candidates = 1)
    {
        _batch = guided ? 2 : 1;
        _modulations = modulations;
        _modulation = new float[modulations.Size];
        IReadOnlyList<LatentSpec> latents = manifest.Latents;
        int[] tokens = [.. latents.Select(l => LayoutCandidates.Tokens(l, candidates))];
        _states = [.. latents.Select((l, i) => new float[_batch * tokens[i] * l.Channels])];
        _velocities = [.. _states.Select(s => new float[s.Length])];
        NamedTensor[] inputs =
        [
            new("modulation", _modulation, modulations.Size),
            .. Has(session, condition.Name) ? (NamedTensor[])[condition] : [],
            .. Has(session, BundleManifest.CandidateMask) ? (NamedTensor[])[LayoutCandidates.Mask(latents, candidates)] : [],
            .. latents.Select((l, i) => new NamedTensor("x." + l.Name, _states[i], _batch, tokens[i], l.Channels)),
        ];
        NamedTensor[] outputs = [.. latents.Select((l, i) => new NamedTensor("v." + l.Name, _velocities[i], _batch, tokens[i], l.Channels))];
        _binding = session.Bind(inputs, outputs, context);
    }

    /// <summary>Evaluates the flow.</summary>
    /// <param name="time">Time, 0 to 1.</param>
    /// <param name="x">All latents one after the other, each with all of its candidates.</param>
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

    /// <summary>A flow whose streams all have keys and values does not read the condition itself.</summary>
    private static bool Has(GraphSession session, string input) => session.Spec.Inputs.Any(i => i.Name == input);
}
