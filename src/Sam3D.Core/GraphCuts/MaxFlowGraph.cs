namespace Sam3D.GraphCuts;

/// <summary>
/// A directed graph between a source and a sink, and its minimum cut, by growing a search tree from either end (Boykov and Kolmogorov, "An Experimental Comparison of
/// Min-Cut/Max-Flow Algorithms for Energy Minimization in Vision", 2004). Capacities are integers, so the result is exact.
/// </summary>
/// <remarks>Not safe for concurrent use. The plain form that it is compared with lives in its tests.</remarks>
internal sealed class MaxFlowGraph
{
    /// <summary>A capacity that no cut of a picture reaches: what must be on one side.</summary>
    public const int Certain = 1 << 28;

    private const int None = -1, AtTerminal = -2, Lost = -3;

    private readonly int[] _firstArc;
    private readonly int[] _terminal; // what is left from the source (above 0) or to the sink (below 0)
    private readonly int[] _parent; // arc to the parent in the tree, or one of the constants above
    private readonly bool[] _isOfSink;
    private readonly int[] _depth;
    private readonly int[] _seen;
    private readonly bool[] _isActive;
    private readonly Queue<int> _active = new();
    private readonly Queue<int> _lost = new();
    private int[] _nextArc;
    private int[] _head;
    private int[] _left; // what an arc can still take; arcs 2k and 2k + 1 are opposite to each other
    private int _arcs;
    private int _round;
    private long _flow;

    /// <summary>Makes a graph without edges.</summary>
    /// <param name="nodes">Number of nodes, beside source and sink.</param>
    /// <param name="edges">Expected number of edges.</param>
    public MaxFlowGraph(int nodes, int edges)
    {
        (_firstArc, _terminal, _parent, _depth, _seen) = (new int[nodes], new int[nodes], new int[nodes], new int[nodes], new int[nodes]);
        (_isOfSink, _isActive) = (new bool[nodes], new bool[nodes]);
        (_nextArc, _head, _left) = (new int[2 * edges], new int[2 * edges], new int[2 * edges]);
        Array.Fill(_firstArc, None);
    }

    /// <summary>Adds edges between a node and the terminals.</summary>
    /// <param name="node">The node.</param>
    /// <param name="fromSource">Capacity from the source, 0 or more.</param>
    /// <param name="toSink">Capacity to the sink, 0 or more.</param>
    public void AddTerminal(int node, int fromSource, int toSink)
    {
        // What passes straight through is flow already; the difference is what matters to the rest.
        int before = _terminal[node];
        (fromSource, toSink) = before > 0 ? (fromSource + before, toSink) : (fromSource, toSink - before);
        _flow += Math.Min(fromSource, toSink);
        _terminal[node] = fromSource - toSink;
    }

    /// <summary>Adds an edge.</summary>
    /// <param name="from">A node.</param>
    /// <param name="to">Another one.</param>
    /// <param name="capacity">Capacity, 0 or more.</param>
    /// <param name="back">Capacity of the opposite direction, 0 or more.</param>
    public void AddEdge(int from, int to, int capacity, int back)
    {
        if (_arcs == _head.Length)
        {
            int larger = Math.Max(16, 2 * _arcs);
            Array.Resize(ref _nextArc, larger);
            Array.Resize(ref _head, larger);
            Array.Resize(ref _left, larger);
        }

        Add(from, to, capacity);
        Add(to, from, back);
    }

    /// <summary>Whether a node is on the source's side of the cut. Nodes that neither end reaches are on the sink's.</summary>
    public bool IsOfSource(int node) => _parent[node] != None && !_isOfSink[node];

