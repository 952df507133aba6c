using Sam3D.Bundles;
using Sam3D.Sessions;

namespace Sam3D.Stages;

/// <summary>
/// One evaluation of the geometry flow on bound buffers. With guidance both branches are one call with a batch of two: the
/// condition, and condition tokens of zero.
/// </summary>
internal sealed class FlowEvaluation : IDisposable
{
    private readonly int _batch;
    private readonly float[] _time = new float[1];
    private readonly float[][] _states;
    private readonly float[][] _velocities;
    private readonly GraphBinding _binding;

    public FlowEvaluation(
        GraphSession session, BundleManifest manifest, float[] condition, int conditionTokens, bool guided, float stepSize)
    {
        _batch = guided ? 2 : 1;
        IReadOnlyList<LatentSpec> latents = manifest.Latents;
        _states = [.. latents.Select(l => new float[_batch * l.Tokens * l.Channels])];
        _velocities = [.. _states.Select(s => new float[s.Length])];
        float[] tokens = condition;
        if (guided)
        {
            tokens = new float[2 * condition.Length];
            condition.CopyTo(tokens, 0);
        }

        var inputs = new List<NamedTensor>
        {
            new("t", _time, 1),
            new("condition", tokens, _batch, conditionTokens, manifest.Condition.Width),
        };
        if (session.Spec.Inputs.Any(i => i.Name == "d"))
        {
            inputs.Add(new NamedTensor("d", new[] { stepSize }, 1));
        }

        inputs.AddRange(latents.Select((l, i) => new NamedTensor("x." + l.Name, _states[i], _batch, l.Tokens, l.Channels)));
        NamedTensor[] outputs = [.. latents.Select((l, i) => new NamedTensor("v." + l.Name, _velocities[i], _batch, l.Tokens, l.Channels))];
        _binding = session.Bind([.. inputs], outputs);
    }

    /// <summary>Evaluates the flow.</summary>
    /// <param name="time">Time times the time scale.</param>
    /// <param name="x">All latents one after the other.</param>
    /// <param name="conditional">Receives the conditional velocity in the order of <paramref name="x"/>.</param>
    /// <param name="unconditional">Receives the unconditional velocity; empty without guidance.</param>
    /// <param name="cancellationToken">Honoured within the call.</param>
    public void Run(
        float time, ReadOnlySpan<float> x, Span<float> conditional, Span<float> unconditional, CancellationToken cancellationToken)
    {
        _time[0] = time;
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
