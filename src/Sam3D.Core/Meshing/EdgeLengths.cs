using System.Numerics;

namespace Sam3D.Meshing;

/// <summary>Mean lengths of a mesh's edges.</summary>
internal static class EdgeLengths
{
    /// <summary>Mean edge length in object space.</summary>
    public static float Mean(TriangleMesh mesh) =>
        Mean(mesh.Indices, (a, b) => Vector3.Distance(mesh.Positions[a], mesh.Positions[b]));

    /// <summary>Mean edge length in the photograph, in pixels.</summary>
    public static float MeanPixels(TriangleMesh mesh, PhotoView view)
    {
        Vector2[] pixels = Array.ConvertAll(mesh.Positions, p => view.ToPixel(view.ToCamera(p)));
        return Mean(mesh.Indices, (a, b) => Vector2.Distance(pixels[a], pixels[b]));
    }

    private static float Mean(int[] indices, Func<int, int, float> length)
    {
        double sum = 0;
        for (int t = 0; t < indices.Length; t++)
        {
            sum += length(indices[t], indices[t % 3 == 2 ? t - 2 : t + 1]);
        }

        return (float)(sum / Math.Max(1, indices.Length));
    }
}
