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

    /// <summary>What the names of the encoder's last tensors begin with: means, and log-variances behind them.</summary>
    public const string EncoderEnd = "out_layer.2.";

    private const string DecoderStart = "input_layer.weight";

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
        folder.Fill(store, EncoderFile, NetworkShapes.StructureEncoder(new ShapeOps(), Encoder), seed, _ => train, (name, _) => FirstLatents(name));

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

    /// <summary>A tensor of the encoder whose latents are divided by a number for each channel.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its values.</param>
    /// <param name="scale">[C], above 0.</param>
    public static torch.Tensor ScaleLatents(string name, torch.Tensor value, torch.Tensor scale)
    {
        if (!name.StartsWith(EncoderEnd, StringComparison.Ordinal))
        {
            return value;
        }

        torch.Tensor[] parts = value.chunk(2, 0); // mean and log-variance
        torch.Tensor mean = parts[0].Over(scale.reshape([-1, .. Enumerable.Repeat(1L, value.shape.Length - 1)]));
        return torch.cat([mean, name.EndsWith("bias", StringComparison.Ordinal) ? parts[1].Minus(scale.log().Times(2)) : parts[1]], 0);
    }

    /// <summary>A tensor of the decoder that accepts latents of <see cref="ScaleLatents"/> and gives what it gave before.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its values.</param>
    /// <param name="scale">[C], above 0.</param>
    public static torch.Tensor AcceptScaled(string name, torch.Tensor value, torch.Tensor scale) =>
        name == DecoderStart ? value.Times(scale.reshape(1, -1, 1, 1, 1)) : value;

    /// <summary>Latents with little noise from the first step on, that the decoder does not learn to do without.</summary>
    private float[]? FirstLatents(string name) =>
        name == EncoderEnd + "bias" ? [.. new float[Encoder.LatentChannels], .. Enumerable.Repeat(LatentNetworks.FirstLogVariance, Encoder.LatentChannels)] : null;

    private static ParameterScope<torch.Tensor> Scope(ParameterStore store, string file) => new(new TorchOps(store.Source(file)));

    // [B, C, r, r, r] to [B, r³, C]
    private static torch.Tensor Tokens(torch.Tensor grid) => grid.flatten(2).transpose(1, 2);
}
