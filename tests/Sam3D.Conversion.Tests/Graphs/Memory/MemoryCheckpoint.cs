namespace Sam3D.Conversion.Tests.Graphs.Memory;

/// <summary>A checkpoint of zeros.</summary>
internal sealed class MemoryCheckpoint(params (string Name, long[] Shape)[] tensors) : ICheckpoint
{
    public IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; } =
        tensors.ToDictionary(t => t.Name, t => new CheckpointTensor(t.Name, CheckpointType.Float32, t.Shape));

    public float[] ReadSingle(string name) => new float[Tensors[name].Count];

    public Stream OpenRead(string name) => new MemoryStream(new byte[Tensors[name].Count * sizeof(float)]);

    public void Dispose()
    {
    }
}
