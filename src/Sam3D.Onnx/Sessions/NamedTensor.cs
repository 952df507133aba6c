using System.Runtime.InteropServices;
using Sam3D.Bundles;

namespace Sam3D.Sessions;

/// <summary>A tensor by its name in a graph: float32, or row numbers of int32.</summary>
/// <param name="name">Name of the input or output.</param>
/// <param name="values">The numbers, row-major; they are pinned and used in place, never copied on the CPU.</param>
/// <param name="shape">Sizes; their product is the number of values.</param>
internal readonly struct NamedTensor(string name, Memory<float> values, params long[] shape)
{
    /// <summary>Row numbers, for inputs.</summary>
    /// <param name="name">Name of the input.</param>
    /// <param name="rows">The numbers, row-major; they are pinned and read in place.</param>
    /// <param name="shape">Sizes; their product is the number of values.</param>
    public NamedTensor(string name, ReadOnlyMemory<int> rows, params long[] shape)
        : this(name, Memory<float>.Empty, shape)
    {
        Rows = MemoryMarshal.AsMemory(rows); // ONNX Runtime asks for writable memory, and does not write into inputs
        Type = TensorElement.Int32;
    }

    /// <summary>Name of the input or output.</summary>
    public string Name { get; } = name;

    /// <summary>What the elements are.</summary>
    public TensorElement Type { get; }

    /// <summary>The numbers, row-major; empty for row numbers.</summary>
    public Memory<float> Values { get; } = values;

    /// <summary>Row numbers; empty for float32.</summary>
    public Memory<int> Rows { get; }

    /// <summary>Number of elements.</summary>
    public int Length => Type == TensorElement.Int32 ? Rows.Length : Values.Length;

    /// <summary>Sizes.</summary>
    public long[] Shape { get; } = shape;
}
