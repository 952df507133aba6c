using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Sparse;
using Sam3D.TestKit.Counting;

namespace Sam3D.Benchmarks;

/// <summary>Multiply-adds of each stage of a checkpoint folder's model, for the voxels that a run had.</summary>
internal sealed class FullSizeCounts
{
    private readonly CheckpointFolder _folder;
    private readonly ConditionEncoderConfig _condition, _textureCondition;
    private readonly GeometryFlowConfig _flow;
    private readonly StructuredLatentFlowConfig _texture;
    private readonly VoxelIndex[] _voxels;

    public FullSizeCounts(string checkpointFolder, SparseVoxels voxels)
    {
        _folder = CheckpointFolder.Open(checkpointFolder);
        ConfigNode generator = _folder.Config("ss_generator_config_path"), texture = _folder.Config("slat_generator_config_path");
        _condition = ConditionConfig.Read(generator["module"]["condition_embedder"]["backbone"]);
        _textureCondition = ConditionConfig.Read(texture["module"]["condition_embedder"]["backbone"]);
        _flow = GeneratorConfig.ReadFlow(generator, _condition.Tokens);
        _texture = TextureFlowConfig.Read(texture, voxels.Resolution);
        _voxels = voxels.Indices.ToArray();
    }

    /// <summary>One embedder with its backbone.</summary>
    public double Embedder(int index) => Count(ops =>
    {
        EmbedderConfig embedder = _condition.Embedders[index];
        int size = embedder.Dino?.InputSize ?? embedder.PointPatch!.InputSize, channels = embedder.Inputs[0].Name.EndsWith("mask", StringComparison.Ordinal) ? 1 : 3;
        ConditionEncoder.Apply(Scope(ops), _condition, index, new TensorShape(embedder.Inputs.Count, channels, size, size), size, size);
    });

    /// <summary>A guided step of the geometry.</summary>
    public double GeometryStep() => FlowCounts.Evaluation(_flow, 2).MultiplyAdds;

    /// <summary>The structure decoder.</summary>
    public double Structure() => CompactNetworks.CountDecoder(GeneratorConfig.ReadDecoder(
        _folder.Config("ss_decoder_config_path"),
        GeneratorConfig.ReadLatentResolution(_folder.Config("ss_generator_config_path")),
        _flow.Latents.First(l => l.Name == GeneratorConfig.ShapeLatent).Channels)).MultiplyAdds;

    /// <summary>A guided step of the texture: one branch with all condition tokens, one with a single one.</summary>
    public double TextureStep() => TextureEvaluation(_textureCondition.Tokens) + TextureEvaluation(1);

    /// <summary>A Gaussian decoder, by its name in <c>pipeline.yaml</c>.</summary>
    public double Gaussians(string name) => Count(ops =>
    {
        GaussianDecoderConfig config = VoxelDecoderConfig.ReadGaussians(_folder.Config(name + "_config_path"), _texture);
        GaussianDecoder.Apply(Scope(ops), config, new TensorShape(_voxels.Length, config.Transformer.LatentChannels), Windows(config.Transformer.WindowSize));
    });

    /// <summary>The mesh decoder.</summary>
    public double Mesh() => Count(ops =>
    {
        MeshDecoderConfig config = VoxelDecoderConfig.ReadMesh(_folder.Config("slat_decoder_mesh_config_path"), _texture);
        SparseSubdivision<TensorShape> Subdivision(long n) => new(new TensorShape(n, NeighborMap.Offsets), new TensorShape(n));
        MeshDecoder.Apply(
            Scope(ops), config, new TensorShape(_voxels.Length, config.Transformer.LatentChannels), Windows(config.Transformer.WindowSize),
            new TensorShape(_voxels.Length, NeighborMap.Offsets), Subdivision(8L * _voxels.Length), Subdivision(64L * _voxels.Length));
    });

    /// <summary>Voxels of the flow's transformer.</summary>
    public int CoarseVoxels
    {
        get
        {
            var pyramid = new VoxelPyramid(_texture.IoBlockChannels.Count);
            pyramid.Build(_voxels);
            return pyramid.Steps[^1].CoarseCount;
        }
    }

    private double TextureEvaluation(int tokens) => Count(ops =>
    {
        int steps = _texture.IoBlockChannels.Count;
        var pyramid = new VoxelPyramid(steps);
        pyramid.Build(_voxels);
        var levels = new SparseLevels<TensorShape>(
            [.. pyramid.Neighbors.Select(n => new TensorShape(n.Count, NeighborMap.Offsets))],
            [.. pyramid.Steps.Select(s => new SparseStep<TensorShape>(new TensorShape((long)s.Count), new TensorShape(s.CoarseCount, 8), new TensorShape(s.CoarseCount, 1)))],
            new TensorShape(pyramid.Steps[^1].CoarseCount, 3));
        TensorShape Context() => new(1, tokens, _texture.ModelChannels);
        StructuredLatentFlow.ApplyPrepared(
            Scope(ops),
            _texture,
            new TensorShape(_voxels.Length, _texture.InChannels),
            new TensorShape((long)StructuredLatentFlow.ModulationSize(_texture)),
            [.. Enumerable.Range(0, _texture.NumBlocks).Select(_ => new AttentionContext<TensorShape>(Context(), Context()))],
            levels);
    });

    /// <summary>The windows without any filling: a group for each size, so that only what the result needs is counted.</summary>
    private SparseWindows<TensorShape> Windows(int size)
    {
        SparseWindowGroups<TensorShape> Groups(int shift)
        {
            var partition = new WindowPartition();
            partition.Build(_voxels, size, shift);
            int[] starts = partition.WindowStarts.ToArray();
            return new SparseWindowGroups<TensorShape>(
                [
                    .. starts.Zip(starts.Skip(1), (start, end) => end - start).GroupBy(length => length)
                        .Select(g => (new TensorShape(g.Count(), g.Key), new TensorShape((long)g.Count()))),
                ],
                new TensorShape((long)_voxels.Length));
        }

        return new SparseWindows<TensorShape>(new TensorShape(_voxels.Length, 3), Groups(0), Groups(size / 2));
    }

    private static double Count(Action<ShapeOps> run)
    {
        var ops = new ShapeOps();
        run(ops);
        return ops.MultiplyAdds;
    }

    private static ParameterScope<TensorShape> Scope(ShapeOps ops) => new(ops);
}
