using Sam3D.Flow;
using Sam3D.Networks;

namespace Sam3D.ParityTests;

/// <summary>The geometry flow as the velocity of a sampler whose state holds all latents one after the other.</summary>
internal static class FlowVelocity
{
    public static VelocityFunction Create(NetworkRun run, GeometryFlowConfig config, Tensor condition, double timeScale, double step)
    {
        int batch = condition.Shape[0];
        var none = new Tensor(condition.Shape, new float[condition.Values.Length]);
        void Evaluate(double t, ReadOnlySpan<float> x, Tensor tokens, Span<float> velocity)
        {
            var inputs = new List<(string, Tensor)>
            {
                ("t", new Tensor([1], [(float)(t * timeScale)])),
                ("d", new Tensor([1], [(float)(step * timeScale)])),
                ("condition", tokens),
            };
            int offset = 0;
            foreach (FlowLatentConfig latent in config.Latents)
            {
                int count = batch * latent.Tokens * latent.Channels;
                inputs.Add(("x." + latent.Name, new Tensor([batch, latent.Tokens, latent.Channels], x.Slice(offset, count).ToArray())));
                offset += count;
            }

            IReadOnlyDictionary<string, float[]> result = run.Run([.. inputs]);
            offset = 0;
            foreach (FlowLatentConfig latent in config.Latents)
            {
                result["v." + latent.Name].CopyTo(velocity[offset..]);
                offset += batch * latent.Tokens * latent.Channels;
            }
        }

        return (t, x, conditional, unconditional) =>
        {
            Evaluate(t, x, condition, conditional);
            if (!unconditional.IsEmpty)
            {
                Evaluate(t, x, none, unconditional);
            }
        };
    }
}
