namespace Sam3D.Networks;

/// <content>The head: official <c>moge.model.v1.Head</c>.</content>
public static partial class MogePointModel
{
    private static (T Points, T Mask) Head<T>(
        ParameterScope<T> scope,
        MogePointConfig config,
        T grid,
        IReadOnlyList<T> features,
        MogePointInputs<T> inputs,
        Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T Seen(string name, T value)
        {
            observe?.Invoke("head." + name, value);
            return value;
        }

        // 1. The features of all blocks, projected and added up.
        T? x = null;
        for (int i = 0; i < features.Count; i++)
        {
            T map = ops.Unflatten(ops.Transpose(features[i], 0, 2, 1), grid); // [1, C, gh, gw]
            T projected = Seen($"projects.{i}", ConvBlocks2d.Conv(scope["projects"][i], map, config.EmbedDim, config.ProjectionDim, 1));
            x = x is null ? projected : ops.Add(x, projected); // [1, Cproj, gh, gw]
        }

        // 2. Levels that double height and width.
        int channels = config.ProjectionDim;
        for (int level = 0; level < config.UpsampleDims.Count; level++)
        {
            ParameterScope<T> blocks = scope["upsample_blocks"][level];
            int output = config.UpsampleDims[level];
            T h = ops.Concat(1, x!, inputs.Uv[level]); // [1, Cin + 2, H, W]
            h = Seen($"upsample_blocks.{level}.0.0", ConvBlocks2d.Upsample2(blocks["0.0"], h, channels + 2, output)); // [1, Cout, 2H, 2W]
            h = Seen($"upsample_blocks.{level}.0", ConvBlocks2d.Conv(blocks["0.1"], h, output, output, 3));
            for (int i = 1; i <= config.ResBlocks; i++)
            {
                h = Seen($"upsample_blocks.{level}.{i}", Residual(blocks[i], h, output, config));
            }

            (x, channels) = (h, output);
        }

        // 3. To the size of the resized picture.
        T wide = ops.MatMul(x!, inputs.ResizeColumns); // [1, C, gh·2ᴸ, w]
        wide = ops.MatMul(inputs.ResizeRows, wide); // [1, C, h, w]
        wide = ops.Concat(1, wide, inputs.Uv[^1]);
        T points = Seen("output_block.0", Output(scope["output_block.0"], wide, channels + 2, PointChannels, config));
        T mask = Seen("output_block.1", Output(scope["output_block.1"], wide, channels + 2, MaskChannels, config));
        return (points, mask);
    }

    private static T Output<T>(ParameterScope<T> scope, T x, int input, int output, MogePointConfig config)
        where T : class
    {
        int hidden = config.LastConvChannels, last = config.LastResBlocks + 2;
        T h = ConvBlocks2d.Conv(scope[0], x, input, hidden, 3);
        for (int i = 1; i <= config.LastResBlocks; i++)
        {
            h = Residual(scope[i], h, hidden, config);
        }

        return ConvBlocks2d.Conv(scope[last], scope.Ops.Relu(h), hidden, output, config.LastConvSize);
    }

    private static T Residual<T>(ParameterScope<T> scope, T x, int channels, MogePointConfig config)
        where T : class
    {
        int hidden = config.ResBlockHiddenMultiple * channels;
        int groups = config.NormGroupChannels is { } size ? hidden / size : 1;
        return ConvBlocks2d.Residual(scope, x, channels, hidden, groups);
    }
}
