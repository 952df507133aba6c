using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sam3D.Metrics;

/// <summary>Finds the nearest of many points: a balanced k-d tree with a tight box at every node.</summary>
/// <remarks>
/// The result is that of the plain loop <see cref="PlainNearest"/>, to the bit: distances are summed in the same order, boxes are never farther than what they
/// hold, and of equally near points the first one given is taken. Safe for concurrent use; the result does not depend on the number of threads.
/// </remarks>
public sealed class PointIndex
{
    private const int LeafSize = 12;
    private const int Chunk = 2048;
    private const int ParallelBuild = 1 << 15;

    private readonly float[] _x, _y, _z;
    private readonly int[] _order;
    private readonly Vector3[] _low, _high;
    private readonly int _depth;

    /// <summary>Builds the tree, O(n log n).</summary>
    /// <param name="points">At least one point; all finite.</param>
    /// <exception cref="ArgumentException">There is no point, or one is not finite.</exception>
    public PointIndex(ReadOnlySpan<Vector3> points)
    {
        if (points.IsEmpty)
        {
            throw new ArgumentException("No points to search in.", nameof(points));
        }

        Count = points.Length;
        var sorted = points.ToArray();
        _order = new int[Count];
        for (int i = 0; i < Count; i++)
        {
            _order[i] = i;
            if (!float.IsFinite(sorted[i].X + sorted[i].Y + sorted[i].Z))
            {
                throw new ArgumentException($"Point {i} is {sorted[i]}, expected finite numbers.", nameof(points));
            }
        }

        while (Count >> _depth > LeafSize)
        {
            _depth++;
        }

        _low = new Vector3[2 << _depth];
        _high = new Vector3[2 << _depth];
        Build(sorted, node: 1, level: 0, from: 0, to: Count);

        // Padded, so that eight can always be read. A padded lane is never near.
        int padded = Count + Vector256<float>.Count;
        (_x, _y, _z) = (new float[padded], new float[padded], new float[padded]);
        Array.Fill(_x, float.PositiveInfinity, Count, padded - Count);
        for (int i = 0; i < Count; i++)
        {
            (_x[i], _y[i], _z[i]) = (sorted[i].X, sorted[i].Y, sorted[i].Z);
        }
    }

    /// <summary>Number of points.</summary>
    public int Count { get; }

    /// <summary>The plain loop that <see cref="Nearest(Vector3, out float)"/> is compared with.</summary>
    internal static int PlainNearest(ReadOnlySpan<Vector3> points, Vector3 query, out float squaredDistance)
    {
        int nearest = 0;
        squaredDistance = float.PositiveInfinity;
        for (int i = 0; i < points.Length; i++)
        {
            float x = points[i].X - query.X, y = points[i].Y - query.Y, z = points[i].Z - query.Z;
            float squared = (x * x) + (y * y) + (z * z);
            if (squared < squaredDistance)
            {
                (nearest, squaredDistance) = (i, squared);
            }
        }

        return nearest;
    }

    /// <summary>The nearest point.</summary>
    /// <param name="query">A finite place.</param>
    /// <param name="squaredDistance">Square of its distance.</param>
    /// <returns>Its number in the order given.</returns>
    public int Nearest(Vector3 query, out float squaredDistance)
    {
        int slot = Search(query, 0, out squaredDistance);
        return _order[slot];
    }

    /// <summary>The nearest point of each of many places.</summary>
    /// <param name="queries">Finite places; fastest where places that follow each other lie near each other.</param>
    /// <param name="nearest">Receives the number of the nearest point of each.</param>
    /// <param name="squaredDistances">Receives the square of its distance.</param>
    /// <param name="threads">At least 1.</param>
    /// <param name="cancellationToken">Honoured within a few thousand places.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Nearest(
        Vector3[] queries, int[] nearest, float[] squaredDistances, int threads, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(nearest);
        ArgumentNullException.ThrowIfNull(squaredDistances);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (nearest.Length != queries.Length || squaredDistances.Length != queries.Length)
        {
            throw new ArgumentException($"{queries.Length} places, {nearest.Length} numbers and {squaredDistances.Length} distances.", nameof(queries));
        }

