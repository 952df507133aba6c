using Microsoft.ML.OnnxRuntime;
using Sam3D.Conversion;
using TensorElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace Sam3D.ParityTests;

/// <summary>Records a network as an ONNX graph and runs it on ONNX Runtime: the very path that bundles take.</summary>
internal sealed class GraphRun : IDisposable
{
    private readonly InferenceSession _session;

    private GraphRun(InferenceSession session) => _session = session;

    public static GraphRun Record(ICheckpoint checkpoint, Action<OnnxGraphBuilder> record, GraphForm? form = null)
    {
        form ??= new GraphForm();
        var builder = new OnnxGraphBuilder("test", checkpoint, form.Precision)
        {
            Float32Attention = form.Float32Attention,
            Float32Products = form.Float32Products,
            Int8 = form.Int8,
        };
        record(builder);
        using var model = new MemoryStream();
        OnnxModelWriter.WriteInline(builder, model);
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        return new GraphRun(new InferenceSession(model.ToArray(), options));
    }

    public IReadOnlyDictionary<string, float[]> Run(params (string Name, Tensor Value)[] inputs)
    {
        OrtValue[] values = [.. inputs.Select(i => Create(i.Name, i.Value))];
        try
        {
            using var options = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> outputs =
                _session.Run(options, [.. inputs.Select(i => i.Name)], values, [.. _session.OutputNames]);
            return _session.OutputNames.Zip(outputs).ToDictionary(p => p.First, p => p.Second.GetTensorDataAsSpan<float>().ToArray());
        }
        finally
        {
            foreach (OrtValue value in values)
            {
                value.Dispose();
            }
        }
    }

    public void Dispose() => _session.Dispose();

    /// <summary>A value of the type that the graph declares; a case's tensors are all float32.</summary>
    private OrtValue Create(string name, Tensor tensor)
    {
        long[] shape = [.. tensor.Shape.Select(d => (long)d)];
        return _session.InputMetadata[name].ElementDataType == TensorElementType.Int32
            ? OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(tensor.Values, v => checked((int)v)), shape)
            : OrtValue.CreateTensorValueFromMemory(tensor.Values, shape);
    }
}
