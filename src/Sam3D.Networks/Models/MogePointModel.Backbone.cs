namespace Sam3D.Networks;

/// <content>The backbone: DINOv2 (Oquab et al., arXiv 2304.07193) without registers, official <c>DinoVisionTransformer.get_intermediate_layers</c>.</content>
public static partial class MogePointModel
{
    private const float NormEpsilon = 1e-6f;

    /// <summary>The patch tokens after some blocks, layer-normalised.</summary>
    /// <returns>A tensor [1, C, gh, gw], whose height and width are those of the grid, and the features, each [1, gh·gw, C].</returns>
    private static (T Grid, IReadOnlyList<T> Features) Features<T>(
        ParameterScope<T> scope, MogePointConfig config, T image, MogePointInputs<T> inputs, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.EmbedDim, patch = config.PatchSize;
        ParameterScope<T> projection = scope["patch_embed.proj"];
        T grid = ops.Conv2d(image, projection.Get("weight", c, 3, patch, patch), projection.Get("bias", c), patch); // [1, C, gh, gw]
        T tokens = ops.Transpose(ops.Reshape(grid, 0, c, -1), 0, 2, 1); // [1, P, C]

        (T classPosition, T patchPosition) = Positions(scope, config, inputs);
        observe?.Invoke("pos_embed_interpolated", ops.Concat(1, classPosition, patchPosition));
        T h = ops.Concat(1, ops.Add(scope.Get("cls_token", 1, 1, c), classPosition), ops.Add(tokens, patchPosition)); // [1, 1+P, C]

        var features = new List<T>(config.IntermediateLayers.Count);
        int hidden = (int)(c * config.MlpRatio);
        for (int i = 0; i < config.Depth; i++)
        {
            h = VitBlock.Apply(scope["blocks"][i], h, c, config.NumHeads, hidden, layerScale: true);
            if (config.IntermediateLayers.Contains(i))
            {
                T normed = Layers.LayerNorm(scope["norm"], h, c, NormEpsilon);
                observe?.Invoke($"class_token{features.Count}", ops.Gather(normed, 1, [0]));
                T feature = ops.Skip(normed, 1, 1); // [1, P, C]
                observe?.Invoke($"feature{features.Count}", feature);
                features.Add(feature);
            }
        }

        return (grid, features);
    }

    /// <summary>Position embedding of the class token [1, 1, C] and of the patches [1, P, C].</summary>
    private static (T Class, T Patches) Positions<T>(ParameterScope<T> scope, MogePointConfig config, MogePointInputs<T> inputs)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.EmbedDim, m = config.PositionGrid;
        T[] parts = ops.Split(scope.Get("pos_embed", 1, 1 + (m * m), c), 1, 1, m * m);
        T rows = ops.MatMul(inputs.PositionRows, ops.Reshape(parts[1], 1, m, m * c)); // [1, gh, M·C]
        T grid = ops.MatMul(inputs.PositionColumns, ops.Reshape(rows, -1, m, c)); // [gh, gw, C]
        return (parts[0], ops.Reshape(grid, 1, -1, c));
    }
}
