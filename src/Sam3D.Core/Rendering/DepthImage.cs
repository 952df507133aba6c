using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>What a camera sees of a mesh: for every pixel the nearest triangle, where on it, and how far away.</summary>
public sealed class DepthImage
{
    internal DepthImage(int width, int height, float[] depths, int[] triangles)
    {
        Width = width;
        Height = height;
        Depths = depths;
        Triangles = triangles;
        Barycentrics = new Vector2[depths.Length];
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>[H, W] camera-space z at the pixel's centre; +∞ where nothing is.</summary>
    public float[] Depths { get; }

    /// <summary>[H, W] number of the nearest triangle; −1 where nothing is.</summary>
    public int[] Triangles { get; }

    /// <summary>
    /// [H, W] weights of the triangle's second and third vertex, perspective-correct; the first has what is missing to 1.
    /// </summary>
    public Vector2[] Barycentrics { get; }

    /// <summary>The covered pixels.</summary>
    public Mask ToMask()
    {
        byte[] values = new byte[Triangles.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Triangles[i] >= 0 ? (byte)255 : (byte)0;
        }

        return new Mask(Width, Height, values);
    }
}
