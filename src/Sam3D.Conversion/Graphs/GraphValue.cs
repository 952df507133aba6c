namespace Sam3D.Conversion;

/// <summary>A value of a graph under construction: the output of a node, an input, or a parameter that is stored when first used.</summary>
public sealed class GraphValue
{
    internal GraphValue(string name) => Name = name;

    internal GraphValue(GraphTensor parameter)
    {
        Name = parameter.Name;
        Parameter = parameter;
    }

    /// <summary>Name in the graph.</summary>
    internal string Name { get; }

    /// <summary>The stored tensor behind this value, if it is one.</summary>
    internal GraphTensor? Parameter { get; }
}
