using Sam3D.Conversion.OnnxFormat;

namespace Sam3D.Conversion;

/// <summary>
/// The order in which ONNX Runtime executes the nodes of a graph by default: a depth-first search from the outputs, which enters, of the nodes that a node waits for, the one that
/// stands last in the file first.
/// </summary>
internal static class ExecutionOrder
{
    /// <summary>Orders the nodes that an output needs.</summary>
    /// <exception cref="InvalidDataException">A tensor has two origins or none, or nodes wait for each other.</exception>
    public static IReadOnlyList<NodeProto> Of(GraphProto graph)
    {
        Dictionary<string, int> producers = Producers(graph);
        var order = new List<NodeProto>(graph.Node.Count);
        var states = new State[graph.Node.Count];
        var stack = new Stack<int>();

        // The node that was pushed last is entered first.
        foreach (int root in Roots(graph, producers).Order())
        {
            stack.Push(root);
        }

        while (stack.TryPop(out int at))
        {
            if (at < 0)
            {
                states[~at] = State.Done;
                order.Add(graph.Node[~at]);
                continue;
            }

            if (states[at] != State.Unseen)
            {
                continue;
            }

            states[at] = State.Entered;
            stack.Push(~at);
            foreach (int before in graph.Node[at].Input.Where(producers.ContainsKey).Select(n => producers[n]).Distinct().Order())
            {
                if (states[before] == State.Entered)
                {
                    throw new InvalidDataException("nodes wait for each other");
                }

                stack.Push(before);
            }
        }

        return order;
    }

    private static IEnumerable<int> Roots(GraphProto graph, Dictionary<string, int> producers) =>
        graph.Output.Where(o => producers.ContainsKey(o.Name)).Select(o => producers[o.Name]).Distinct();

    private static Dictionary<string, int> Producers(GraphProto graph)
    {
        var producers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < graph.Node.Count; i++)
        {
            foreach (string output in graph.Node[i].Output)
            {
                if (output.Length > 0 && !producers.TryAdd(output, i))
                {
                    throw new InvalidDataException($"two nodes make the tensor {Wording.Quote(output)}");
                }
            }
        }

        return producers;
    }

    private enum State : byte
    {
        Unseen,
        Entered,
        Done,
    }
}
