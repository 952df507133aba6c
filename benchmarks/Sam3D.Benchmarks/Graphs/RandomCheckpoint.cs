using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Sam3D.Conversion;

namespace Sam3D.Benchmarks;

/// <summary>
/// Weights for the parameters that a network asks for, normally distributed with the deviation 1/√fan-in, so that activations stay
/// in the range of trained networks. Each tensor is made when it is read.
/// </summary>
internal sealed class RandomCheckpoint(ShapeOps network) : ICheckpoint
{
    private readonly List<string> _names = [.. network.Parameters.Keys];

    public IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; } = network.Parameters.ToDictionary(
        p => p.Key, p => new CheckpointTensor(p.Key, CheckpointType.Float32, p.Value), StringComparer.Ordinal);

    public float[] ReadSingle(string name)
    {
        CheckpointTensor tensor = Tensors[name];
        float[] values = RandomValues.Normal(checked((int)tensor.Count), (uint)_names.IndexOf(name));
        float deviation = 1 / MathF.Sqrt(tensor.Shape.Skip(1).Aggregate(1L, (a, b) => a * b));
        TensorPrimitives.Multiply(values, deviation, values);
        return values;
    }

    public Stream OpenRead(string name) => new MemoryStream(MemoryMarshal.AsBytes<float>(ReadSingle(name)).ToArray());

    public void Dispose()
    {
    }
}
