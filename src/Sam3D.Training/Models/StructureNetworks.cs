using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>The dense structure auto-encoder, <c>ss_encoder</c> and <c>ss_decoder</c>, on batches.</summary>
internal sealed class StructureNetworks
{
    /// <summary>Names of the files with weights.</summary>
    public const string EncoderFile = "ss_encoder", DecoderFile = "ss_decoder";

    public StructureNetworks(ModelFolder folder)
    {
        ConfigNode generator = folder.Config(GeometryNetworks.FileName), decoder = folder.Config(DecoderFile);
        Decoder = GeneratorConfig.ReadDecoder(decoder, GeneratorConfig.ReadLatentResolution(generator), decoder["latent_channels"].Size());
        Encoder = GeneratorConfig.ReadEncoder(folder.Config(EncoderFile), Decoder);
    }

    /// <summary>Sizes of the encoder.</summary>
    public StructureAutoencoderConfig Encoder { get; }

    /// <summary>Sizes of the decoder.</summary>
    public StructureAutoencoderConfig Decoder { get; }

    /// <summary>Adds the encoder's parameters to a store.</summary>
    public void FillEncoder(ModelFolder folder, ParameterStore store, ulong seed, bool train) =>
        folder.Fill(store, EncoderFile, NetworkShapes.StructureEncoder(new ShapeOps(), Encoder), seed, _ => train);

    /// <summary>Adds the decoder's parameters to a store.</summary>
    public void FillDecoder(ModelFolder folder, ParameterStore store, ulong seed, bool train) =>
        folder.Fill(store, DecoderFile, NetworkShapes.StructureDecoder(new ShapeOps(), Decoder), seed, _ => train);

    /// <summary>Occupancy [B, 1, R, R, R] to mean and log-variance, [B, r³, channels] in the order of shape tokens.</summary>
    public (torch.Tensor Mean, torch.Tensor LogVariance) Encode(ParameterStore store, torch.Tensor occupancy)
    {
        (torch.Tensor mean, torch.Tensor logVariance) = StructureEncoder.Apply(Scope(store, EncoderFile), Encoder, occupancy);
        return (Tokens(mean), Tokens(logVariance));
    }

    /// <summary>Shape latents [B, r³, channels] to logits [B, 1, R, R, R].</summary>
    public torch.Tensor Decode(ParameterStore store, torch.Tensor latents) => StructureDecoder.Apply(Scope(store, DecoderFile), Decoder, latents);

    private static ParameterScope<torch.Tensor> Scope(ParameterStore store, string file) => new(new TorchOps(store.Source(file)));

    // [B, C, r, r, r] to [B, r³, C]
    private static torch.Tensor Tokens(torch.Tensor grid) => grid.flatten(2).transpose(1, 2);
}
