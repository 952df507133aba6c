using System.Numerics;

namespace Sam3D.Imaging.Sources;

/// <summary>
/// A point map [3, H, W], normalised: (p − shift) / scale. A point with an axis that is not finite is NaN in all three, as a matrix product
/// over (x, y, z, 1) makes it in the official code.
/// </summary>
internal sealed class PointSource(PointMap map, Vector3 scale, Vector3 shift) : PictureSource(3, map.Height, map.Width)
{
    /// <inheritdoc/>
    public override void Read(int y, int x, int count, Span<float> row, int stride)
    {
        ReadOnlySpan<float> points = map.Points.Slice(((y * Width) + x) * 3, count * 3);
        for (int i = 0; i < count; i++)
        {
            var point = new Vector3(points.Slice(3 * i, 3));
            bool finite = float.IsFinite(point.X) && float.IsFinite(point.Y) && float.IsFinite(point.Z);
            point = finite ? (point - shift) / scale : new Vector3(float.NaN);
            row[i] = point.X;
            row[stride + i] = point.Y;
            row[(2 * stride) + i] = point.Z;
        }
    }
}
