using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>The condition encoder of a generator, on batches.</summary>
internal sealed class ConditionNetworks
{
    public ConditionNetworks(ConfigNode node) => Config = ConditionConfig.Read(node);

    /// <summary>Its sizes.</summary>
    public ConditionEncoderConfig Config { get; }

    /// <summary>Names of the inputs of all embedders.</summary>
    public IEnumerable<string> Inputs => Config.Embedders.SelectMany(e => e.Inputs).Select(i => i.Name).Distinct(StringComparer.Ordinal);

    /// <summary>Whether a parameter of a generator's file is the condition encoder's.</summary>
    public static bool Owns(string name) => name.StartsWith(CheckpointConverter.ConditionPrefix, StringComparison.Ordinal);

    /// <summary>Encodes a batch.</summary>
    /// <param name="parameters">The weights of the generator.</param>
    /// <param name="pictures">Each input by name, [B, channels, S, S].</param>
    /// <param name="keep">[B], 0 for samples whose condition is dropped; <see langword="null"/> keeps all.</param>
    /// <returns>[B, L, C].</returns>
    public torch.Tensor Encode(TorchParameterSource parameters, IReadOnlyDictionary<string, torch.Tensor> pictures, torch.Tensor? keep)
    {
        var scope = new ParameterScope<torch.Tensor>(new TorchOps(parameters), CheckpointConverter.ConditionPrefix.TrimEnd('.'));
        var tokens = new List<torch.Tensor>();
        for (int i = 0; i < Config.Embedders.Count; i++)
        {
            IReadOnlyList<EmbedderInput> inputs = Config.Embedders[i].Inputs;
            torch.Tensor stacked = torch.cat([.. inputs.Select(n => pictures[n.Name])], 0); // [K·B, ch, S, S]
            long batch = stacked.shape[0] / inputs.Count;
            torch.Tensor encoded = ConditionEncoder.Apply(
                scope, Config, i, stacked, (int)stacked.shape[2], (int)stacked.shape[3], (int)batch); // [K·B, N, C]
            encoded = encoded.reshape(inputs.Count, batch, -1, Config.Width).transpose(0, 1).reshape(batch, -1, Config.Width);
            tokens.Add(encoded);
        }

        torch.Tensor all = tokens.Count == 1 ? tokens[0] : torch.cat([.. tokens], 1);
        return keep is null ? all : all.Times(keep.reshape(-1, 1, 1));
    }
}
