using Sam3D.Networks;

namespace Sam3D.Conversion;

/// <summary>
/// What a network is put together with: operations, and inputs and outputs by name. <see cref="OnnxGraphBuilder"/> records a graph; the tests of the backend that executes at once
/// look the inputs up.
/// </summary>
/// <typeparam name="T">A tensor of the backend.</typeparam>
internal interface INetworkBuilder<T>
    where T : class
{
    /// <summary>The operations.</summary>
    ITensorOps<T> Ops { get; }

    /// <summary>Declares a float32 input; negative sizes are free, see <see cref="OnnxGraphBuilder.Input"/>.</summary>
    T Input(string name, params ReadOnlySpan<long> shape);

    /// <summary>Declares an int32 input: row numbers.</summary>
    T IndexInput(string name, params ReadOnlySpan<long> shape);

    /// <summary>Declares an output.</summary>
    void Output(string name, T value, params ReadOnlySpan<long> shape);
}