        int chunks = (queries.Length + Chunk - 1) / Chunk;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        Parallel.For(0, chunks, options, chunk =>
        {
            int slot = 0;
            int end = Math.Min(queries.Length, (chunk + 1) * Chunk);
            for (int i = chunk * Chunk; i < end; i++)
            {
                // The neighbour of the place before is a good first guess; it changes the way of the search only.
                slot = Search(queries[i], slot, out squaredDistances[i]);
                nearest[i] = _order[slot];
            }
        });
    }

    private void Build(Vector3[] points, int node, int level, int from, int to)
    {
        Vector3 low = points[from], high = points[from];
        for (int i = from + 1; i < to; i++)
        {
            low = Vector3.Min(low, points[i]);
            high = Vector3.Max(high, points[i]);
        }

        _low[node] = low;
        _high[node] = high;
        if (level == _depth)
        {
            return;
        }

        Vector3 size = high - low;
        int axis = size.X >= size.Y ? (size.X >= size.Z ? 0 : 2) : (size.Y >= size.Z ? 1 : 2);
        int middle = (from + to) / 2;
        Select(points, axis, from, to - 1, middle);
        if (to - from > ParallelBuild)
        {
            Parallel.Invoke(
                () => Build(points, 2 * node, level + 1, from, middle),
                () => Build(points, (2 * node) + 1, level + 1, middle, to));
        }
        else
        {
            Build(points, 2 * node, level + 1, from, middle);
            Build(points, (2 * node) + 1, level + 1, middle, to);
        }
    }

    /// <summary>Puts what belongs at <paramref name="middle"/> there, smaller ones before it and larger ones after it (Hoare's selection).</summary>
    private void Select(Vector3[] points, int axis, int left, int right, int middle)
    {
        while (left < right)
        {
            float pivot = MedianOfThree(points[left][axis], points[(left + right) / 2][axis], points[right][axis]);
            int i = left, j = right;
            while (i <= j)
            {
                while (points[i][axis] < pivot)
                {
                    i++;
                }

                while (points[j][axis] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (points[i], points[j]) = (points[j], points[i]);
                    (_order[i], _order[j]) = (_order[j], _order[i]);
                    i++;
                    j--;
                }
            }

            if (middle <= j)
            {
                right = j;
            }
            else if (middle >= i)
            {
                left = i;
            }
            else
            {
                return;
            }
        }
    }

    private static float MedianOfThree(float a, float b, float c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));

    [SkipLocalsInit]
    private int Search(Vector3 query, int guess, out float squaredDistance)
    {
        Span<Step> stack = stackalloc Step[64];
        int count = 0, slot = guess;
        float best = Squared(guess, query);
        float rootDistance = BoxDistance(1, query);
        if (rootDistance <= best)
        {
            stack[count++] = new Step(1, 0, 0, Count, rootDistance);
        }

        while (count > 0)
        {
            Step step = stack[--count];
            if (step.Distance > best)
            {
                continue;
            }

            (int node, int level, int from, int to) = (step.Node, step.Level, step.From, step.To);
            while (level < _depth)
            {
                int middle = (from + to) / 2;
                float left = BoxDistance(2 * node, query), right = BoxDistance((2 * node) + 1, query);
                bool goesLeft = left <= right;
                level++;
                if (Math.Max(left, right) <= best)
                {
                    stack[count++] = goesLeft
                        ? new Step((2 * node) + 1, level, middle, to, right)
                        : new Step(2 * node, level, from, middle, left);
                }

                if (Math.Min(left, right) > best)
                {
                    node = 0;
                    break;
                }

                (node, from, to) = goesLeft ? (2 * node, from, middle) : ((2 * node) + 1, middle, to);
            }

            if (node != 0)
            {
                ScanLeaf(query, from, to, ref slot, ref best);
            }
        }

        squaredDistance = best;
        return slot;
    }

    // Lanes behind the leaf's end are points of the next leaf, or padding: looking at them does no harm.
    private void ScanLeaf(Vector3 query, int from, int to, ref int slot, ref float best)
    {
        ref float xs = ref MemoryMarshal.GetArrayDataReference(_x);
        ref float ys = ref MemoryMarshal.GetArrayDataReference(_y);
        ref float zs = ref MemoryMarshal.GetArrayDataReference(_z);
        Vector256<float> qx = Vector256.Create(query.X), qy = Vector256.Create(query.Y), qz = Vector256.Create(query.Z);
        for (int i = from; i < to; i += Vector256<float>.Count)
        {
            Vector256<float> x = Vector256.LoadUnsafe(ref xs, (nuint)i) - qx;
            Vector256<float> y = Vector256.LoadUnsafe(ref ys, (nuint)i) - qy;
            Vector256<float> z = Vector256.LoadUnsafe(ref zs, (nuint)i) - qz;
            Vector256<float> squared = (x * x) + (y * y) + (z * z);
            uint near = Vector256.LessThanOrEqual(squared, Vector256.Create(best)).ExtractMostSignificantBits();
            while (near != 0)
            {
                int lane = BitOperations.TrailingZeroCount(near);
                near &= near - 1;
                float distance = squared[lane];
                if (distance < best || (distance == best && _order[i + lane] < _order[slot]))
                {
                    (slot, best) = (i + lane, distance);
                }
            }
        }
    }

    private float Squared(int slot, Vector3 query)
    {
        float x = _x[slot] - query.X, y = _y[slot] - query.Y, z = _z[slot] - query.Z;
        return (x * x) + (y * y) + (z * z);
    }

    private float BoxDistance(int node, Vector3 query)
    {
        Vector3 outside = Vector3.Max(Vector3.Max(_low[node] - query, query - _high[node]), Vector3.Zero);
        return (outside.X * outside.X) + (outside.Y * outside.Y) + (outside.Z * outside.Z);
    }

    private readonly record struct Step(int Node, int Level, int From, int To, float Distance);
}
