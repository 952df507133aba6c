namespace Sam3D.Networks;

/// <summary>Sizes of the mesh decoder, from <c>slat_decoder_mesh.yaml</c>.</summary>
public sealed record MeshDecoderConfig
{
    /// <summary>Sizes of the transformer; its width must be a multiple of 256, because of the 32 groups of the norms.</summary>
    public required SparseTransformerConfig Transformer { get; init; }

    /// <summary>Features of a cube, 101 in the release: signed distances, displacements, weights, colours and normals.</summary>
    public int OutChannels { get; init; } = 101;
}

/// <summary>The integer inputs of a subdivision of M voxels into N = 8·M children, made by <c>Sam3D.Sparse.VoxelSubdivision</c>.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Neighbors">[N, 27] children near each child, N for "none".</param>
/// <param name="Parents">[N] the parent of each child: 0 eight times, 1 eight times, and so on.</param>
public sealed record SparseSubdivision<T>(T Neighbors, T Parents)
    where T : class;

/// <summary>
/// The mesh decoder of SAM 3D Objects (paper arXiv 2511.16624, official <c>SLatMeshDecoderTdfyWrapper</c>, configured by
/// <c>slat_decoder_mesh.yaml</c>): structured latents to the features of cubes of a quarter of a voxel's edge, from which
/// <c>Sam3D.Meshing.FlexiCubesExtraction</c> makes a mesh.
/// </summary>
/// <remarks>
/// Children begin with their parent's features, so nothing is copied before it is needed: the first convolution of a block is one over the parents, with 8 products a
/// child instead of 27, and the skip connection is applied to the parents. Both are exact.
/// </remarks>
public static class MeshDecoder
{
    private const float Epsilon = 1e-5f;
    private const int Groups = 32;

    // Parts of the two subdivisions' convolutions, which divide what they convolve over: small enough for memory, and few, as a graph of many operators takes long to load.
    private const int FirstParents = 1, FirstChildren = 8, SecondParents = 8, SecondChildren = 64;

    /// <summary>Decodes latents.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The root of the state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="latents">[N, latent channels], de-normalised.</param>
    /// <param name="windows">Voxels and their windows.</param>
    /// <param name="neighbors">[N, 27] voxels near each voxel, N for "none".</param>
    /// <param name="first">Subdivision of the N voxels.</param>
    /// <param name="second">Subdivision of their 8·N children.</param>
    /// <returns>[64·N, features], in the order of the second subdivision's children.</returns>
    public static T Apply<T>(
        ParameterScope<T> scope,
        MeshDecoderConfig config,
        T latents,
        SparseWindows<T> windows,
        T neighbors,
        SparseSubdivision<T> first,
        SparseSubdivision<T> second)
        where T : class
    {
        int width = config.Transformer.ModelChannels;
        T h = SparseTransformer.Apply(scope, config.Transformer, latents, windows); // [N, C]
        h = Subdivide(scope["upsample.0"], h, neighbors, first, width, width / 4, FirstParents, FirstChildren); // [8·N, C/4]
        h = Subdivide(scope["upsample.1"], h, first.Neighbors, second, width / 4, width / 8, SecondParents, SecondChildren); // [64·N, C/8]
        return Layers.Linear(scope["out_layer"], h, width / 8, config.OutChannels);
    }

    /// <summary>Official <c>SparseSubdivideBlock3d</c>, in parts that divide the numbers of parents and of children.</summary>
    private static T Subdivide<T>(ParameterScope<T> scope, T x, T neighbors, SparseSubdivision<T> maps, int input, int output, int parents, int children)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T h = ops.Silu(GroupNorm(scope["act_layers.0"], x, input)); // [M, input]
        ParameterScope<T> first = scope["out_layers.0.conv"];
        h = ops.SubdividedConv(h, neighbors, first.Get("weight", output, 3, 3, 3, input), first.Get("bias", output), parents); // [N, output]
        h = ops.Silu(GroupNorm(scope["out_layers.1"], h, output));
        h = SparseResBlock.Conv3(scope["out_layers.3.conv"], h, maps.Neighbors, output, output, children);
        T skip = x;
        if (input != output)
        {
            ParameterScope<T> conv = scope["skip_connection.conv"];
            T weight = ops.Transpose(ops.Reshape(conv.Get("weight", output, 1, 1, 1, input), output, input), 1, 0); // [input, output]
            skip = ops.Add(ops.MatMul(x, weight), conv.Get("bias", output)); // [M, output]
        }

        return ops.Add(h, ops.GatherRows(skip, maps.Parents));
    }

    /// <summary>Official <c>SparseGroupNorm32</c>: statistics of a group of channels over all voxels.</summary>
    private static T GroupNorm<T>(ParameterScope<T> scope, T x, int width)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T channels = ops.Reshape(ops.Transpose(x, 1, 0), 1, width, -1, 1); // [1, C, M, 1]
        channels = ops.GroupNorm(channels, scope.Get("weight", width), scope.Get("bias", width), Groups, width, Epsilon);
        return ops.Transpose(ops.Reshape(channels, width, -1), 1, 0); // [M, C]
    }
}
