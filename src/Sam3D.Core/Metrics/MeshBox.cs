using System.Numerics;

namespace Sam3D.Metrics;

/// <summary>The box around a mesh.</summary>
internal static class MeshBox
{
    /// <summary>The box around all triangles; vertices of none do not count. Without triangles it is inverted.</summary>
    /// <param name="mesh">Any mesh; what is not finite gives a box that is not.</param>
    public static (Vector3 Low, Vector3 High) Of(TriangleMesh mesh)
    {
        Vector3 low = new(float.PositiveInfinity), high = new(float.NegativeInfinity);
        foreach (int v in mesh.Indices)
        {
            (low, high) = (Vector3.Min(low, mesh.Positions[v]), Vector3.Max(high, mesh.Positions[v]));
        }

        return (low, high);
    }
}
