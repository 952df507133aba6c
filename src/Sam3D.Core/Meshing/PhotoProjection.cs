using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Meshing;

/// <summary>A mesh as the photograph's camera sees it: where each vertex lies in the picture, and what is in front.</summary>
internal sealed class PhotoProjection
{
    /// <summary>The longer side of the z-buffer, in pixels.</summary>
    private const int BufferSize = 768;

    private readonly PhotoView _view;
    private readonly TriangleMesh _mesh;
    private readonly Vector3[] _points;
    private readonly DepthImage _buffer;
    private readonly float _bufferScale;

    /// <summary>Projects a mesh and draws its z-buffer.</summary>
    /// <param name="mesh">A mesh with normals and at least one vertex.</param>
    /// <param name="view">The camera before it.</param>
    public PhotoProjection(TriangleMesh mesh, PhotoView view)
    {
        _mesh = mesh;
        _view = view;
        _points = Array.ConvertAll(mesh.Positions, view.ToCamera);
        Pixels = Array.ConvertAll(_points, view.ToPixel);
        (Low, High) = (Pixels[0], Pixels[0]);
        foreach (Vector2 p in Pixels)
        {
            Low = Vector2.Min(Low, p);
            High = Vector2.Max(High, p);
        }

        Vector2 extent = High - Low;
        _bufferScale = (BufferSize - 1) / Math.Max(Math.Max(extent.X, extent.Y), 1e-6f);
        Vector3[] screen = new Vector3[Pixels.Length];
        for (int v = 0; v < screen.Length; v++)
        {
            screen[v] = new Vector3((Pixels[v] - Low) * _bufferScale, _points[v].Z);
        }

        _buffer = SoftwareRasterizer.Rasterize(
            screen, mesh.Indices, (int)(extent.X * _bufferScale) + 1, (int)(extent.Y * _bufferScale) + 1);
    }

    /// <summary>Pixels of the photograph, x to the right, y down; (0, 0) is its upper left corner.</summary>
    public Vector2[] Pixels { get; }

    /// <summary>Smallest projected position.</summary>
    public Vector2 Low { get; }

    /// <summary>Largest projected position.</summary>
    public Vector2 High { get; }

    /// <summary>
    /// How well the camera sees a vertex: 0 when it is hidden or faces away, else the cosine between normal and ray.
    /// </summary>
    /// <param name="vertex">A vertex of the mesh.</param>
    /// <param name="tolerance">
    /// Object-space length that the vertex may lie behind the z-buffer. A pixel's centre lies beside the vertex, so on a tilted surface the depths
    /// differ by up to about an edge's length.
    /// </param>
    public float Visibility(int vertex, float tolerance)
    {
        float behind = _points[vertex].Z - DepthAt(Pixels[vertex]);
        float facing = _view.Facing(_mesh.Normals![vertex], _points[vertex]);
        return behind <= tolerance * _view.Scale ? Math.Clamp(facing, 0f, 1f) : 0;
    }

    /// <summary>Whether a surface element lies on what the camera sees.</summary>
    /// <param name="position">Object space.</param>
    /// <param name="normal">Unit normal, object space.</param>
    /// <param name="tolerance">Largest distance along the ray, object-space units.</param>
    /// <param name="leastFacing">Smallest cosine between normal and ray.</param>
    /// <param name="pixel">Its place in the photograph.</param>
    public bool IsOnVisibleSurface(Vector3 position, Vector3 normal, float tolerance, float leastFacing, out Vector2 pixel)
    {
        Vector3 point = _view.ToCamera(position);
        pixel = _view.ToPixel(point);
        return point.Z > 0
            && Math.Abs(point.Z - DepthAt(pixel)) <= tolerance * _view.Scale
            && _view.Facing(normal, point) >= leastFacing;
    }

    private float DepthAt(Vector2 pixel)
    {
        Vector2 p = (pixel - Low) * _bufferScale;
        return p.X >= 0 && p.Y >= 0 && p.X < _buffer.Width && p.Y < _buffer.Height
            ? _buffer.Depths[((int)p.Y * _buffer.Width) + (int)p.X]
            : float.PositiveInfinity;
    }
}
