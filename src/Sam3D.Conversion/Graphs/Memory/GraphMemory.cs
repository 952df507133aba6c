using Sam3D.Conversion.OnnxFormat;

namespace Sam3D.Conversion;

/// <summary>
/// How much memory a graph takes for inputs of given sizes, without running it: shapes are propagated through the operators that <see cref="OnnxGraphBuilder"/> emits, the nodes
/// are put in ONNX Runtime's order, and its arena is replayed with every tensor from its node to its last use.
/// </summary>
/// <remarks>
/// Modelled: constant nodes computed at loading, tensors that share memory (reshapes, element-wise operators in place), working memory of the processor's kernels, regions of the
/// arena. Not modelled: fused operators and layouts that ONNX Runtime introduces itself. A graph may come from outside: its nodes, ranks and sizes are bounded.
/// </remarks>
internal static class GraphMemory
{
    /// <summary>Bytes of an ONNX file, without its external tensors.</summary>
    public const long MaxFileBytes = 1L << 28;

    /// <summary>Nodes, and tensors, of a graph.</summary>
    public const int MaxNodes = 100_000;

    /// <summary>Estimates a graph in a stream.</summary>
    /// <param name="stream">An ONNX file from its start; its external tensors are not read.</param>
    /// <param name="inputs">Sizes of every input.</param>
    /// <param name="devices">What to estimate for.</param>
    /// <returns>One estimate a device.</returns>
    /// <exception cref="InvalidDataException">The graph is invalid, too large, or has an operator or a shape that is not known; the message says in a few words which.</exception>
    public static IReadOnlyList<GraphMemoryEstimate> Estimate(
        Stream stream, IReadOnlyDictionary<string, long[]> inputs, params ReadOnlySpan<GraphMemoryOptions> devices)
    {
        if (stream.Length > MaxFileBytes)
        {
            throw new InvalidDataException($"the graph is a file of more than {MaxFileBytes >> 20} MiB");
        }

        try
        {
            GraphProto graph = ModelProto.Parser.ParseFrom(stream).Graph ?? throw new InvalidDataException("there is no graph");
            var results = new GraphMemoryEstimate[devices.Length];
            for (int i = 0; i < results.Length; i++)
            {
                results[i] = Estimate(graph, inputs, devices[i]);
            }

            return results;
        }
        catch (Google.Protobuf.InvalidProtocolBufferException e)
        {
            throw new InvalidDataException("it is not a valid ONNX file", e);
        }
    }

    /// <summary>Estimates a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">Sizes of every input.</param>
    /// <param name="options">The device.</param>
    /// <exception cref="InvalidDataException">As above.</exception>
    public static GraphMemoryEstimate Estimate(GraphProto graph, IReadOnlyDictionary<string, long[]> inputs, GraphMemoryOptions options)
    {
        if (graph.Node.Count > MaxNodes || graph.Initializer.Count > MaxNodes)
        {
            throw new InvalidDataException($"the graph has more than {MaxNodes} nodes or tensors");
        }

        try
        {
            // 1. Shapes
            IReadOnlyList<NodeProto> nodes = ExecutionOrder.Of(graph);
            ShapeInference shapes = ShapeInference.Run(graph, nodes, inputs, options.WidensHalf);

            // 2. What stays while the graph is loaded: its tensors, and what is computed of them at loading, as far as a node that is executed wants them.
            NodeProto[] executed = [.. nodes.Where(n => !n.Output.Where(o => o.Length > 0).All(o => shapes[o].IsConstant))];
            long weights = executed.SelectMany(n => n.Input).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal)
                .Select(n => shapes[n]).Where(t => t.IsConstant).Sum(t => t.Bytes);

            // 3. What a run takes
            long outputs = graph.Output.Sum(o => shapes[o.Name].Bytes);
            ArenaModel arena = new BufferLife(graph, executed, shapes, options).Replay();
            return new GraphMemoryEstimate(weights, options.ReservesRegions ? arena.Reserved : arena.Touched, outputs) { Live = arena.Live };
        }
        catch (OverflowException e)
        {
            throw new InvalidDataException("a tensor is too large", e);
        }
    }
}

/// <summary>Memory of a graph.</summary>
/// <param name="Weights">Bytes of the tensors that it keeps loaded.</param>
/// <param name="Working">Bytes that a run takes besides inputs and outputs.</param>
/// <param name="Outputs">Bytes of the outputs.</param>
internal sealed record GraphMemoryEstimate(long Weights, long Working, long Outputs)
{
    /// <summary>Bytes of <see cref="Working"/> that are in use at the same time; the rest are gaps in the arena.</summary>
    public long Live { get; init; }
}
