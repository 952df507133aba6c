using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>The box of an object's outline in a picture.</summary>
internal static class ProjectedBox
{
    /// <summary>The box of projected corners in parts of the picture, 0 to 1 where it shows them. Without any it is inverted.</summary>
    /// <param name="positions">Corners in object space.</param>
    /// <param name="placed">Object to camera space, for row vectors.</param>
    /// <param name="camera">The camera.</param>
    /// <param name="nearest">Corners that are not farther than this depth are left out.</param>
    public static (Vector2 Low, Vector2 High) Of(ReadOnlySpan<Vector3> positions, Matrix4x4 placed, CameraIntrinsics camera, float nearest)
    {
        Vector2 low = new(float.PositiveInfinity), high = new(float.NegativeInfinity);
        foreach (Vector3 position in positions)
        {
            Vector3 p = Vector3.Transform(position, placed);
            if (p.Z > nearest)
            {
                Vector2 uv = camera.Project(p);
                (low, high) = (Vector2.Min(low, uv), Vector2.Max(high, uv));
            }
        }

        return (low, high);
    }
}
