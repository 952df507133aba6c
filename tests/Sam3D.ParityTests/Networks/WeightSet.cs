using Sam3D.Conversion;

namespace Sam3D.ParityTests;

/// <summary>The weights of a case: its files merged, with single tensors replaced where a case says so.</summary>
internal sealed class WeightSet : ICheckpoint
{
    private readonly List<SafetensorsFile> _files;
    private readonly Dictionary<string, CheckpointTensor> _tensors = [];
    private readonly Dictionary<string, float[]> _replaced = [];

    public WeightSet(FixtureCase fixture, IEnumerable<string>? further = null)
    {
        _files = [.. fixture.WeightFiles.Union(further ?? []).Select(f => SafetensorsFile.Open(f))];
        foreach (CheckpointTensor tensor in _files.SelectMany(f => f.Tensors.Values))
        {
            _tensors.Add(tensor.Name, tensor);
        }
    }

    public IReadOnlyDictionary<string, CheckpointTensor> Tensors => _tensors;

    public WeightSet Replace(string name, float[] values, params long[] shape)
    {
        _replaced[name] = values;
        _tensors[name] = new CheckpointTensor(name, CheckpointType.Float32, shape);
        return this;
    }

    /// <summary>Leaves tensors out.</summary>
    public WeightSet Without(params IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            Assert.True(_tensors.Remove(name), name);
        }

        return this;
    }

    public float[] ReadSingle(string name) => _replaced.TryGetValue(name, out float[]? values)
        ? values
        : _files.First(f => f.Tensors.ContainsKey(name)).ReadSingle(name);

    public Stream OpenRead(string name) => _files.First(f => f.Tensors.ContainsKey(name)).OpenRead(name);

    public IReadOnlyList<long> Shape(string name) => _tensors[name].Shape;

    public void Dispose()
    {
        foreach (SafetensorsFile file in _files)
        {
            file.Dispose();
        }
    }
}
