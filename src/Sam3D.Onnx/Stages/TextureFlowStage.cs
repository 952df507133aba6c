using Sam3D.Bundles;
using Sam3D.Flow;
using Sam3D.Sessions;
using Sam3D.Tensors;

namespace Sam3D.Stages;

/// <summary>Samples a latent for every voxel with the flow of texture and refinement (official <c>sample_slat</c>).</summary>
/// <remarks>
/// What no step changes is computed before the first: the modulations of all times, and the cross-attention's keys and values. Without the condition the
/// flow sees tokens of zero alone; their keys are equal, so attention over one of them gives the same, and the unconditional branch takes one.
/// </remarks>
internal sealed class TextureFlowStage(StageSessions sessions, RefinementSpec spec)
{
    /// <summary>The noise's stream of the generator, far from those of the geometry's latents.</summary>
    internal const uint NoiseStream = 1 << 16;

    /// <summary>Samples the latents.</summary>
    /// <param name="voxels">Index work of the N voxels.</param>
    /// <param name="count">N.</param>
    /// <param name="condition">Condition tokens [tokens, width].</param>
    /// <param name="options">Seed, steps, guidance.</param>
    /// <param name="onStep">Called after each step with finished and all steps.</param>
    /// <param name="cancellationToken">Honoured within one network call.</param>
    /// <returns>[N, channels], de-normalised.</returns>
    public float[] Sample(
        VoxelIndexWork voxels, int count, float[] condition, TextureOptions options, Action<int, int> onStep, CancellationToken cancellationToken)
    {
        var sampler = new FlowSamplerOptions
        {
            Steps = options.Steps ?? spec.Sampling.Steps,
            RescaleT = spec.Sampling.RescaleT,
            SinglePrecisionTimes = true,
            TimeScale = spec.Sampling.TimeScale,
            Guidance = new GuidanceOptions(
                options.GuidanceStrength ?? spec.Sampling.GuidanceStrength, spec.Sampling.GuidanceStart, spec.Sampling.GuidanceEnd),
        };
        float[] x = InitialNoise(options, count);
        ModulationTable modulations = ModulationTable.Create(
            sessions,
            RefinementSpec.ModulationStage,
            TimeSchedule.CreateSingle(sampler.Steps, sampler.RescaleT).AsSpan(0, sampler.Steps),
            spec.Sampling.TimeScale,
            stepSize: 0,
            cancellationToken);
        bool guided = sampler.Guidance.Strength != 0;
        (KeptTensors context, KeptTensors? noContext) = CreateContext(condition, guided, cancellationToken);
        using (context)
        using (noContext)
        using (StageLease flow = sessions.Rent(RefinementSpec.FlowStage, cancellationToken))
        using (var conditional = new TextureFlowEvaluation(flow.Session, voxels.Levels, count, spec.Channels, context, modulations))
        using (TextureFlowEvaluation? unconditional = noContext is null
            ? null
            : new TextureFlowEvaluation(flow.Session, voxels.Levels, count, spec.Channels, noContext, modulations))
        {
            FlowSampler.Sample(
                sampler,
                x,
                (t, state, velocity, without) =>
                {
                    conditional.Run(t, state, velocity, cancellationToken);
                    if (!without.IsEmpty)
                    {
                        unconditional!.Run(t, state, without, cancellationToken);
                    }
                },
                onStep,
                cancellationToken);
        }

        Denormalize(x);
        return x;
    }

    private (KeptTensors Context, KeptTensors? NoContext) CreateContext(float[] condition, bool guided, CancellationToken cancellationToken)
    {
        using StageLease lease = sessions.Rent(RefinementSpec.ContextStage, cancellationToken);
        int width = spec.Condition.Width;
        KeptTensors Encode(float[] tokens) =>
            lease.Session.RunAndKeep([new NamedTensor("condition", tokens, tokens.Length / width, width)], cancellationToken);
        KeptTensors context = Encode(condition);
        try
        {
            return (context, guided ? Encode(new float[width]) : null);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private float[] InitialNoise(TextureOptions options, int count)
    {
        float[] x = new float[checked(count * spec.Channels)];
        if (options.InitialNoise is not { } given)
        {
            Philox.FillNormal(x, options.Seed, NoiseStream);
            return x;
        }

        if (given.Length != x.Length)
        {
            throw new ArgumentException(
                $"InitialNoise has {given.Length} values, expected {x.Length}: {spec.Channels} for each of {count} voxels.", nameof(options));
        }

        given.CopyTo(x, 0);
        return x;
    }

    private void Denormalize(float[] x)
    {
        for (int i = 0; i < x.Length; i++)
        {
            int channel = i % spec.Channels;
            x[i] = (x[i] * spec.Std[channel]) + spec.Mean[channel];
        }
    }
}
