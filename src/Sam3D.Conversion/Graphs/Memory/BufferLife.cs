using Sam3D.Conversion.OnnxFormat;

namespace Sam3D.Conversion;

/// <summary>
/// Which tensors of a graph share a buffer, as ONNX Runtime plans it before a run, and what the run takes from the arena. A tensor takes the buffer of one that it is a view of, of
/// an input that it may overwrite, or of any that is no longer wanted and known to have its size; such a buffer stays until the last of its tensors is done.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="nodes">The nodes that are executed, in order.</param>
/// <param name="shapes">Shapes of all tensors.</param>
/// <param name="options">The device.</param>
internal sealed class BufferLife(GraphProto graph, IReadOnlyList<NodeProto> nodes, ShapeInference shapes, GraphMemoryOptions options)
{
    // Operators that may write over an input.
    private static readonly HashSet<string> InPlace = new(StringComparer.Ordinal)
    {
        "Add", "Sub", "Mul", "Div", "Sigmoid", "Tanh", "Cos", "Sin", "Relu", "Not", "Cast",
    };

    private readonly Dictionary<string, Buffer> _buffers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);
    private readonly HashSet<string> _external = new(StringComparer.Ordinal);
    private readonly List<Buffer> _unused = [];
    private readonly List<List<Buffer>> _made = [], _done = [];

    /// <summary>Plans all buffers and replays one run.</summary>
    public ArenaModel Replay()
    {
        CountUses();
        foreach (NodeProto node in nodes)
        {
            Plan(node);
        }

        foreach (Buffer buffer in _made.SelectMany(b => b))
        {
            _done[buffer.Last].Add(buffer);
        }

        var arena = new ArenaModel();
        for (int step = 0; step < nodes.Count; step++)
        {
            foreach (Buffer buffer in _made[step])
            {
                buffer.Block = arena.Allocate(buffer.Shape.Bytes);
            }

            ArenaModel.Block[] work = [.. Workspaces.Of(nodes[step], shapes, options).Where(bytes => bytes > 0).Select(arena.Allocate)];
            foreach (ArenaModel.Block block in work)
            {
                arena.Free(block);
            }

            foreach (Buffer buffer in _done[step])
            {
                arena.Free(buffer.Block!);
            }
        }

        return arena;
    }

    /// <summary>Outputs of the graph lie in buffers of the caller; a node that only names one is left out, and the node before it writes there.</summary>
    private void CountUses()
    {
        foreach (ValueInfoProto output in graph.Output)
        {
            _external.Add(output.Name);
        }

        foreach (NodeProto node in nodes)
        {
            if (node.OpType == "Identity" && _external.Contains(node.Output[0]))
            {
                _external.Add(node.Input[0]);
            }

            foreach (string input in node.Input)
            {
                _uses[input] = _uses.GetValueOrDefault(input) + 1;
            }
        }
    }

    private void Plan(NodeProto node)
    {
        int step = _made.Count;
        _made.Add([]);
        _done.Add([]);
        List<Buffer> touched = [];
        foreach (string output in node.Output.Where(o => o.Length > 0 && !_external.Contains(o)))
        {
            if (IsView(node, output) && !_buffers.ContainsKey(node.Input[0]))
            {
                continue; // of memory that is not the arena's
            }

            Buffer? buffer = IsView(node, output) ? _buffers[node.Input[0]] : Overwritten(node, output) ?? Unused(shapes[output]);
            if (buffer is null && shapes[output].Bytes > 0)
            {
                buffer = new Buffer(shapes[output]);
                _made[step].Add(buffer);
            }

            if (buffer is not null)
            {
                buffer.Users += _uses.GetValueOrDefault(output);
                buffer.Last = step;
                _buffers.Add(output, buffer);
                touched.Add(buffer);
            }
        }

        foreach (string input in node.Input.Where(_buffers.ContainsKey))
        {
            Buffer buffer = _buffers[input];
            buffer.Users--;
            buffer.Last = step;
            touched.Add(buffer);
        }

        // The one that was given up last is taken first.
        _unused.AddRange(touched.Distinct().Where(b => b.Users == 0));
    }

    private Buffer? Overwritten(NodeProto node, string output) => InPlace.Contains(node.OpType)
        ? node.Input.Where(i => _buffers.ContainsKey(i) && shapes[i].IsKnownToFit(shapes[output])).Select(i => _buffers[i]).FirstOrDefault(b => b.Users == 1)
        : null;

    private Buffer? Unused(ShapedTensor shape)
    {
        int at = _unused.FindLastIndex(b => b.Shape.IsKnownToFit(shape));
        if (at < 0)
        {
            return null;
        }

        Buffer buffer = _unused[at];
        _unused.RemoveAt(at);
        return buffer;
    }

    /// <summary>Reshapes, and casts between types that are one on the device.</summary>
    private bool IsView(NodeProto node, string output) => node.OpType is "Reshape" or "Identity"
        || (node.OpType == "Cast" && options.WidensHalf && shapes[output].ElementBytes == shapes[node.Input[0]].ElementBytes);

    private sealed class Buffer(ShapedTensor shape)
    {
        public ShapedTensor Shape { get; } = shape;

        public int Users { get; set; }

        public int Last { get; set; }

        public ArenaModel.Block? Block { get; set; }
    }
}
