namespace Sam3D.Sessions;

/// <summary>A float32 tensor by its name in a graph.</summary>
/// <param name="name">Name of the input or output.</param>
/// <param name="values">The numbers, row-major; they are pinned and used in place, never copied on the CPU.</param>
/// <param name="shape">Sizes; their product is the number of values.</param>
internal readonly struct NamedTensor(string name, Memory<float> values, params long[] shape)
{
    /// <summary>Name of the input or output.</summary>
    public string Name { get; } = name;

    /// <summary>The numbers, row-major.</summary>
    public Memory<float> Values { get; } = values;

    /// <summary>Sizes.</summary>
    public long[] Shape { get; } = shape;
}
