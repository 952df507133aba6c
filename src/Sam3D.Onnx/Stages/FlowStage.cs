using System.Numerics.Tensors;
using Sam3D.Bundles;
using Sam3D.Flow;
using Sam3D.Sessions;
using Sam3D.Tensors;

namespace Sam3D.Stages;

/// <summary>Samples the shape and layout latents with the geometry flow.</summary>
/// <remarks>
/// What no step changes is computed before the first: the modulations of all times, and the keys and values of the cross-attention. Each of the three networks is
/// in memory only as long as it is used where the memory budget asks for that.
/// </remarks>
internal sealed class FlowStage(StageSessions sessions, int conditionTokens)
{
    private readonly BundleManifest _manifest = sessions.Bundle.Manifest;

    /// <summary>Samples all latents.</summary>
    /// <param name="condition">Condition tokens [tokens, width].</param>
    /// <param name="options">Seed, steps, guidance.</param>
    /// <param name="onStep">Called after each step with finished and all steps.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>Latent name to [tokens, channels]; the layout's latents to [candidates, channels].</returns>
    public IReadOnlyDictionary<string, float[]> Sample(
        float[] condition, GeometryOptions options, Action<int, int> onStep, CancellationToken cancellationToken)
    {
        SamplingSpec spec = _manifest.Sampling;
        var sampler = new FlowSamplerOptions
        {
            Steps = options.Steps ?? spec.Steps,
            RescaleT = spec.RescaleT,
            TimeScale = spec.TimeScale,
            Guidance = new GuidanceOptions(
                options.GuidanceStrength ?? (spec.Shortcut ? 0 : spec.GuidanceStrength), spec.GuidanceStart, spec.GuidanceEnd),
        };
        ThrowIfTooManyCandidates(options);
        float[] x = InitialNoise(options);
        var tokens = new NamedTensor("condition", condition, 1, conditionTokens, _manifest.Condition.Width);

        // d = 0 is embedded too; only distilled models are given their step size.
        float stepSize = spec.Shortcut ? (float)(TimeSchedule.ShortcutStep(sampler.Steps) * spec.TimeScale) : 0f;
        ModulationTable modulations = ModulationTable.Create(
            sessions, BundleManifest.GeometryModulationStage, TimeSchedule.Create(sampler.Steps, sampler.RescaleT).AsSpan(0, sampler.Steps), spec.TimeScale, stepSize, cancellationToken);
        using KeptTensors context = CreateContext(tokens, cancellationToken);
        using StageLease flow = sessions.Rent(BundleManifest.GeometryFlowStage, cancellationToken);
        using var single = new FlowEvaluation(flow.Session, _manifest, tokens, context, modulations, guided: false, options.PoseCandidates);
        using FlowEvaluation? pair = sampler.Guidance.Strength != 0
            ? new FlowEvaluation(flow.Session, _manifest, tokens, context, modulations, guided: true, options.PoseCandidates)
            : null;
        FlowSampler.Sample(
            sampler,
            x,
            (t, state, conditional, unconditional) =>
                (unconditional.IsEmpty ? single : pair!).Run(t, state, conditional, unconditional, cancellationToken),
            onStep,
            cancellationToken);
        return Cut(x, options.PoseCandidates);
    }

    private KeptTensors CreateContext(NamedTensor condition, CancellationToken cancellationToken)
    {
        using StageLease lease = sessions.Rent(BundleManifest.GeometryContextStage, cancellationToken);
        return lease.Session.RunAndKeep([condition], cancellationToken);
    }

    /// <summary>All latents one after the other; each has its own stream of the generator, so that one does not move the others.</summary>
    private float[] InitialNoise(GeometryOptions options)
    {
        float[] x = new float[_manifest.Latents.Sum(l => LayoutCandidates.Tokens(l, options.PoseCandidates) * l.Channels)];
        int offset = 0;
        for (int i = 0; i < _manifest.Latents.Count; i++)
        {
            LatentSpec latent = _manifest.Latents[i];
            int tokens = LayoutCandidates.Tokens(latent, options.PoseCandidates), one = latent.Tokens * latent.Channels;
            Span<float> part = x.AsSpan(offset, tokens * latent.Channels);
            if (options.InitialNoise is null)
            {
                // The first candidate is what a run with one gives.
                for (int candidate = 0; candidate < part.Length / one; candidate++)
                {
                    Philox.FillNormal(part.Slice(candidate * one, one), options.Seed, (uint)(i + (candidate * _manifest.Latents.Count)));
                }

                if (latent.Name == OnnxGeometryModel.ShapeLatent)
                {
                    TensorPrimitives.Multiply(part, options.Temperature ?? _manifest.Sampling.Temperature ?? 1, part);
                }
            }
            else if (options.InitialNoise.TryGetValue(latent.Name, out float[]? given) && given.Length == part.Length)
            {
                given.CopyTo(part);
            }
            else
            {
                throw new ArgumentException(
                    $"InitialNoise needs {part.Length} values for the latent '{latent.Name}' [{tokens}, {latent.Channels}], got {given?.Length ?? 0}.",
                    nameof(options));
            }

            offset += part.Length;
        }

        return x;
    }

    private void ThrowIfTooManyCandidates(GeometryOptions options)
    {
        if (options.PoseCandidates > 1 && _manifest.Stages[BundleManifest.GeometryFlowStage].Inputs.All(i => i.Name != BundleManifest.CandidateMask))
        {
            throw new BundleException(
                $"The bundle '{_manifest.Name}' samples one placement at a time, got PoseCandidates {options.PoseCandidates}: convert its checkpoint again, or ask for one.");
        }
    }

    private Dictionary<string, float[]> Cut(float[] x, int candidates)
    {
        var result = new Dictionary<string, float[]>(StringComparer.Ordinal);
        int offset = 0;
        foreach (LatentSpec latent in _manifest.Latents)
        {
            int count = LayoutCandidates.Tokens(latent, candidates) * latent.Channels;
            result.Add(latent.Name, x[offset..(offset + count)]);
            offset += count;
        }

        return result;
    }
}
