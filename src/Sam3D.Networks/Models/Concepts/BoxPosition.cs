namespace Sam3D.Networks;

/// <summary>What boxes [1, Q, 4] of centre and size tell the decoder of SAM 3.</summary>
internal static class BoxPosition
{
    private const double Temperature = 10_000;
    private const float Stretch = 8;

    /// <summary>Sines of y, x, width and height, sine and cosine in turns (official <c>gen_sineembed_for_position</c>): [1, Q, 2C].</summary>
    public static T Sines<T>(ITensorOps<T> ops, T boxes, int channels)
        where T : class
    {
        int half = channels / 2;
        float[] frequencies = new float[half], phases = new float[half];
        for (int i = 0; i < half; i++)
        {
            frequencies[i] = (float)(2 * Math.PI / Math.Pow(Temperature, 2 * (i / 2) / (double)half));
            phases[i] = i % 2 == 0 ? 0 : MathF.PI / 2; // a cosine is a sine that is ahead
        }

        T frequency = ops.Constant(frequencies, 1, 1, half), phase = ops.Constant(phases, 1, 1, half);
        T[] parts = [.. ops.Split(boxes, 2, 1, 1, 1, 1).Select(part => ops.Sin(ops.Add(ops.Multiply(part, frequency), phase)))];
        return ops.Concat(2, parts[1], parts[0], parts[2], parts[3]);
    }

    /// <summary>
    /// How each token of the picture lies to the edges of each box, as a bias of attention (Lin et al., arXiv 2308.01904; official <c>boxRPB</c> "log"): [1, heads, Q, G²]. Tokens are taken at
    /// their upper left corners.
    /// </summary>
    public static T Bias<T>(ParameterScope<T> scope, ConceptHeadConfig config, T boxes)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int grid = config.Grid, count = config.Queries, heads = config.NumHeads;
        T[] parts = ops.Split(boxes, 2, 1, 1, 1, 1); // [1, Q, 1]
        T x = Axis(scope["boxRPB_embed_x"], config, parts[0], parts[2]), y = Axis(scope["boxRPB_embed_y"], config, parts[1], parts[3]); // [1, Q, G, heads]
        T sum = ops.Add(ops.Reshape(y, count, grid, 1, heads), ops.Reshape(x, count, 1, grid, heads));
        return ops.Transpose(ops.Reshape(sum, 1, count, grid * grid, heads), 0, 3, 1, 2);
    }

    private static T Axis<T>(ParameterScope<T> scope, ConceptHeadConfig config, T centre, T size)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int grid = config.Grid, count = config.Queries;
        T half = ops.Multiply(size, ops.Constant([0.5f], 1, 1, 1));
        T edges = ops.Reshape(ops.Concat(2, ops.Subtract(centre, half), ops.Add(centre, half)), 1, count, 1, 2);
        T tokens = ops.Constant([.. Enumerable.Range(0, grid).Select(i => (float)i / grid)], 1, 1, grid, 1);
        T distance = ops.Multiply(ops.Subtract(tokens, edges), ops.Constant([Stretch], 1, 1, 1, 1)); // [1, Q, G, 2]

        // sign(d)·log₂(|d| + 1) / log₂(8)
        T ahead = ops.Relu(distance), behind = ops.Relu(ops.Multiply(distance, ops.Constant([-1f], 1, 1, 1, 1)));
        T one = ops.Constant([1f], 1, 1, 1, 1);
        T logarithm = ops.Subtract(ops.Log(ops.Add(ahead, one)), ops.Log(ops.Add(behind, one)));
        T scaled = ops.Multiply(logarithm, ops.Constant([1 / MathF.Log(Stretch)], 1, 1, 1, 1));
        return ConceptLayers.Mlp(scope, scaled, 2, config.Width, config.NumHeads);
    }
}
