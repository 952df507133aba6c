using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// The output layer of a synthetic mesh decoder. The signed distances of a cube's eight corners take nearly the same features, so that their mean over the cubes
/// of a corner is a field as smooth as the features, and its zeros are surfaces. Half a deviation is subtracted: cubes are inside more often than not, and a
/// surface remains, that of the cubes against the empty space, whatever the features are.
/// </summary>
internal sealed class MeshWeights(MeshDecoderConfig config, ulong seed, string file)
{
    private const int Distances = 8;
    private const float DistanceGain = 0.5f, CornerGain = 0.1f, RestGain = 0.5f;
    private const float Inside = -0.25f;

    private int Width => config.Transformer.ModelChannels / 8;

    /// <summary>The values of a weight that is more than random, else <see langword="null"/>.</summary>
    public TensorValues? Of(string name) => name switch
    {
        "out_layer.weight" => TensorValues.Computed(Weight),
        "out_layer.bias" => TensorValues.Computed(Bias),
        _ => null,
    };

    // [features, C/8]
    private float[] Weight()
    {
        float unit = 1 / MathF.Sqrt(Width);
        float[] values = TensorValues.Normal(seed, $"{file}/out_layer.weight", 0, unit * RestGain).All(config.OutChannels * Width);
        float[] shared = TensorValues.Normal(seed, $"{file}/out_layer.weight/distance", 0, unit * DistanceGain).All(Width);
        for (int i = 0; i < Distances * Width; i++)
        {
            values[i] = shared[i % Width] + (values[i] * (CornerGain / RestGain));
        }

        return values;
    }

    private float[] Bias()
    {
        float[] values = TensorValues.Normal(seed, $"{file}/out_layer.bias", 0, 0.02f).All(config.OutChannels);
        values.AsSpan(0, Distances).Fill(Inside);
        return values;
    }
}
