namespace Sam3D.Networks;

/// <summary>
/// Makes a memory of a frame: its picture and the object's mask (Ravi et al., arXiv 2408.00714; official <c>MemoryEncoder</c> with <c>MaskDownSampler</c>, <c>Fuser</c> and
/// <c>CXBlock</c>).
/// </summary>
public static class MemoryEncoder
{
    private const int Steps = 4, Kernel = 7, Expansion = 4;

    /// <summary>Encodes a frame.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The encoder in the state dict, <c>memory_encoder</c>.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="image">The image embedding without memories, [B, C, G, G].</param>
    /// <param name="mask">[B, 1, 16G, 16G], −10 beside the object to 10 on it.</param>
    /// <returns>[B, M, G, G].</returns>
    public static T Apply<T>(ParameterScope<T> scope, MemoryConfig config, T image, T mask)
        where T : class => Apply(scope, config, image, mask, null);

    internal static T Apply<T>(ParameterScope<T> scope, MemoryConfig config, T image, T mask, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.Width;
        T small = Shrink(scope["mask_downsampler.encoder"], config, mask, observe);
        observe?.Invoke("mask_downsampler", small);
        T x = MapLayers.Conv(scope["pix_feat_proj"], image, c, c, 1);
        observe?.Invoke("pix_feat_proj", x);
        x = ops.Add(x, small);
        for (int i = 0; i < config.FuserDepth; i++)
        {
            x = Block(scope["fuser.layers"][i], x, c);
            observe?.Invoke($"fuser.layers.{i}", x);
        }

        observe?.Invoke("fuser", x);
        return MapLayers.Conv(scope["out_proj"], x, c, config.MemoryWidth, 1);
    }

    /// <summary>Halves the mask four times, with four times the channels each: [B, C, G, G].</summary>
    private static T Shrink<T>(ParameterScope<T> layers, MemoryConfig config, T mask, Action<string, T>? observe)
        where T : class
    {
        int channels = 1;
        for (int i = 0; i < Steps; i++, channels *= 4)
        {
            mask = MapLayers.Conv(layers[3 * i], mask, channels, 4 * channels, 3, stride: 2, padding: 1);
            observe?.Invoke($"mask_downsampler.encoder.{3 * i}", mask);
            mask = layers.Ops.Gelu(MapLayers.LayerNorm2d(layers[(3 * i) + 1], mask, 4 * channels));
        }

        mask = MapLayers.Conv(layers[3 * Steps], mask, channels, config.Width, 1);
        observe?.Invoke($"mask_downsampler.encoder.{3 * Steps}", mask);
        return mask;
    }

    /// <summary>A block of ConvNeXt.</summary>
    private static T Block<T>(ParameterScope<T> scope, T x, int channels)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        T h = MapLayers.Conv(scope["dwconv"], x, channels, channels, Kernel, padding: Kernel / 2, groups: channels);
        h = Layers.LayerNorm(scope["norm"], MapLayers.ToChannelsLast(ops, h), channels, MapLayers.Epsilon); // [B, G, G, C]
        h = Layers.Mlp(scope, "pwconv1", "pwconv2", h, channels, Expansion * channels, GeluKind.Erf);
        h = ops.Multiply(h, scope.Get("gamma", channels));
        return ops.Add(x, MapLayers.ToChannelsFirst(ops, h));
    }
}
