using System.Runtime.InteropServices;
using Sam3D.Conversion;

namespace Sam3D.ParityTests;

/// <summary>
/// Weights in which, as in trained networks, a few channels stand out: their columns, and the gains of their norms, are several times as large.
/// </summary>
/// <param name="inner">Float32 weights.</param>
/// <param name="every">Every so many-th channel stands out.</param>
/// <param name="factor">How many times as large.</param>
internal sealed class OutlierWeights(ICheckpoint inner, int every, float factor) : ICheckpoint
{
    public IReadOnlyDictionary<string, CheckpointTensor> Tensors => inner.Tensors;

    public float[] ReadSingle(string name)
    {
        float[] values = inner.ReadSingle(name);
        int columns = (int)Tensors[name].Shape[^1];
        for (int i = 0; columns > every && i < values.Length; i++)
        {
            values[i] *= i % columns % every == every / 2 ? factor : 1;
        }

        return values;
    }

    public Stream OpenRead(string name) => new MemoryStream(MemoryMarshal.AsBytes<float>(ReadSingle(name)).ToArray());

    public void Dispose() => inner.Dispose();
}
