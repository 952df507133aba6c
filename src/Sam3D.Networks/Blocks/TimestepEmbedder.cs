namespace Sam3D.Networks;

/// <summary>
/// Official <c>TimestepEmbedder</c>: 256 features, cosines before sines, of frequencies 10000^(−k/128), then Linear, SiLU, Linear.
/// </summary>
internal static class TimestepEmbedder
{
    private const int FrequencyFeatures = 256;
    private const double MaxPeriod = 10_000;

    /// <summary>Embeds times.</summary>
    /// <param name="scope">The embedder.</param>
    /// <param name="t">[S], already multiplied by the time scale.</param>
    /// <param name="width">Channels C of the result.</param>
    /// <returns>[S, C].</returns>
    public static T Apply<T>(ParameterScope<T> scope, T t, int width)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        const int Half = FrequencyFeatures / 2;
        float[] frequencies = new float[Half];
        for (int k = 0; k < Half; k++)
        {
            // float32 in every step, as the official code computes it.
            frequencies[k] = MathF.Exp((float)-Math.Log(MaxPeriod) * k / Half);
        }

        T angles = ops.Multiply(ops.Reshape(t, -1, 1), ops.Constant(frequencies, 1, Half)); // [S, 128]
        T features = ops.Concat(1, ops.Cos(angles), ops.Sin(angles)); // [S, 256]
        return Layers.LinearSiluLinear(scope["mlp"], features, FrequencyFeatures, width, width);
    }
}
