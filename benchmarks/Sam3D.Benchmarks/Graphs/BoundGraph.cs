using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Sessions;

namespace Sam3D.Benchmarks;

/// <summary>A recorded graph on ONNX Runtime, with the session settings of the pipeline, random inputs and bound outputs.</summary>
internal sealed class BoundGraph : IDisposable
{
    private readonly GraphSession _session;
    private readonly GraphBinding[] _calls;

    /// <param name="builder">The graph.</param>
    /// <param name="threads">Threads of the session.</param>
    /// <param name="calls">
    /// The calls of a run: the sizes that a call gives to free ones, by the name of an input or output and its axis. Those that are not named, and those of a single
    /// call where there is no entry, become 1.
    /// </param>
    public BoundGraph(OnnxGraphBuilder builder, int threads, params IReadOnlyDictionary<(string Name, int Axis), long>[] calls)
    {
        using var model = new MemoryStream();
        OnnxModelWriter.WriteInline(builder, model);
        var spec = new StageSpec { File = builder.Graph.Name, Inputs = builder.Inputs, Outputs = builder.Outputs };
        var factory = new SessionFactory(new RuntimeOptions { Device = DevicePreference.Cpu, Threads = threads });
        _session = factory.Create(StageModel.FromBytes(model.ToArray(), spec, builder.Graph.Name));
        calls = calls.Length > 0 ? calls : [new Dictionary<(string, int), long>()];
        _calls =
        [
            .. calls.Select(sizes => _session.Bind(
                [.. builder.Inputs.Select((spec, i) => Buffer(spec, sizes, count => RandomValues.Normal(count, (uint)i)))],
                [.. builder.Outputs.Select(spec => Buffer(spec, sizes, count => new float[count]))])),
        ];
    }

    public void Run()
    {
        foreach (GraphBinding call in _calls)
        {
            call.Run();
        }
    }

    public void Dispose()
    {
        foreach (GraphBinding call in _calls)
        {
            call.Dispose();
        }

        _session.Dispose();
    }

    private static NamedTensor Buffer(TensorSpec spec, IReadOnlyDictionary<(string, int), long> sizes, Func<int, float[]> create)
    {
        long[] shape = [.. spec.Shape.Select((s, axis) => s >= 0 ? s : sizes.GetValueOrDefault((spec.Name, axis), 1))];
        return new NamedTensor(spec.Name, create(checked((int)shape.Aggregate(1L, (a, b) => a * b))), shape);
    }
}
