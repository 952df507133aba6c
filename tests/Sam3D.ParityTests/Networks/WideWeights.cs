using System.Runtime.InteropServices;
using Sam3D.Conversion;
using Sam3D.Tensors;

namespace Sam3D.ParityTests;

/// <summary>
/// Random weights of any size for the parameters that a network asks for: normally distributed with the deviation 1/√fan-in, norms around 1, biases around 0. As in trained
/// networks, a few channels stand out: their columns, and the weights of their norms, are several times as large.
/// </summary>
internal sealed class WideWeights(ShapeOps network, ulong seed, int outlierEvery, float outlierFactor) : ICheckpoint
{
    private const float Spread = 0.1f;

    private readonly List<string> _names = [.. network.Parameters.Keys.Order(StringComparer.Ordinal)];

    public IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; } = network.Parameters.ToDictionary(
        p => p.Key, p => new CheckpointTensor(p.Key, CheckpointType.Float32, p.Value), StringComparer.Ordinal);

    public float[] ReadSingle(string name)
    {
        CheckpointTensor tensor = Tensors[name];
        float[] values = new float[checked((int)tensor.Count)];
        Philox.FillNormal(values, seed, (uint)_names.IndexOf(name));
        bool isMatrix = tensor.Shape.Count > 1 && !name.EndsWith("gamma", StringComparison.Ordinal);
        float deviation = isMatrix ? 1 / MathF.Sqrt(tensor.Shape.Skip(1).Aggregate(1L, (a, b) => a * b)) : Spread;
        bool isGain = !isMatrix && !name.EndsWith("bias", StringComparison.Ordinal);
        int columns = (int)tensor.Shape[^1];
        for (int i = 0; i < values.Length; i++)
        {
            bool standsOut = columns > outlierEvery && i % columns % outlierEvery == outlierEvery / 2;
            values[i] = ((values[i] * deviation) + (isGain ? 1 : 0)) * (standsOut ? outlierFactor : 1);
        }

        return values;
    }

    public Stream OpenRead(string name) => new MemoryStream(MemoryMarshal.AsBytes<float>(ReadSingle(name)).ToArray());

    public void Dispose()
    {
    }
}
