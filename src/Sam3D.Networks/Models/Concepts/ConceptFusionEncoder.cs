namespace Sam3D.Networks;

/// <summary>Joins picture and prompt (SAM 3; official <c>TransformerEncoderFusion</c>): the picture's tokens attend to each other, then to the prompt.</summary>
public static class ConceptFusionEncoder
{
    /// <summary>Runs all layers.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The encoder in the state dict, <c>transformer.encoder</c>.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="image">[1, G², C].</param>
    /// <param name="prompt">[1, P, C].</param>
    /// <param name="valid">[1, P]: 1 for tokens of the prompt that say something, 0 for padding.</param>
    /// <returns>[1, G², C].</returns>
    public static T Apply<T>(ParameterScope<T> scope, ConceptHeadConfig config, T image, T prompt, T valid)
        where T : class => Apply(scope, config, image, prompt, valid, null);

    internal static T Apply<T>(ParameterScope<T> scope, ConceptHeadConfig config, T image, T prompt, T valid, Action<string, T>? observe)
        where T : class => Join(scope, config, Begin(scope, config, image), prompt, valid, observe);

    /// <summary>What needs no prompt, and so is done once a picture: its tokens attend to each other for the first time.</summary>
    internal static T Begin<T>(ParameterScope<T> scope, ConceptHeadConfig config, T image)
        where T : class => ConceptLayers.AttendSelf(scope["layers"][0], config, image, ConceptLayers.Positions(scope.Ops, config.Width, config.Grid));

    /// <summary>The rest.</summary>
    internal static T Join<T>(ParameterScope<T> scope, ConceptHeadConfig config, T image, T prompt, T valid, Action<string, T>? observe)
        where T : class
    {
        T position = ConceptLayers.Positions(scope.Ops, config.Width, config.Grid);
        for (int i = 0; i < config.EncoderDepth; i++)
        {
            ParameterScope<T> layer = scope["layers"][i];
            image = i == 0 ? image : ConceptLayers.AttendSelf(layer, config, image, position);
            image = ConceptLayers.AttendOthers(layer, config, image, prompt, prompt, valid);
            observe?.Invoke($"layers.{i}", image);
        }

        return image;
    }
}
