using Sam3D.Tensors;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>Samples a geometry model several times for each photograph and scores what comes out.</summary>
internal sealed class CandidateMaker
{
    private readonly StructureNetworks _structure;
    private readonly ParameterStore _weights;
    private readonly GeometryBatches _batches;
    private readonly GeometrySampler _sampler;
    private readonly ulong _seed;
    private readonly int _steps;
    private readonly string _file;

    /// <summary>Prepares the model.</summary>
    /// <param name="networks">The networks.</param>
    /// <param name="structure">The structure auto-encoder.</param>
    /// <param name="weights">Weights of both; the structure decoder's under its own name.</param>
    /// <param name="file">The file of the generator's weights in the store.</param>
    /// <param name="batches">The data.</param>
    /// <param name="seed">Seed of the noise.</param>
    /// <param name="steps">Sampling steps.</param>
    public CandidateMaker(
        GeometryNetworks networks, StructureNetworks structure, ParameterStore weights, string file, GeometryBatches batches, ulong seed, int steps)
    {
        (Networks, _structure, _weights, _file, _batches, _seed, _steps) = (networks, structure, weights, file, batches, seed, steps);
        _sampler = new GeometrySampler(networks);
    }

    /// <summary>The networks.</summary>
    public GeometryNetworks Networks { get; }

    /// <summary>Makes candidates.</summary>
    /// <param name="samples">Numbers of the photographs.</param>
    /// <param name="candidates">Candidates of each.</param>
    /// <returns>Latents [photographs, candidates, tokens, channels], and scores [photographs, candidates], larger is better.</returns>
    public (torch.Tensor[] Latents, torch.Tensor Scores) Make(int[] samples, int candidates)
    {
        using IDisposable plain = torch.no_grad();
        GeometryBatches.Prepared[] prepared = [.. samples.Select(_batches.Prepare)];
        torch.Tensor condition = Networks.Condition.Encode(_weights.Source(_file), _batches.Pictures(prepared), null);
        torch.Tensor occupancy = _batches.Occupancy(prepared);
        var latents = new List<torch.Tensor[]>();
        var scores = new List<torch.Tensor>();
        for (int candidate = 0; candidate < candidates; candidate++)
        {
            torch.Tensor[] made = _sampler.Sample(_weights.Source(_file), Noise(samples, candidate), condition, _steps, isShortcut: false);
            latents.Add(made);
            scores.Add(Score(_structure.Decode(_weights, made[Networks.ShapeIndex]), occupancy));
        }

        return ([.. Networks.Flow.Latents.Select((_, i) => torch.stack([.. latents.Select(l => l[i])], 1))], torch.stack([.. scores], 1));
    }

    /// <summary>Intersection over union of each sample, [B].</summary>
    internal static torch.Tensor Score(torch.Tensor logits, torch.Tensor occupancy)
    {
        torch.Tensor p = logits.MoreThan(0).flatten(1), q = occupancy.MoreThan(0.5).flatten(1);
        return p.logical_and(q).sum(1).to_type(torch.ScalarType.Float32).Over(p.logical_or(q).sum(1).to_type(torch.ScalarType.Float32).Plus(1e-6));
    }

    // Noise depends on photograph and candidate, not on what else is in the batch.
    private torch.Tensor[] Noise(int[] samples, int candidate) =>
    [
        .. Networks.Flow.Latents.Select((latent, i) =>
        {
            int size = latent.Tokens * latent.Channels;
            float[] values = new float[samples.Length * size];
            for (int s = 0; s < samples.Length; s++)
            {
                Philox.FillNormal(values.AsSpan(s * size, size), StepRandom.Mix(_seed + (ulong)samples[s]), (uint)((candidate * 64) + i));
            }

            return AlignedTensor.Create(values, samples.Length, latent.Tokens, latent.Channels);
        }),
    ];
}
