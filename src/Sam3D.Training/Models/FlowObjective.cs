using Sam3D.Conversion;

namespace Sam3D.Training;

/// <summary>How a flow is trained, from <c>module.generator.backbone</c> of the generator's YAML.</summary>
/// <param name="Path">The path from noise to data.</param>
/// <param name="Times">Distribution of the times.</param>
/// <param name="Weights">Weight of each latent's error (<c>loss_weights</c>).</param>
/// <param name="DropCondition">Part of the samples whose condition is zero (<c>p_unconditional</c>).</param>
internal sealed record FlowObjective(RectifiedFlow Path, LogNormalTimes Times, IReadOnlyDictionary<string, double> Weights, double DropCondition)
{
    /// <summary>Reads the objective.</summary>
    /// <param name="node">The YAML.</param>
    /// <param name="latents">Names of the latents.</param>
    public static FlowObjective Read(ConfigNode node, IEnumerable<string> latents)
    {
        ConfigNode? sampler = node.Find("training_time_sampler_fn"), weights = node.Find("loss_weights");
        if (sampler is not null)
        {
            sampler.RequireTarget("lognorm_sampler");
        }

        return new FlowObjective(
            new RectifiedFlow(node.Find("sigma_min")?.Number(0, 1) ?? 0),
            new LogNormalTimes(sampler?.Find("mean")?.Number(-10, 10) ?? 0, sampler?.Find("std")?.Number(1e-3, 10) ?? 1),
            latents.ToDictionary(name => name, name => weights?.Find(name)?.Number(0, 1e6) ?? 1, StringComparer.Ordinal),
            node["reverse_fn"].Find("p_unconditional")?.Number(0, 1) ?? 0.1);
    }
}
