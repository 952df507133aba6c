using System.Buffers;
using System.Numerics.Tensors;

namespace Sam3D.Imaging.Sources;

/// <summary>
/// A point map at another size (official <c>resize_all_to_same_size</c>): bilinear with antialiasing over points whose NaN axes count as
/// 0, and NaN again wherever the nearest point has a NaN axis.
/// </summary>
internal sealed class ResizedPointSource : PictureSource
{
    private readonly PictureSource _inner;
    private readonly ResizeFilter _rows, _columns, _nearestRows, _nearestColumns;

    public ResizedPointSource(PictureSource inner, int height, int width)
        : base(inner.Channels, height, width)
    {
        _inner = inner;
        _rows = ResizeFilter.Create(inner.Height, height, Interpolation.Bilinear, antialias: true);
        _columns = ResizeFilter.Create(inner.Width, width, Interpolation.Bilinear, antialias: true);
        _nearestRows = ResizeFilter.Create(inner.Height, height, Interpolation.Nearest, antialias: false);
        _nearestColumns = ResizeFilter.Create(inner.Width, width, Interpolation.Nearest, antialias: false);
    }

    /// <inheritdoc/>
    public override void Read(int y, int x, int count, Span<float> row, int stride)
    {
        int innerWidth = _inner.Width;
        float[] buffer = ArrayPool<float>.Shared.Rent((2 * Channels * innerWidth) + Width);
        Span<float> points = buffer.AsSpan(0, Channels * innerWidth);        // [C, W]
        Span<float> sums = buffer.AsSpan(points.Length, points.Length);      // [C, W]
        Span<float> wide = buffer.AsSpan(2 * points.Length, Width);          // [W']
        sums.Clear();
        for (int tap = _rows.Start(y); tap < _rows.End(y); tap++)
        {
            _inner.Read(tap, 0, innerWidth, points, innerWidth);
            foreach (ref float value in points)
            {
                value = float.IsNaN(value) ? 0 : value;
            }

            TensorPrimitives.MultiplyAdd(points, _rows.Weights(y)[tap - _rows.Start(y)], sums, sums);
        }

        for (int c = 0; c < Channels; c++)
        {
            _columns.Apply(sums.Slice(c * innerWidth, innerWidth), wide);
            wide.Slice(x, count).CopyTo(row[(c * stride)..]);
        }

        _inner.Read(_nearestRows.Start(y), 0, innerWidth, points, innerWidth);
        for (int i = 0; i < count; i++)
        {
            int nearest = _nearestColumns.Start(x + i);
            for (int c = 0; c < Channels; c++)
            {
                if (float.IsNaN(points[(c * innerWidth) + nearest]))
                {
                    for (int k = 0; k < Channels; k++)
                    {
                        row[(k * stride) + i] = float.NaN;
                    }
                }
            }
        }

        ArrayPool<float>.Shared.Return(buffer);
    }
}
