using System.Security.Cryptography;
using System.Text;
using Sam3D.Bundles;
using Sam3D.Imaging;
using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// Converts the condition encoders of the stages of one model. Their DINOv2 backbones are frozen and mostly equal: each is stored once.
/// </summary>
internal sealed class ConditionConverter(StageWriter writer)
{
    private const int RgbChannels = 3;
    private const int AnyChannels = -1;

    private readonly List<(DinoConfig Config, int PictureSize, byte[] Hash, string Stage)> _backbones = [];

    /// <summary>Graphs that <see cref="Write"/> writes or shares.</summary>
    public static int GraphCount(ConditionEncoderConfig config) => config.Embedders.Sum(e => e.Dino is null ? 1 : 2);

    /// <summary>Writes the encoders of one stage.</summary>
    /// <param name="checkpoint">The condition embedder's part of the checkpoint.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="recipe">How its pictures are made.</param>
    /// <param name="source">Where the recipe stands, for messages.</param>
    /// <param name="prefix">What the names of its stages begin with.</param>
    /// <returns>What the manifest must say of it.</returns>
    public ConditionSpec Write(ICheckpoint checkpoint, ConditionEncoderConfig config, PreprocessingRecipe recipe, ConfigNode source, string prefix)
    {
        var encoders = new List<ConditionEncoderSpec>();
        for (int i = 0; i < config.Embedders.Count; i++)
        {
            int index = i;
            EmbedderConfig embedder = config.Embedders[i];
            int size = PreprocessorConfig.OutputSize(Transforms(embedder, recipe), source);
            string? backbone = embedder.Dino is { } dino ? WriteBackbone(checkpoint, dino, $"module_list.{i}", size) : null;
            string stage = $"{prefix}_{i}";
            writer.Write(stage, checkpoint, b => RecordEncoder(b, config, index, size));
            encoders.Add(new ConditionEncoderSpec(stage, [.. embedder.Inputs.Select(n => n.Name)], embedder.OutputTokens, backbone));
        }

        return new ConditionSpec { Width = config.Width, Encoders = encoders };
    }

    /// <summary>Records a DINOv2 backbone for one picture or mask.</summary>
    internal static void RecordBackbone(OnnxGraphBuilder builder, DinoConfig config, string module, int size)
    {
        GraphValue picture = builder.Input("picture", 1, AnyChannels, size, size);
        GraphValue features = DinoEncoder.Features(new ParameterScope<GraphValue>(builder)[module], config, picture, 1, size, size);
        builder.Output("features", features, 1, config.FeatureTokens, config.EmbedDim);
    }

    /// <summary>Records one embedder: of the features of its backbone, or of pictures where it has none.</summary>
    internal static void RecordEncoder(OnnxGraphBuilder builder, ConditionEncoderConfig config, int index, int size)
    {
        EmbedderConfig embedder = config.Embedders[index];
        int count = embedder.Inputs.Count;
        var scope = new ParameterScope<GraphValue>(builder);
        GraphValue tokens = embedder.Dino is { } dino
            ? ConditionEncoder.ApplyToFeatures(scope, config, index, builder.Input("inputs", count, dino.FeatureTokens, dino.EmbedDim))
            : ConditionEncoder.Apply(scope, config, index, builder.Input("inputs", count, RgbChannels, size, size), size, size);
        builder.Output("tokens", tokens, count, embedder.OutputTokens, config.Width);
    }

    private static IReadOnlyList<PictureTransform> Transforms(EmbedderConfig embedder, PreprocessingRecipe recipe) =>
        embedder.PointPatch is not null ? recipe.PointMap
        : embedder.Inputs.All(i => i.Name.EndsWith("mask", StringComparison.Ordinal)) ? recipe.Mask
        : recipe.Image;

    private string WriteBackbone(ICheckpoint checkpoint, DinoConfig config, string module, int size)
    {
        // What comes after the backbone is no part of it.
        DinoConfig key = config with { PrenormFeatures = false };
        byte[] hash = Hash(checkpoint, module + ".backbone.");
        foreach ((DinoConfig other, int otherSize, byte[] otherHash, string name) in _backbones)
        {
            if (other == key && otherSize == size && otherHash.AsSpan().SequenceEqual(hash))
            {
                writer.Share();
                return name;
            }
        }

        string stage = $"backbone_{_backbones.Count}";
        writer.Write(stage, checkpoint, b => RecordBackbone(b, config, module, size));
        _backbones.Add((key, size, hash, stage));
        return stage;
    }

    /// <summary>A hash of names, types, shapes and values of a backbone's tensors, its final norm excepted.</summary>
    private static byte[] Hash(ICheckpoint checkpoint, string prefix)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 20];
        IEnumerable<CheckpointTensor> tensors = checkpoint.Tensors.Values
            .Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal) && !t.Name.StartsWith(prefix + "norm.", StringComparison.Ordinal))
            .OrderBy(t => t.Name, StringComparer.Ordinal);
        foreach (CheckpointTensor tensor in tensors)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Name[prefix.Length..]} {tensor.Type} {string.Join(',', tensor.Shape)}\n"));
            using Stream stream = checkpoint.OpenRead(tensor.Name);
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
            }
        }

        return hash.GetHashAndReset();
    }
}
