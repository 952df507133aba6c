using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Sessions;

namespace Sam3D.Benchmarks;

/// <summary>A recorded graph on ONNX Runtime, with the session settings of the pipeline, random inputs and bound outputs.</summary>
internal sealed class BoundGraph : IDisposable
{
    private readonly GraphSession _session;
    private readonly GraphBinding _binding;

    /// <param name="builder">The graph; free batch sizes become 1.</param>
    /// <param name="threads">Threads of the session.</param>
    public BoundGraph(OnnxGraphBuilder builder, int threads)
    {
        using var model = new MemoryStream();
        OnnxModelWriter.WriteInline(builder, model);
        var spec = new StageSpec { File = builder.Graph.Name, Inputs = builder.Inputs, Outputs = builder.Outputs };
        var factory = new SessionFactory(new RuntimeOptions { Device = DevicePreference.Cpu, Threads = threads });
        _session = factory.Create(StageModel.FromBytes(model.ToArray(), spec, builder.Graph.Name));
        _binding = _session.Bind(
            [.. builder.Inputs.Select((spec, i) => Buffer(spec, count => RandomValues.Normal(count, (uint)i)))],
            [.. builder.Outputs.Select(spec => Buffer(spec, count => new float[count]))]);
    }

    public void Run() => _binding.Run();

    public void Dispose()
    {
        _binding.Dispose();
        _session.Dispose();
    }

    private static NamedTensor Buffer(TensorSpec spec, Func<int, float[]> create)
    {
        long[] shape = [.. spec.Shape.Select(s => Math.Max(s, 1))];
        return new NamedTensor(spec.Name, create(checked((int)shape.Aggregate(1L, (a, b) => a * b))), shape);
    }
}
