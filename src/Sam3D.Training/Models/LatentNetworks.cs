using Sam3D.Conversion;
using Sam3D.Gaussians;
using Sam3D.Networks;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>The auto-encoder of structured latents: <c>slat_encoder</c>, and the decoders <c>slat_decoder_gs_4</c> and <c>slat_decoder_mesh</c>, one object at a time.</summary>
internal sealed class LatentNetworks
{
    /// <summary>Names of the files with weights.</summary>
    public const string EncoderFile = "slat_encoder", GaussianFile = "slat_decoder_gs_4", MeshFile = "slat_decoder_mesh";

    /// <summary>Log-variance of latents before the first step.</summary>
    public const float FirstLogVariance = -4;

    public LatentNetworks(ModelFolder folder)
    {
        var structure = new StructureNetworks(folder);
        Resolution = structure.Encoder.InputResolution;
        Flow = TextureFlowConfig.Read(folder.Config(TextureNetworks.FileName), Resolution);
        Encoder = VoxelDecoderConfig.ReadEncoder(folder.Config(EncoderFile), Flow);
        ConfigNode gaussians = folder.Config(GaussianFile);
        Gaussians = VoxelDecoderConfig.ReadGaussians(gaussians, Flow);
        Bundles.GaussianDecoderSpec spec = VoxelDecoderConfig.ReadGaussianSpec(gaussians, Gaussians, GaussianFile);
        Activations = new GaussianActivations
        {
            ScaleBias = spec.ScaleBias,
            OpacityBias = spec.OpacityBias,
            MinimumScale = spec.MinimumScale,
            ScaleActivation = spec.ScaleActivation,
        };
        Mesh = VoxelDecoderConfig.ReadMesh(folder.Config(MeshFile), Flow);
    }

    /// <summary>Cells of the voxels along an axis.</summary>
    public int Resolution { get; }

    /// <summary>Sizes of the flow of the latents.</summary>
    public StructuredLatentFlowConfig Flow { get; }

    /// <summary>Sizes of the encoder.</summary>
    public StructuredLatentEncoderConfig Encoder { get; }

    /// <summary>Sizes of the Gaussian decoder.</summary>
    public GaussianDecoderConfig Gaussians { get; }

    /// <summary>What its raw numbers mean.</summary>
    public GaussianActivations Activations { get; }

    /// <summary>Sizes of the mesh decoder.</summary>
    public MeshDecoderConfig Mesh { get; }

    /// <summary>Adds the encoder's parameters to a store.</summary>
    public void FillEncoder(ModelFolder folder, ParameterStore store, ulong seed, bool train) =>
        folder.Fill(store, EncoderFile, NetworkShapes.StructuredLatentEncoder(new ShapeOps(), Encoder), seed, _ => train, (name, _) => FirstLatents(name, seed));

    /// <summary>Adds the decoders' parameters to a store.</summary>
    public void FillDecoders(ModelFolder folder, ParameterStore store, ulong seed)
    {
        folder.Fill(
            store,
            GaussianFile,
            NetworkShapes.GaussianDecoder(new ShapeOps(), Gaussians),
            seed,
            _ => true,
            (name, _) => name == "offset_perturbation" ? GaussianOffsets.Create(Gaussians.NumGaussians, Gaussians.VoxelSize) : null);
        folder.Fill(store, MeshFile, NetworkShapes.MeshDecoder(new ShapeOps(), Mesh), seed, _ => true);
    }

    /// <summary>Features [N, F] to mean and log-variance, each [N, channels].</summary>
    public (torch.Tensor Mean, torch.Tensor LogVariance) Encode(ParameterStore store, torch.Tensor features, VoxelIndex[] voxels) =>
        StructuredLatentEncoder.Apply(Scope(store, EncoderFile), Encoder, features, VoxelTensors.Windows(voxels, Encoder.Transformer.WindowSize));

    /// <summary>Latents [N, channels] to raw Gaussians.</summary>
    public GaussianFields<torch.Tensor> DecodeGaussians(ParameterStore store, torch.Tensor latents, VoxelIndex[] voxels) =>
        GaussianDecoder.Apply(Scope(store, GaussianFile), Gaussians, latents, VoxelTensors.Windows(voxels, Gaussians.Transformer.WindowSize));

    /// <summary>Latents [N, channels] to the features of 64·N cubes.</summary>
    public (torch.Tensor Features, VoxelIndex[] Cubes) DecodeMesh(ParameterStore store, torch.Tensor latents, VoxelIndex[] voxels)
    {
        MeshTensors maps = VoxelTensors.Subdivide(voxels);
        return (MeshDecoder.Apply(
            Scope(store, MeshFile), Mesh, latents, VoxelTensors.Windows(voxels, Mesh.Transformer.WindowSize), maps.Neighbors, maps.First, maps.Second), maps.Cubes);
    }

    /// <summary>Latents that tell something from the first step on: means that are not zero, and little noise. From zeros, both decoders first learn to do without latents.</summary>
    private float[]? FirstLatents(string name, ulong seed) => name switch
    {
        "out_layer.weight" => InitialValues.Create("first." + name, [2 * Encoder.LatentChannels, Encoder.Transformer.ModelChannels], seed),
        "out_layer.bias" => [.. new float[Encoder.LatentChannels], .. Enumerable.Repeat(FirstLogVariance, Encoder.LatentChannels)],
        _ => null,
    };

    private static ParameterScope<torch.Tensor> Scope(ParameterStore store, string file) => new(new TorchOps(store.Source(file)));
}
