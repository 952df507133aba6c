using Microsoft.ML.OnnxRuntime;

namespace Sam3D.Sessions;

/// <summary>
/// Outputs of a graph that stay in ONNX Runtime's memory, on the device that made them, to be inputs of other graphs without a copy. Owns native memory until
/// it is disposed, which must be after the last binding that uses it.
/// </summary>
internal sealed class KeptTensors : IDisposable
{
    private readonly Action? _onDispose;
    private bool _isDisposed;

    /// <param name="values">The tensors by their name; this object owns them.</param>
    /// <param name="onDispose">Called after they are freed; may be <see langword="null"/>.</param>
    internal KeptTensors(IReadOnlyDictionary<string, OrtValue> values, Action? onDispose)
    {
        Values = values;
        _onDispose = onDispose;
    }

    /// <summary>The tensors by their name.</summary>
    public IReadOnlyDictionary<string, OrtValue> Values { get; }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        foreach (OrtValue value in Values.Values)
        {
            value.Dispose();
        }

        _onDispose?.Invoke();
        NativeHeap.Trim();
    }
}
