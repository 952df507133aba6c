namespace Sam3D.Segmentation;

/// <summary>Words as the text encoder has them.</summary>
/// <param name="features">[L, C].</param>
/// <param name="valid">[L]: 1 for tokens that say something, 0 for padding.</param>
internal sealed class ConceptWords(float[] features, float[] valid)
{
    /// <summary>[L, C].</summary>
    public float[] Features { get; } = features;

    /// <summary>[L].</summary>
    public float[] Valid { get; } = valid;
}
