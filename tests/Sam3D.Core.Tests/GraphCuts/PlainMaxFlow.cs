namespace Sam3D.Core.Tests.GraphCuts;

/// <summary>The maximum flow by shortest augmenting paths on a matrix of capacities (Edmonds and Karp, 1972): slow, and plain.</summary>
internal sealed class PlainMaxFlow(int nodes)
{
    private readonly long[,] _left = new long[nodes + 2, nodes + 2];

    private int Source => nodes;

    private int Sink => nodes + 1;

    public void AddTerminal(int node, long fromSource, long toSink)
    {
        _left[Source, node] += fromSource;
        _left[node, Sink] += toSink;
    }

    public void AddEdge(int from, int to, long capacity, long back)
    {
        _left[from, to] += capacity;
        _left[to, from] += back;
    }

    public long Solve()
    {
        long flow = 0;
        while (Reach() is var parents && parents[Sink] >= 0)
        {
            long least = long.MaxValue;
            for (int node = Sink; node != Source; node = parents[node])
            {
                least = Math.Min(least, _left[parents[node], node]);
            }

            for (int node = Sink; node != Source; node = parents[node])
            {
                _left[parents[node], node] -= least;
                _left[node, parents[node]] += least;
            }

            flow += least;
        }

        return flow;
    }

    private int[] Reach()
    {
        int[] parents = new int[nodes + 2];
        Array.Fill(parents, -1);
        parents[Source] = Source;
        var next = new Queue<int>([Source]);
        while (next.TryDequeue(out int node))
        {
            for (int other = 0; other < nodes + 2; other++)
            {
                if (parents[other] < 0 && _left[node, other] > 0)
                {
                    parents[other] = node;
                    next.Enqueue(other);
                }
            }
        }

        return parents;
    }
}
