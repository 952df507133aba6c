using Sam3D.Bundles;
using Sam3D.Flow;
using Sam3D.Sessions;
using Sam3D.Tensors;

namespace Sam3D.Stages;

/// <summary>Stage 3: samples the shape and layout latents with the geometry flow.</summary>
internal sealed class FlowStage : IDisposable
{
    private readonly BundleManifest _manifest;
    private readonly GraphSession _session;
    private readonly int _conditionTokens;

    public FlowStage(ModelBundle bundle, SessionFactory factory, int conditionTokens, CancellationToken cancellationToken)
    {
        _manifest = bundle.Manifest;
        _conditionTokens = conditionTokens;
        _session = factory.Create(bundle, BundleManifest.GeometryFlowStage, cancellationToken);
    }

    /// <summary>Samples all latents.</summary>
    /// <param name="condition">Condition tokens [tokens, width].</param>
    /// <param name="options">Seed, steps, guidance.</param>
    /// <param name="onStep">Called after each step with finished and all steps.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>Latent name to [tokens, channels].</returns>
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

        // d = 0 is embedded too; only distilled models are given their step size.
        float stepSize = spec.Shortcut ? (float)(TimeSchedule.ShortcutStep(sampler.Steps) * spec.TimeScale) : 0f;
        float[] x = InitialNoise(options);
        bool guides = sampler.Guidance.Strength != 0;
        using var single = new FlowEvaluation(_session, _manifest, condition, _conditionTokens, guided: false, stepSize);
        using FlowEvaluation? pair = guides
            ? new FlowEvaluation(_session, _manifest, condition, _conditionTokens, guided: true, stepSize)
            : null;
        FlowSampler.Sample(
            sampler,
            x,
            (t, state, conditional, unconditional) =>
                (unconditional.IsEmpty ? single : pair!).Run((float)(t * spec.TimeScale), state, conditional, unconditional, cancellationToken),
            onStep,
            cancellationToken);
        return Cut(x);
    }

    public void Dispose() => _session.Dispose();

    /// <summary>All latents one after the other; each has its own stream of the generator, so that one does not move the others.</summary>
    private float[] InitialNoise(GeometryOptions options)
    {
        float[] x = new float[_manifest.Latents.Sum(l => l.Tokens * l.Channels)];
        int offset = 0;
        for (int i = 0; i < _manifest.Latents.Count; i++)
        {
            LatentSpec latent = _manifest.Latents[i];
            Span<float> part = x.AsSpan(offset, latent.Tokens * latent.Channels);
            if (options.InitialNoise is null)
            {
                Philox.FillNormal(part, options.Seed, (uint)i);
            }
            else if (options.InitialNoise.TryGetValue(latent.Name, out float[]? given) && given.Length == part.Length)
            {
                given.CopyTo(part);
            }
            else
            {
                throw new ArgumentException(
                    $"InitialNoise needs {part.Length} values for the latent '{latent.Name}' [{latent.Tokens}, {latent.Channels}], got {given?.Length ?? 0}.",
                    nameof(options));
            }

            offset += part.Length;
        }

        return x;
    }

    private Dictionary<string, float[]> Cut(float[] x)
    {
        var result = new Dictionary<string, float[]>(StringComparer.Ordinal);
        int offset = 0;
        foreach (LatentSpec latent in _manifest.Latents)
        {
            int count = latent.Tokens * latent.Channels;
            result.Add(latent.Name, x[offset..(offset + count)]);
            offset += count;
        }

        return result;
    }
}
