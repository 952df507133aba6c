namespace Sam3D.Networks;

/// <summary>The layers that every network here is made of, with PyTorch's parameter names.</summary>
internal static class Layers
{
    /// <summary><c>nn.Linear</c>: <c>weight</c> [out, in], <c>bias</c> [out].</summary>
    public static T Linear<T>(ParameterScope<T> scope, T x, int input, int output, bool bias = true)
        where T : class =>
        scope.Ops.Linear(x, scope.Get("weight", output, input), bias ? scope.Get("bias", output) : null);

    /// <summary>
    /// A <c>Linear</c> whose result is used in parts. The weight is cut, not the result: weights are cut once, results would be copied
    /// in every call.
    /// </summary>
    public static T[] LinearParts<T>(ParameterScope<T> scope, T x, int input, params ReadOnlySpan<long> outputs)
        where T : class
    {
        ITensorOps<T> ops = scope.Ops;
        long all = 0;
        foreach (long output in outputs)
        {
            all += output;
        }

        T[] weights = ops.Split(scope.Get("weight", all, input), 0, outputs);
        T[] biases = ops.Split(scope.Get("bias", all), 0, outputs);
        return [.. weights.Zip(biases, (weight, bias) => ops.Linear(x, weight, bias))];
    }

    /// <summary><c>nn.LayerNorm</c> with affine parameters.</summary>
    public static T LayerNorm<T>(ParameterScope<T> scope, T x, int width, float epsilon)
        where T : class =>
        scope.Ops.LayerNorm(x, scope.Get("weight", width), scope.Get("bias", width), width, epsilon);

    /// <summary>Linear, GELU, Linear; the names of the two layers differ between modules.</summary>
    public static T Mlp<T>(ParameterScope<T> scope, string first, string second, T x, int width, int hidden, GeluKind kind)
        where T : class
    {
        ParameterScope<T> fc1 = scope[first];
        T h = scope.Ops.LinearGelu(x, fc1.Get("weight", hidden, width), fc1.Get("bias", hidden), kind); // [B, N, hidden]
        return Linear(scope[second], h, hidden, width); // [B, N, C]
    }

    /// <summary>The last step of a <c>Linear</c>, <c>SiLU</c>, <c>Linear</c> sequence with names 0 and 2.</summary>
    public static T LinearSiluLinear<T>(ParameterScope<T> scope, T x, int input, int hidden, int output)
        where T : class =>
        Linear(scope[2], scope.Ops.Silu(Linear(scope[0], x, input, hidden)), hidden, output);
}
