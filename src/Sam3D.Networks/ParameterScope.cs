namespace Sam3D.Networks;

/// <summary>A place in the official state dict: tensor operations plus the prefix of the parameters that are asked for.</summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
/// <param name="Ops">The backend.</param>
/// <param name="Prefix">Official name of the module, without a trailing dot; empty at the root.</param>
public readonly record struct ParameterScope<T>(ITensorOps<T> Ops, string Prefix = "")
    where T : class
{
    /// <summary>A sub-module.</summary>
    /// <param name="name">Its name below this one, for example <c>blocks.0</c>.</param>
    public ParameterScope<T> this[string name] => this with { Prefix = Prefix.Length == 0 ? name : $"{Prefix}.{name}" };

    /// <summary>A numbered sub-module.</summary>
    /// <param name="index">Its number in a list.</param>
    public ParameterScope<T> this[int index] => this[index.ToString(System.Globalization.CultureInfo.InvariantCulture)];

    /// <summary>A parameter of this module.</summary>
    /// <param name="name">Name below this module, for example <c>weight</c>.</param>
    /// <param name="shape">The shape that the configuration asks for.</param>
    /// <exception cref="CheckpointException">The parameter is missing or has another shape.</exception>
    public T Get(string name, params ReadOnlySpan<long> shape) => Ops.Parameter(this[name].Prefix, shape);
}
