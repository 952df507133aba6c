namespace Sam3D.Networks;

/// <summary>
/// The image encoder of SAM 2 (Ravi et al., arXiv 2408.00714; official <c>ImageEncoder</c> with <c>Hiera</c> and <c>FpnNeck</c>): levels of strides 4, 8 and 16.
/// </summary>
public static class Sam2ImageEncoder
{
    /// <summary>Encodes a picture.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The encoder in the state dict, <c>image_encoder</c> in the release.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="image">[1, 3, S, S], normalised.</param>
    /// <returns>[1, C, S / 4, S / 4], [1, C, S / 8, S / 8] and [1, C, S / 16, S / 16]; the level below them is dropped, as in the release (<c>scalp</c>).</returns>
    public static IReadOnlyList<T> Apply<T>(ParameterScope<T> scope, HieraConfig config, T image)
        where T : class => Apply(scope, config, image, null);

    internal static IReadOnlyList<T> Apply<T>(ParameterScope<T> scope, HieraConfig config, T image, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        IReadOnlyList<T> maps = HieraTrunk.Apply(scope["trunk"], config, image, (name, value) => observe?.Invoke("trunk." + name, value));
        var levels = new T[maps.Count];
        T? above = null;
        for (int level = maps.Count - 1; level >= 0; level--)
        {
            // The neck counts from the coarsest level.
            ParameterScope<T> conv = scope["neck.convs"][maps.Count - 1 - level]["conv"];
            T lateral = MapLayers.Conv(conv, maps[level], config.EmbedDim << level, config.OutChannels, 1);
            above = above is not null && config.TopDownLevels.Contains(level)
                ? ops.Add(lateral, MapLayers.Double(ops, above, config.OutChannels, config.Grid(level + 1)))
                : lateral;
            levels[level] = above;
        }

        return levels[..^1];
    }
}
