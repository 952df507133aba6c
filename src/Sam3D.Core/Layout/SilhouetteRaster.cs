using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sam3D.Layout;

/// <summary>
/// Draws silhouettes into a <see cref="MaskWindow"/> and compares them with it. Corners are rounded to 1/64 of a cell, everything else is exact: a cell is covered when its centre lies inside of a triangle or on
/// its edge. So the fast drawing gives the bytes of the plain one, on every machine.
/// </summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class SilhouetteRaster(MaskWindow window)
{
    private const int Fine = 64;
    private const float Farthest = 8192; // cells; what lies farther out is drawn there
    private const float Nearest = 1e-6f;

    private readonly byte[] _covered = new byte[window.Stride * window.Height];
    private int[] _x = [], _y = [];

    /// <summary>[Height, Stride]: 255 where the last silhouette covers a cell.</summary>
    public ReadOnlySpan<byte> Covered => _covered;

    /// <summary>Draws a mesh; triangles that reach behind the camera are left out.</summary>
    /// <param name="positions">Corners in object space.</param>
    /// <param name="triangles">Three corners a triangle.</param>
    /// <param name="pose">Object to camera space.</param>
    /// <param name="camera">The camera.</param>
    /// <param name="width">Width of the picture, in pixels.</param>
    /// <param name="height">Its height.</param>
    public void Draw(ReadOnlySpan<Vector3> positions, ReadOnlySpan<int> triangles, ObjectPose pose, CameraIntrinsics camera, int width, int height)
    {
        Project(positions, pose, camera, width, height);
        Array.Clear(_covered);
        for (int t = 0; t < triangles.Length; t += 3)
        {
            Fill(triangles[t], triangles[t + 1], triangles[t + 2]);
        }
    }

    /// <summary>The plain form of <see cref="Draw"/>: every cell is asked of every triangle.</summary>
    public void DrawPlainly(ReadOnlySpan<Vector3> positions, ReadOnlySpan<int> triangles, ObjectPose pose, CameraIntrinsics camera, int width, int height)
    {
        Project(positions, pose, camera, width, height);
        Array.Clear(_covered);
        for (int t = 0; t < triangles.Length; t += 3)
        {
            int a = triangles[t], b = triangles[t + 1], c = triangles[t + 2];
            long area = Side(a, b, _x[c], _y[c]);
            if (_x[a] == int.MinValue || _x[b] == int.MinValue || _x[c] == int.MinValue || area == 0)
            {
                continue;
            }

            for (int row = 0; row < window.Height; row++)
            {
                for (int column = 0; column < window.Width; column++)
                {
                    int x = (column * Fine) + (Fine / 2), y = (row * Fine) + (Fine / 2), sign = Math.Sign(area);
                    if (sign * Side(a, b, x, y) >= 0 && sign * Side(b, c, x, y) >= 0 && sign * Side(c, a, x, y) >= 0)
                    {
                        _covered[(row * window.Stride) + column] = 255;
                    }
                }
            }
        }
    }

    /// <summary>Intersection over union of the last silhouette and the mask, 0 to 1; cells that say nothing do not count.</summary>
    public double IoU()
    {
        long inside = 0, outside = 0;
        ref byte covered = ref MemoryMarshal.GetArrayDataReference(_covered);
        ref byte own = ref MemoryMarshal.GetArrayDataReference(window.Inside);
        ref byte other = ref MemoryMarshal.GetArrayDataReference(window.Outside);
        for (int row = 0; row < window.Height; row++)
        {
            Vector256<ushort> a = default, b = default; // at most 2·255 a step
            for (int i = row * window.Stride; i < (row + 1) * window.Stride; i += Vector256<byte>.Count)
            {
                Vector256<byte> here = Vector256.LoadUnsafe(ref covered, (nuint)i);
                (Vector256<ushort> low, Vector256<ushort> high) = Vector256.Widen(here & Vector256.LoadUnsafe(ref own, (nuint)i));
                a += low + high;
                (low, high) = Vector256.Widen(here & Vector256.LoadUnsafe(ref other, (nuint)i));
                b += low + high;
            }

            inside += Sum(a);
            outside += Sum(b);
        }

        return Ratio(inside, outside);
    }

    /// <summary>The plain form of <see cref="IoU"/>.</summary>
    public double PlainIoU()
    {
        long inside = 0, outside = 0;
        for (int i = 0; i < _covered.Length; i++)
        {
            inside += _covered[i] != 0 ? window.Inside[i] : 0;
            outside += _covered[i] != 0 ? window.Outside[i] : 0;
        }

        return Ratio(inside, outside);
    }

    private double Ratio(long inside, long outside) => window.Total + outside == 0 ? 0 : (double)inside / (window.Total + outside);

    private static long Sum(Vector256<ushort> values)
    {
        (Vector256<uint> low, Vector256<uint> high) = Vector256.Widen(values);
        return Vector256.Sum(low + high);
    }

    private void Project(ReadOnlySpan<Vector3> positions, ObjectPose pose, CameraIntrinsics camera, int width, int height)
    {
        if (_x.Length < positions.Length)
        {
            (_x, _y) = (new int[positions.Length], new int[positions.Length]);
        }

        Matrix4x4 m = pose.ToMatrix();
        float focalX = camera.FocalX * width / window.Cell, focalY = camera.FocalY * height / window.Cell;
        float middleX = ((camera.CenterX * width) - window.Left) / window.Cell, middleY = ((camera.CenterY * height) - window.Top) / window.Cell;
        for (int v = 0; v < positions.Length; v++)
        {
            Vector3 p = Vector3.Transform(positions[v], m);
            float x = middleX - (focalX * p.X / p.Z), y = middleY - (focalY * p.Y / p.Z);
            bool isSeen = p.Z > Nearest && float.IsFinite(x) && float.IsFinite(y);
            _x[v] = isSeen ? Round(x) : int.MinValue;
            _y[v] = isSeen ? Round(y) : 0;
        }
    }

    private static int Round(float cells) => (int)MathF.Floor((Math.Clamp(cells, -Farthest, Farthest) * Fine) + 0.5f);

    // Twice the signed area of the triangle of two corners and a point.
    private long Side(int from, int to, int x, int y) =>
        ((long)(_x[to] - _x[from]) * (y - _y[from])) - ((long)(_y[to] - _y[from]) * (x - _x[from]));

    private void Fill(int a, int b, int c)
    {
        int ax = _x[a], bx = _x[b], cx = _x[c];
        if (ax == int.MinValue || bx == int.MinValue || cx == int.MinValue)
        {
            return;
        }

        int ay = _y[a], by = _y[b], cy = _y[c];
        int top = Math.Max(FirstCell(Math.Min(ay, Math.Min(by, cy))), 0), bottom = Math.Min(LastCell(Math.Max(ay, Math.Max(by, cy))), window.Height - 1);
        int left = Math.Max(FirstCell(Math.Min(ax, Math.Min(bx, cx))), 0), right = Math.Min(LastCell(Math.Max(ax, Math.Max(bx, cx))), window.Width - 1);
        if (top > bottom || left > right)
        {
            return;
        }

        long area = ((long)(bx - ax) * (cy - ay)) - ((long)(by - ay) * (cx - ax));
        if (area == 0)
        {
            return;
        }

        if (area < 0)
        {
            (bx, by, cx, cy) = (cx, cy, bx, by);
        }

        for (int row = top; row <= bottom; row++)
        {
            int y = (row * Fine) + (Fine / 2), start = left, end = right;
            Clip(ax, ay, bx, by, y, ref start, ref end);
            Clip(bx, by, cx, cy, y, ref start, ref end);
            Clip(cx, cy, ax, ay, y, ref start, ref end);
            if (start <= end)
            {
                _covered.AsSpan((row * window.Stride) + start, end - start + 1).Fill(255);
            }
        }
    }

    // Keeps the cells of a row that lie on the inner side of an edge: dx·(y − fromY) − dy·(x − fromX) ≥ 0. A quotient of whole numbers this small that is not whole is farther from the next whole
    // number than double rounds.
    private static void Clip(int fromX, int fromY, int toX, int toY, int y, ref int start, ref int end)
    {
        long dx = toX - fromX, dy = toY - fromY, value = (dx * (y - fromY)) + (dy * fromX);
        if (dy == 0)
        {
            end = value < 0 ? -1 : end;
        }
        else if (dy > 0)
        {
            end = Math.Min(end, LastCell(Place(Math.Floor((double)value / dy))));
        }
        else
        {
            start = Math.Max(start, FirstCell(Place(Math.Ceiling((double)value / dy))));
        }
    }

    private static int Place(double value) => (int)Math.Clamp(value, -1e8, 1e8);

    // The first and the last cell whose centre is not before or behind a place.
    private static int FirstCell(int place) => (place + (Fine / 2) - 1) >> 6;

    private static int LastCell(int place) => (place - (Fine / 2)) >> 6;
}