    /// <summary>Finds the maximum flow, which is the capacity of the minimum cut. To be called once.</summary>
    /// <param name="cancellationToken">Honoured now and then.</param>
    public long Solve(CancellationToken cancellationToken = default)
    {
        for (int i = 0; i < _terminal.Length; i++)
        {
            _parent[i] = _terminal[i] == 0 ? None : AtTerminal;
            _isOfSink[i] = _terminal[i] < 0;
            if (_terminal[i] != 0)
            {
                _depth[i] = 1;
                Activate(i);
            }
        }

        for (int steps = 0; _active.Count > 0; steps++)
        {
            if ((steps & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            // A node stays active until it finds no more paths.
            int node = _active.Peek();
            int path = _parent[node] == None ? None : Grow(node);
            if (path == None)
            {
                _active.Dequeue();
                _isActive[node] = false;
                continue;
            }

            _round++;
            Augment(path);
            while (_lost.TryDequeue(out int lost))
            {
                Adopt(lost);
            }
        }

        return _flow;
    }

    /// <summary>Takes free neighbours into the node's tree.</summary>
    /// <returns>An arc from the source's tree into the sink's, or <see cref="None"/>.</returns>
    private int Grow(int node)
    {
        bool ofSink = _isOfSink[node];
        for (int arc = _firstArc[node]; arc != None; arc = _nextArc[arc])
        {
            if (_left[ofSink ? arc ^ 1 : arc] == 0)
            {
                continue;
            }

            int other = _head[arc];
            if (_parent[other] == None)
            {
                (_isOfSink[other], _parent[other], _seen[other], _depth[other]) = (ofSink, arc ^ 1, _seen[node], _depth[node] + 1);
                Activate(other);
            }
            else if (_isOfSink[other] != ofSink)
            {
                return ofSink ? arc ^ 1 : arc;
            }
            else if (_seen[other] <= _seen[node] && _depth[other] > _depth[node])
            {
                // A shorter way to the terminal.
                (_parent[other], _seen[other], _depth[other]) = (arc ^ 1, _seen[node], _depth[node] + 1);
            }
        }

        return None;
    }

    /// <summary>Sends as much as fits along a path from the source over an arc to the sink.</summary>
    private void Augment(int middle)
    {
        int least = _left[middle];
        int first = _head[middle ^ 1], last = _head[middle];
        for (; _parent[first] >= 0; first = _head[_parent[first]])
        {
            least = Math.Min(least, _left[_parent[first] ^ 1]);
        }

        for (; _parent[last] >= 0; last = _head[_parent[last]])
        {
            least = Math.Min(least, _left[_parent[last]]);
        }

        least = Math.Min(least, Math.Min(_terminal[first], -_terminal[last]));
        (_left[middle], _left[middle ^ 1]) = (_left[middle] - least, _left[middle ^ 1] + least);
        for (int node = _head[middle ^ 1], arc; (arc = _parent[node]) >= 0; node = _head[arc])
        {
            _left[arc] += least;
            _left[arc ^ 1] -= least;
            LoseIf(_left[arc ^ 1] == 0, node);
        }

        for (int node = _head[middle], arc; (arc = _parent[node]) >= 0; node = _head[arc])
        {
            _left[arc ^ 1] += least;
            _left[arc] -= least;
            LoseIf(_left[arc] == 0, node);
        }

        _terminal[first] -= least;
        LoseIf(_terminal[first] == 0, first);
        _terminal[last] += least;
        LoseIf(_terminal[last] == 0, last);
        _flow += least;
    }

    /// <summary>Finds a new parent for a node that lost its own; where there is none, its children are lost too.</summary>
    private void Adopt(int node)
    {
        bool ofSink = _isOfSink[node];
        int best = None, least = int.MaxValue;
        for (int arc = _firstArc[node]; arc != None; arc = _nextArc[arc])
        {
            int other = _head[arc];
            if (_left[ofSink ? arc : arc ^ 1] == 0 || _parent[other] == None || _isOfSink[other] != ofSink)
            {
                continue;
            }

            int depth = DepthOf(other);
            if (depth < int.MaxValue)
            {
                Remember(other, depth);
                (best, least) = depth < least ? (arc, depth) : (best, least);
            }
        }

        if (best != None)
        {
            (_parent[node], _seen[node], _depth[node]) = (best, _round, least + 1);
            return;
        }

        _parent[node] = None;
        for (int arc = _firstArc[node]; arc != None; arc = _nextArc[arc])
        {
            int other = _head[arc];
            if (_parent[other] == None || _isOfSink[other] != ofSink)
            {
                continue;
            }

            if (_left[ofSink ? arc : arc ^ 1] > 0)
            {
                Activate(other);
            }

            LoseIf(_parent[other] == (arc ^ 1), other);
        }
    }

    /// <summary>Steps to the terminal, or <see cref="int.MaxValue"/> where the way ends at a lost node.</summary>
    private int DepthOf(int node)
    {
        for (int steps = 0; ; steps++)
        {
            if (_seen[node] == _round)
            {
                return steps + _depth[node];
            }

            switch (_parent[node])
            {
                case AtTerminal:
                    (_seen[node], _depth[node]) = (_round, 1);
                    return steps + 1;
                case Lost:
                    return int.MaxValue;
                default:
                    node = _head[_parent[node]];
                    break;
            }
        }
    }

    private void Remember(int node, int depth)
    {
        for (; _seen[node] != _round; node = _head[_parent[node]])
        {
            (_seen[node], _depth[node]) = (_round, depth--);
        }
    }

    private void LoseIf(bool isLost, int node)
    {
        if (isLost)
        {
            _parent[node] = Lost;
            _lost.Enqueue(node);
        }
    }

    private void Activate(int node)
    {
        if (!_isActive[node])
        {
            _isActive[node] = true;
            _active.Enqueue(node);
        }
    }

    private void Add(int from, int to, int capacity)
    {
        (_head[_arcs], _left[_arcs], _nextArc[_arcs], _firstArc[from]) = (to, capacity, _firstArc[from], _arcs);
        _arcs++;
    }
}
