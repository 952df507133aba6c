using System.Numerics;
using System.Runtime.Intrinsics;
using Sam3D.Training.Data.Solids;

namespace Sam3D.Training.Data.Objects;

/// <summary>
/// Samples an object's signed distance on a cubic lattice by blocks: a block that the surface cannot reach is filled at once, and inside of a block only
/// the bodies are looked at that can be the nearest one there.
/// </summary>
/// <remarks>Distances change no faster than places do, so the value in the middle of a block bounds all of its values.</remarks>
internal sealed class BlockSampler
{
    private const int LeafSize = 4;
    private readonly ObjectDesign _design;
    private readonly float[] _values;
    private readonly int _resolution;
    private readonly Vector3 _origin;
    private readonly float _step;

    private BlockSampler(ObjectDesign design, float[] values, int resolution, Vector3 origin, float step)
    {
        _design = design;
        _values = values;
        _resolution = resolution;
        _origin = origin;
        _step = step;
    }

    /// <summary>Fills a lattice.</summary>
    /// <param name="design">The object.</param>
    /// <param name="values">Receives R³ distances, x-major. Far from the surface only the sign is right, and the magnitude is above one step.</param>
    /// <param name="resolution">Samples along an axis, R.</param>
    /// <param name="origin">Place of sample (0, 0, 0).</param>
    /// <param name="step">Distance between samples.</param>
    public static void Fill(ObjectDesign design, float[] values, int resolution, Vector3 origin, float step)
    {
        var sampler = new BlockSampler(design, values, resolution, origin, step);
        int size = LeafSize;
        while (size < resolution)
        {
            size *= 2;
        }

        Span<int> all = stackalloc int[design.Parts.Count];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = i;
        }

        sampler.FillBlock(0, 0, 0, size, all);
    }

    private void FillBlock(int x, int y, int z, int size, ReadOnlySpan<int> parts)
    {
        if (x >= _resolution || y >= _resolution || z >= _resolution)
        {
            return;
        }

        // From the middle to the farthest sample, and one step beyond, so that filled samples are not next to the surface.
        float half = (size - 1) * 0.5f, reach = ((half * 1.7320509f) + 1.01f) * _step;
        Vector3 middle = _origin + (new Vector3(x + half, y + half, z + half) * _step);
        Span<float> bounds = stackalloc float[parts.Length];
        Point8 point = Point8.Broadcast(middle);
        float least = float.PositiveInfinity;
        for (int i = 0; i < parts.Length; i++)
        {
            bounds[i] = _design.Parts[parts[i]].Body.Distance(point, isBound: true)[0];
            least = Math.Min(least, bounds[i]);
        }

        if (least > reach || least < -reach)
        {
            FillConstant(x, y, z, size, least > 0 ? 2 * _step : -2 * _step);
            return;
        }

        // Bounds, not distances: a body is dropped when it cannot come near the surface here.
        Span<int> near = stackalloc int[parts.Length];
        int count = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            if (bounds[i] <= reach)
            {
                near[count++] = parts[i];
            }
        }

        near = near[..count];
        if (size == LeafSize)
        {
            FillLeaf(x, y, z, near);
            return;
        }

        int s = size / 2;
        for (int i = 0; i < 8; i++)
        {
            FillBlock(x + ((i & 1) * s), y + (((i >> 1) & 1) * s), z + ((i >> 2) * s), s, near);
        }
    }

    private void FillConstant(int x, int y, int z, int size, float value)
    {
        int endX = Math.Min(x + size, _resolution), endY = Math.Min(y + size, _resolution), length = Math.Min(size, _resolution - z);
        for (int i = x; i < endX; i++)
        {
            for (int j = y; j < endY; j++)
            {
                _values.AsSpan((((i * _resolution) + j) * _resolution) + z, length).Fill(value);
            }
        }
    }

    // Eight samples are two rows along z.
    private void FillLeaf(int x, int y, int z, ReadOnlySpan<int> parts)
    {
        float y0 = _origin.Y + (y * _step), z0 = _origin.Z + (z * _step);
        Vector256<float> zs = Vector256.Create(z0, z0 + _step, z0 + (2 * _step), z0 + (3 * _step), z0, z0 + _step, z0 + (2 * _step), z0 + (3 * _step));
        int length = Math.Min(LeafSize, _resolution - z);
        Span<float> row = stackalloc float[Point8.Count];
        for (int i = x; i < Math.Min(x + LeafSize, _resolution); i++)
        {
            Vector256<float> xs = Vector256.Create(_origin.X + (i * _step));
            for (int j = 0; j < LeafSize; j += 2)
            {
                float ya = y0 + (j * _step), yb = ya + _step;
                var point = new Point8(xs, Vector256.Create(ya, ya, ya, ya, yb, yb, yb, yb), zs);
                Vector256<float> least = Vector256.Create(2 * _step);
                foreach (int part in parts)
                {
                    least = Vector256.Min(least, _design.Parts[part].Body.Distance(point));
                }

                least.CopyTo(row);
                for (int k = 0; k < 2 && y + j + k < _resolution; k++)
                {
                    row.Slice(LeafSize * k, length).CopyTo(_values.AsSpan((((i * _resolution) + y + j + k) * _resolution) + z));
                }
            }
        }
    }
}
