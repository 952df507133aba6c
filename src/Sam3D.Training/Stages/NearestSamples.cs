using System.Numerics;

namespace Sam3D.Training;

/// <summary>Finds the nearest of many points by sorting them into the cells of a grid over [-0.5, 0.5]³. Points outside count to the nearest cell.</summary>
internal sealed class NearestSamples
{
    private readonly Vector3[] _points;
    private readonly int _resolution;
    private readonly int[] _starts;
    private readonly int[] _order;

    /// <summary>Sorts points.</summary>
    /// <param name="points">At least one.</param>
    /// <param name="resolution">Cells along an axis.</param>
    public NearestSamples(Vector3[] points, int resolution)
    {
        ArgumentOutOfRangeException.ThrowIfZero(points.Length);
        (_points, _resolution) = (points, resolution);
        _starts = new int[(resolution * resolution * resolution) + 1];
        _order = new int[points.Length];
        foreach (Vector3 point in points)
        {
            _starts[Cell(point) + 1]++;
        }

        for (int i = 1; i < _starts.Length; i++)
        {
            _starts[i] += _starts[i - 1];
        }

        int[] next = _starts[..^1];
        for (int i = 0; i < points.Length; i++)
        {
            _order[next[Cell(points[i])]++] = i;
        }
    }

    /// <summary>The nearest points, nearest first; the last one is repeated where there are fewer.</summary>
    /// <param name="place">Where to look.</param>
    /// <param name="found">Receives their numbers.</param>
    public void Find(Vector3 place, Span<int> found)
    {
        Span<float> distances = stackalloc float[found.Length];
        distances.Fill(float.MaxValue);
        (int cx, int cy, int cz) = Coordinates(place);
        int count = 0;
        for (int radius = 0; radius < _resolution; radius++)
        {
            Ring(place, cx, cy, cz, radius, found, distances, ref count);

            // What lies outside of the rings seen so far is farther than radius cells from the place's own cell.
            float safe = (float)radius / _resolution;
            if (count == found.Length && distances[^1] <= safe * safe)
            {
                break;
            }
        }

        found[count..].Fill(found[Math.Max(0, count - 1)]);
    }

    private void Ring(Vector3 place, int cx, int cy, int cz, int radius, Span<int> found, Span<float> distances, ref int count)
    {
        for (int x = Math.Max(0, cx - radius); x <= Math.Min(_resolution - 1, cx + radius); x++)
        {
            for (int y = Math.Max(0, cy - radius); y <= Math.Min(_resolution - 1, cy + radius); y++)
            {
                bool side = Math.Abs(x - cx) == radius || Math.Abs(y - cy) == radius;
                for (int z = cz - radius; z <= cz + radius; z += side || radius == 0 ? 1 : 2 * radius)
                {
                    if (z >= 0 && z < _resolution)
                    {
                        Scan(place, (((x * _resolution) + y) * _resolution) + z, found, distances, ref count);
                    }
                }
            }
        }
    }

    private void Scan(Vector3 place, int cell, Span<int> found, Span<float> distances, ref int count)
    {
        for (int i = _starts[cell]; i < _starts[cell + 1]; i++)
        {
            float distance = Vector3.DistanceSquared(place, _points[_order[i]]);
            if (distance >= distances[^1])
            {
                continue;
            }

            int at = Math.Min(count, found.Length - 1);
            for (; at > 0 && distances[at - 1] > distance; at--)
            {
                (distances[at], found[at]) = (distances[at - 1], found[at - 1]);
            }

            (distances[at], found[at]) = (distance, _order[i]);
            count = Math.Min(count + 1, found.Length);
        }
    }

    private int Cell(Vector3 point)
    {
        (int x, int y, int z) = Coordinates(point);
        return (((x * _resolution) + y) * _resolution) + z;
    }

    private (int X, int Y, int Z) Coordinates(Vector3 point)
    {
        int Along(float value) => Math.Clamp((int)MathF.Floor((value + 0.5f) * _resolution), 0, _resolution - 1);
        return (Along(point.X), Along(point.Y), Along(point.Z));
    }
}
