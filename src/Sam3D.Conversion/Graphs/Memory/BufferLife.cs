using Sam3D.Conversion.OnnxFormat;

namespace Sam3D.Conversion;

/// <summary>Replays what the nodes of a graph take from the arena, and when they give it back.</summary>
/// <param name="graph">The graph.</param>
/// <param name="nodes">The nodes that are executed, in order.</param>
/// <param name="shapes">Shapes of all tensors.</param>
/// <param name="options">The device.</param>
internal sealed class BufferLife(GraphProto graph, IReadOnlyList<NodeProto> nodes, ShapeInference shapes, GraphMemoryOptions options)
{
    private static readonly HashSet<string> Views = new(StringComparer.Ordinal) { "Reshape", "Identity" };

    // Operators that write over an input of the same size that nobody else wants.
    private static readonly HashSet<string> InPlace = new(StringComparer.Ordinal)
    {
        "Add", "Sub", "Mul", "Div", "Sigmoid", "Tanh", "Cos", "Sin", "Relu", "Not", "Cast",
    };

    private readonly ArenaModel _arena = new();
    private readonly Dictionary<string, Buffer> _buffers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);
    private readonly HashSet<string> _external = new(StringComparer.Ordinal);

    /// <summary>Replays one run.</summary>
    public ArenaModel Replay()
    {
        CountUses();
        foreach (NodeProto node in nodes)
        {
            string[] inputs = [.. node.Input.Where(_buffers.ContainsKey)];
            foreach (string output in node.Output.Where(o => o.Length > 0 && !_external.Contains(o)))
            {
                Buffer buffer = Shared(node, inputs, output) ?? new Buffer(Allocate(shapes[output].Bytes));
                buffer.Users += _uses.GetValueOrDefault(output);
                _buffers.Add(output, buffer);
            }

            ArenaModel.Block?[] work = [.. Workspaces.Of(node, shapes, options).Select(Allocate)];
            foreach (ArenaModel.Block? block in work)
            {
                Free(block);
            }

            foreach (string input in inputs)
            {
                Release(_buffers[input]);
            }

            foreach (string output in node.Output.Where(o => _buffers.ContainsKey(o) && _buffers[o].Users == 0))
            {
                Free(_buffers[output].Block);
                _buffers.Remove(output);
            }
        }

        return _arena;
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

    private Buffer? Shared(NodeProto node, string[] inputs, string output)
    {
        if (Views.Contains(node.OpType) || IsView(node, output))
        {
            return inputs.Contains(node.Input[0]) ? _buffers[node.Input[0]] : _external.Contains(node.Input[0]) || !IsOwned(node.Input[0]) ? new Buffer(null) : null;
        }

        if (!InPlace.Contains(node.OpType))
        {
            return null;
        }

        long bytes = shapes[output].Bytes;
        foreach (string input in inputs)
        {
            if (shapes[input].Bytes == bytes && _buffers[input] is { Users: 1, Block: not null } buffer)
            {
                return buffer;
            }
        }

        return null;
    }

    /// <summary>A cast between types that are one on the device does nothing.</summary>
    private bool IsView(NodeProto node, string output) =>
        node.OpType == "Cast" && options.WidensHalf && shapes[output].ElementBytes == shapes[node.Input[0]].ElementBytes;

    private bool IsOwned(string name) => _buffers.ContainsKey(name);

    private ArenaModel.Block? Allocate(long bytes) => bytes > 0 ? _arena.Allocate(bytes) : null;

    private void Release(Buffer buffer)
    {
        if (--buffer.Users == 0)
        {
            Free(buffer.Block);
            buffer.Block = null;
        }
    }

    private void Free(ArenaModel.Block? block)
    {
        if (block is not null)
        {
            _arena.Free(block);
        }
    }

    private sealed class Buffer(ArenaModel.Block? block)
    {
        public ArenaModel.Block? Block { get; set; } = block;

        public int Users { get; set; }
    }
}
