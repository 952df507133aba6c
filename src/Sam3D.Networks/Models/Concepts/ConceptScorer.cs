namespace Sam3D.Networks;

/// <summary>Scores queries by their product with the mean of the prompt (SAM 3; official <c>DotProductScoring</c>).</summary>
public static class ConceptScorer
{
    private const float Largest = 12;

    /// <summary>Scores all queries.</summary>
    /// <typeparam name="T">A tensor of the backend.</typeparam>
    /// <param name="scope">The scorer in the state dict, <c>dot_prod_scoring</c>.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="queries">[1, Q, C].</param>
    /// <param name="prompt">The prompt as it went into the encoder, [1, P, C].</param>
    /// <param name="valid">[1, P].</param>
    /// <returns>Logits [1, Q, 1], −12 to 12.</returns>
    public static T Apply<T>(ParameterScope<T> scope, ConceptHeadConfig config, T queries, T prompt, T valid)
        where T : class => Apply(scope, config, queries, prompt, valid, null);

    internal static T Apply<T>(ParameterScope<T> scope, ConceptHeadConfig config, T queries, T prompt, T valid, Action<string, T>? observe)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        int c = config.Width;
        ParameterScope<T> mlp = scope["prompt_mlp"];
        T words = Layers.LayerNorm(mlp["out_norm"], ops.Add(ConceptLayers.Mlp(mlp, prompt, c, config.HiddenDim, c), prompt), c, ConceptLayers.Epsilon);
        observe?.Invoke("prompt_mlp", words);
        T shares = ops.Divide(valid, ops.Sum(valid, 1)); // [1, P]; the class token is always valid
        T mean = ops.MatMul(ops.Reshape(shares, 1, 1, -1), words); // [1, 1, C]
        T concept = ops.Transpose(Layers.Linear(scope["prompt_proj"], mean, c, c), 0, 2, 1); // [1, C, 1]
        T products = ops.MatMul(Layers.Linear(scope["hs_proj"], queries, c, c), concept); // [1, Q, 1]
        return ops.Clamp(ops.Multiply(products, ops.Constant([1 / MathF.Sqrt(c)], 1, 1, 1)), -Largest, Largest);
    }
}
