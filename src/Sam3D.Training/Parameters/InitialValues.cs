using System.Text.RegularExpressions;
using Sam3D.Networks;
using Sam3D.Tensors;

namespace Sam3D.Training;

/// <summary>
/// Values that parameters start from, by official name and shape, as the official classes initialise themselves. They follow from the seed and the name alone.
/// </summary>
/// <remarks>
/// Linear layers of flows and voxel transformers: Xavier uniform, biases 0; modulations, output layers and last convolutions of residual blocks: 0; time embedders:
/// normal 0.02 (TRELLIS, arXiv 2412.01506, <c>initialize_weights</c>). Vision transformers: normal 0.02. Everything else: PyTorch's default of its layer.
/// </remarks>
internal static partial class InitialValues
{
    private const float EmbeddingDeviation = 0.02f;
    private const float TokenDeviation = 1e-6f;

    /// <summary>Makes the values.</summary>
    /// <param name="name">Official name.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="seed">Seed of the phase.</param>
    public static float[] Create(string name, IReadOnlyList<long> shape, ulong seed)
    {
        float[] values = new float[shape.Aggregate(1L, (a, b) => checked(a * b))];
        if (ShapePosition().IsMatch(name))
        {
            return PositionEmbedding.Grid((int)shape[1], (int)Math.Round(Math.Cbrt(shape[0])));
        }

        string last = name[(name.LastIndexOf('.') + 1)..];
        uint stream = Hash(name);
        switch (last)
        {
            case "gamma":
                values.AsSpan().Fill(1);
                break;
            case "weight" when shape.Count == 1:
                values.AsSpan().Fill(1);
                break;
            case "bias":
                break;
            case "weight" when Zero().IsMatch(name):
                break;
            case "weight" when TimeEmbedder().IsMatch(name) || VisionTransformer().IsMatch(name):
                Normal(values, EmbeddingDeviation, seed, stream);
                break;
            case "weight" when shape.Count == 2 && !DefaultLayer().IsMatch(name):
                Uniform(values, Math.Sqrt(6.0 / (shape[0] + shape[1])), seed, stream);
                break;
            case "weight":
                Uniform(values, 1 / Math.Sqrt(FanIn(name, shape)), seed, stream);
                break;
            case "idx_emb":
                Normal(values, 1 / MathF.Sqrt(shape[^1]), seed, stream);
                break;
            case "pos_emb":
                Normal(values, 1, seed, stream);
                break;
            case "cls_token" or "register_tokens":
                Normal(values, TokenDeviation, seed, stream);
                break;
            default:
                Normal(values, EmbeddingDeviation, seed, stream);
                break;
        }

        return values;
    }

    /// <summary>Whether a tensor of a state dict is a buffer: no gradient, never changed.</summary>
    public static bool IsBuffer(string name) => ShapePosition().IsMatch(name) || name.EndsWith("offset_perturbation", StringComparison.Ordinal);

    private static void Normal(float[] values, float deviation, ulong seed, uint stream)
    {
        Philox.FillNormal(values, seed, stream);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= deviation;
        }
    }

    private static void Uniform(float[] values, double bound, ulong seed, uint stream)
    {
        Philox.FillUniform(values, seed, stream);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(((2.0 * values[i]) - 1) * bound);
        }
    }

    // Sparse convolutions store [out, 3, 3, 3, in], dense ones [out, in, 3, 3, 3]: the product is the same.
    private static long FanIn(string name, IReadOnlyList<long> shape) => shape.Skip(1).Aggregate(1L, (a, b) => a * b);

    /// <summary>FNV-1a over the name.</summary>
    private static uint Hash(string name)
    {
        uint hash = 2_166_136_261;
        foreach (char c in name)
        {
            hash = unchecked((hash ^ c) * 16_777_619);
        }

        return hash;
    }

    [GeneratedRegex(@"latent_mapping\.shape\.pos_emb$")]
    private static partial Regex ShapePosition();

    // Zero at the start, so that every block begins as the identity.
    [GeneratedRegex(@"(adaLN_modulation\.1|conv2(\.conv)?|out_layers\.3\.conv)\.(weight|bias)$|backbone\.(latent_mapping\.\w+\.)?out_layer\.(weight|bias)$|^out_layer\.(weight|bias)$")]
    private static partial Regex Zero();

    [GeneratedRegex(@"[td]_embedder\.mlp\.\d\.weight$")]
    private static partial Regex TimeEmbedder();

    [GeneratedRegex(@"module_list\.\d+\.backbone\.blocks\.")]
    private static partial Regex VisionTransformer();

    // Layers of classes that do not initialise themselves: convolutions, projections of the condition, the point-map embedder.
    [GeneratedRegex(@"projection_nets\.|patch_embed\.|point_proj\.|input_layer\.weight$(?<=^input_layer\.weight)|conv")]
    private static partial Regex DefaultLayer();
}
