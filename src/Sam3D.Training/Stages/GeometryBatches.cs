using Sam3D.Conversion;
using Sam3D.Imaging;
using Sam3D.Networks;
using Sam3D.Torch;
using TorchSharp;

namespace Sam3D.Training;

/// <summary>Batches for the phases of the geometry flow: inputs of the condition encoder, and the latents that the flow is to make.</summary>
internal sealed class GeometryBatches
{
    private readonly GeometryNetworks _networks;
    private readonly StructureNetworks _structure;
    private readonly ParameterStore _encoder = new();
    private readonly PictureBatch _pictures;
    private readonly ITrainingData _data;

    public GeometryBatches(GeometryNetworks networks, ModelFolder folder, ITrainingData data)
    {
        (_networks, _data) = (networks, data);
        _structure = new StructureNetworks(folder);
        folder.RequireWeights(StructureNetworks.EncoderFile);
        _structure.FillEncoder(folder, _encoder, 0, train: false);
        _pictures = new PictureBatch([.. networks.Condition.Inputs], networks.Recipe);
    }

    /// <summary>A sample before it becomes tensors.</summary>
    public sealed record Prepared(IReadOnlyDictionary<string, PictureTensor> Pictures, float[] Occupancy, Dictionary<string, float[]> Layout);

    /// <summary>Reads and prepares a sample. Safe for concurrent use.</summary>
    public Prepared Prepare(int index)
    {
        TrainingItem item = _data.Read(index);
        return new Prepared(
            _pictures.Prepare(item),
            VoxelGrids.Occupancy(item.Voxels, _structure.Encoder.InputResolution),
            LayoutLatents.Encode(item.Pose, _networks.Pose));
    }

    /// <summary>The inputs of the condition encoder.</summary>
    public Dictionary<string, torch.Tensor> Pictures(IReadOnlyList<Prepared> samples) => _pictures.Stack([.. samples.Select(s => s.Pictures)]);

    /// <summary>Occupancy, [B, 1, R, R, R].</summary>
    public torch.Tensor Occupancy(IReadOnlyList<Prepared> samples)
    {
        int r = _structure.Encoder.InputResolution;
        return AlignedTensor.Create((float[])[.. samples.SelectMany(s => s.Occupancy)], [samples.Count, 1, r, r, r]);
    }

    /// <summary>The latents in the order of the flow, [B, tokens, channels] each; without gradients.</summary>
    public torch.Tensor[] Latents(IReadOnlyList<Prepared> samples)
    {
        using IDisposable plain = torch.no_grad();
        return
        [
            .. _networks.Flow.Latents.Select(latent => latent.Name == GeneratorConfig.ShapeLatent
                ? _structure.Encode(_encoder, Occupancy(samples)).Mean
                : Layout(samples, latent)),
        ];
    }

    private static torch.Tensor Layout(IReadOnlyList<Prepared> samples, FlowLatentConfig latent) => AlignedTensor.Create(
        (float[])[.. samples.SelectMany(s => s.Layout.TryGetValue(latent.Name, out float[]? values)
            ? values
            : throw new TrainingException($"The flow has the latent '{latent.Name}', which this version does not know how to train; use the latents of the release."))],
        [samples.Count, latent.Tokens, latent.Channels]);
}
