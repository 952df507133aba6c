using System.Text.RegularExpressions;

namespace Sam3D.Conversion;

/// <summary>
/// Mean and standard deviation of a random weight by its official name and shape, chosen so that activations stay of magnitude 1 through all blocks, in
/// float16 too.
/// </summary>
/// <remarks>
/// A layer that takes values of variance 1 and has weights of variance gain²/fan-in gives values of variance gain². Branches that are added to a stream of
/// features end with a gain below 1, so that the variance of the stream grows by a few units over all blocks, and the norms in front of every branch undo that.
/// </remarks>
internal static partial class WeightRoles
{
    private const float SmallOffset = 0.02f; // biases, embeddings: PyTorch's usual start of embeddings
    private const float GainSpread = 0.05f;
    private const float LayerScale = 0.5f;
    private const float LayoutPosition = 0.5f;
    private const float ModulationOffset = 0.3f;
    private const float ModulationGain = 0.5f;
    private const float TimeGain = 1.4f; // SiLU halves what it lets through
    private const float ResidualGain = 0.5f;
    private const float CrossGain = 0.3f; // neither gated nor modulated

    // A trained velocity has magnitude 1. This one keeps the noise, whose distribution is known, as the larger part of the latents, also when guidance
    // multiplies the difference of two velocities by 8.
    private const float VelocityGain = 0.1f;

    /// <summary>The distribution of a weight.</summary>
    /// <param name="name">Official name.</param>
    /// <param name="shape">Shape.</param>
    public static (float Mean, float Deviation) Of(string name, IReadOnlyList<long> shape)
    {
        string last = name[(name.LastIndexOf('.') + 1)..];
        return last switch
        {
            "gamma" => (LayerScaleName().IsMatch(name) ? LayerScale : 1, GainSpread),
            "bias" => (0, ModulationName().IsMatch(name) ? ModulationOffset : SmallOffset),
            "weight" when shape.Count == 1 => (1, GainSpread),
            "weight" => (0, Gain(name) / MathF.Sqrt(FanIn(name, shape))),
            "positional_encoding_gaussian_matrix" => (0, 1), // random Fourier features, as in the release
            "running_var" => (1, GainSpread),
            "idx_emb" => (0, 1 / MathF.Sqrt(shape[^1])),
            "pos_emb" => (0, LayoutPosition),
            _ => (0, SmallOffset), // class, register and mask tokens, position embeddings
        };
    }

    private static float Gain(string name) =>
        ModulationName().IsMatch(name) ? ModulationGain
        : TimeName().IsMatch(name) ? TimeGain
        : CrossOutputName().IsMatch(name) ? CrossGain
        : ResidualName().IsMatch(name) ? ResidualGain
        : VelocityName().IsMatch(name) ? VelocityGain
        : 1;

    // A transposed convolution whose stride is its kernel has [in, out, K, K], and each output sees one input pixel.
    private static float FanIn(string name, IReadOnlyList<long> shape) =>
        TransposedName().IsMatch(name) ? shape[0] : shape.Skip(1).Aggregate(1L, (product, size) => product * size);

    [GeneratedRegex(@"\.ls[12]\.gamma$")]
    private static partial Regex LayerScaleName();

    [GeneratedRegex(@"(adaLN_modulation|emb_layers)\.1\.\w+$")]
    private static partial Regex ModulationName();

    [GeneratedRegex(@"[td]_embedder\.mlp\.\d\.weight$")]
    private static partial Regex TimeName();

    [GeneratedRegex(@"cross_attn\..*to_out(\.|$)")]
    private static partial Regex CrossOutputName();

    // Attention outputs, second layers of MLPs, second convolutions of residual blocks.
    [GeneratedRegex(@"(to_out(\.\w+)?|attn\.proj|out_proj|mlp\.fc2|mlp\.lin2|mlp\.layers\.1|mlp\.2|conv2(\.conv)?|out_layers\.3\.conv|layers\.5)\.weight$")]
    private static partial Regex ResidualName();

    [GeneratedRegex(@"latent_mapping\.\w+\.out_layer\.weight$|backbone\.out_layer\.weight$")]
    private static partial Regex VelocityName();

    [GeneratedRegex(@"upsample_blocks\.\d+\.0\.0\.weight$|output_upscaling\.\d\.weight$")]
    private static partial Regex TransposedName();
}
