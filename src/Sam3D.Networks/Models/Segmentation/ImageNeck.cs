namespace Sam3D.Networks;

/// <summary>The neck of the image encoders of SAM and MobileSAM: 1×1 convolution, norm, 3×3 convolution, norm, without biases.</summary>
internal static class ImageNeck
{
    /// <summary>[1, C, G, G] to [1, out, G, G].</summary>
    public static T Apply<T>(ParameterScope<T> scope, T x, int input, int output, Action<string, T>? observe)
        where T : class
    {
        T h = MapLayers.Conv(scope[0], x, input, output, 1, bias: false);
        observe?.Invoke("neck.0", h);
        h = MapLayers.LayerNorm2d(scope[1], h, output);
        observe?.Invoke("neck.1", h);
        h = MapLayers.Conv(scope[2], h, output, output, 3, padding: 1, bias: false);
        observe?.Invoke("neck.2", h);
        return MapLayers.LayerNorm2d(scope[3], h, output);
    }
}
