using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// Runs the networks on shapes alone, each once, so that <see cref="ShapeOps.Parameters"/> lists what it asks for. Sizes that parameters do not depend on,
/// such as the number of voxels, are as small as they can be.
/// </summary>
internal static class NetworkShapes
{
    private const int Voxels = 8;
    private const int Neighbors = 27;

    /// <summary>All embedders of a condition encoder.</summary>
    /// <param name="ops">Records.</param>
    /// <param name="prefix">Official name of the encoder.</param>
    /// <param name="config">Sizes.</param>
    public static ShapeOps Condition(ShapeOps ops, string prefix, ConditionEncoderConfig config)
    {
        for (int i = 0; i < config.Embedders.Count; i++)
        {
            EmbedderConfig embedder = config.Embedders[i];
            int size = embedder.Dino?.InputSize ?? embedder.PointPatch!.InputSize;
            ConditionEncoder.Apply(Scope(ops, prefix), config, i, new TensorShape(embedder.Inputs.Count, 3, size, size), size, size);
        }

        return ops;
    }

    /// <summary>A geometry flow.</summary>
    public static ShapeOps GeometryFlow(ShapeOps ops, string prefix, GeometryFlowConfig config)
    {
        Networks.GeometryFlow.Apply(
            Scope(ops, prefix),
            config,
            [.. config.Latents.Select(l => new TensorShape(1, l.Tokens, l.Channels))],
            new TensorShape(1L),
            config.IsShortcutModel ? new TensorShape(1L) : null,
            new TensorShape(1, config.ConditionTokens, config.ConditionChannels));
        return ops;
    }

    /// <summary>A structure decoder.</summary>
    public static ShapeOps StructureDecoder(ShapeOps ops, StructureAutoencoderConfig config)
    {
        long cells = (long)config.InputResolution * config.InputResolution * config.InputResolution;
        Networks.StructureDecoder.Apply(Scope(ops, ""), config, new TensorShape(1, cells, config.LatentChannels));
        return ops;
    }

    /// <summary>A structure encoder.</summary>
    public static ShapeOps StructureEncoder(ShapeOps ops, StructureAutoencoderConfig config)
    {
        int r = config.InputResolution;
        Networks.StructureEncoder.Apply(Scope(ops, ""), config, new TensorShape(1, config.VoxelChannels, r, r, r));
        return ops;
    }

    /// <summary>A structured latent flow.</summary>
    public static ShapeOps StructuredLatentFlow(ShapeOps ops, string prefix, StructuredLatentFlowConfig config)
    {
        int steps = config.IoBlockChannels.Count;
        var levels = new SparseLevels<TensorShape>(
            [.. Enumerable.Range(0, steps + 1).Select(_ => new TensorShape(Voxels, Neighbors))],
            [.. Enumerable.Range(0, steps).Select(_ => new SparseStep<TensorShape>(new TensorShape((long)Voxels), new TensorShape(Voxels, 8), new TensorShape(Voxels, 1)))],
            new TensorShape(Voxels, 3));
        Networks.StructuredLatentFlow.Apply(
            Scope(ops, prefix),
            config,
            new TensorShape(Voxels, config.InChannels),
            new TensorShape(1L),
            config.IsShortcutModel ? new TensorShape(1L) : null,
            new TensorShape(1, config.ConditionChannels),
            levels);
        return ops;
    }

    /// <summary>An encoder of structured latents.</summary>
    public static ShapeOps StructuredLatentEncoder(ShapeOps ops, StructuredLatentEncoderConfig config)
    {
        Networks.StructuredLatentEncoder.Apply(Scope(ops, ""), config, new TensorShape(Voxels, config.Transformer.LatentChannels), Windows());
        return ops;
    }

    /// <summary>A Gaussian decoder.</summary>
    public static ShapeOps GaussianDecoder(ShapeOps ops, GaussianDecoderConfig config)
    {
        Networks.GaussianDecoder.Apply(Scope(ops, ""), config, new TensorShape(Voxels, config.Transformer.LatentChannels), Windows());
        return ops;
    }

    /// <summary>A mesh decoder.</summary>
    public static ShapeOps MeshDecoder(ShapeOps ops, MeshDecoderConfig config)
    {
        static SparseSubdivision<TensorShape> Subdivision(int children) => new(
            new TensorShape(children, Neighbors), new TensorShape((long)children));
        TensorShape latents = new(Voxels, config.Transformer.LatentChannels);
        Networks.MeshDecoder.Apply(Scope(ops, ""), config, latents, Windows(), new TensorShape(Voxels, Neighbors), Subdivision(8 * Voxels), Subdivision(64 * Voxels));
        return ops;
    }

    /// <summary>MoGe.</summary>
    public static ShapeOps Moge(ShapeOps ops, MogePointConfig config)
    {
        int grid = config.PositionGrid, side = config.TrainImageSize, levels = config.UpsampleDims.Count, last = grid << levels;
        MogePointModel.Apply(Scope(ops, ""), config, new MogePointInputs<TensorShape>(
            new TensorShape(1, 3, side, side),
            new TensorShape(1, grid, grid),
            new TensorShape(1, grid, grid),
            [.. Enumerable.Range(0, levels).Select(i => new TensorShape(1, 2, grid << i, grid << i)), new TensorShape(1, 2, side, side)],
            new TensorShape(1, 1, side, last),
            new TensorShape(1, 1, last, side)));
        return ops;
    }

    private static SparseWindows<TensorShape> Windows()
    {
        var groups = new SparseWindowGroups<TensorShape>([(new TensorShape(1, Voxels), new TensorShape(1L))], new TensorShape((long)Voxels));
        return new SparseWindows<TensorShape>(new TensorShape(Voxels, 3), groups, groups);
    }

    private static ParameterScope<TensorShape> Scope(ShapeOps ops, string prefix) => new(ops, prefix);
}
