using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>What a camera sees of placed meshes. Colour and coverage are averages over a pixel; the rest is seen through its centre.</summary>
public sealed class SceneImage
{
    internal SceneImage(int width, int height)
    {
        Width = width;
        Height = height;
        int count = width * height;
        Colors = new Vector3[count];
        Coverage = new float[count];
        Parts = new int[count];
        Depths = new float[count];
        Normals = new Vector3[count];
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>[H, W] linear RGB, multiplied by <see cref="Coverage"/>: over a background b it is Colors + (1 − Coverage)·b.</summary>
    public Vector3[] Colors { get; }

    /// <summary>[H, W] covered part of the pixel, 0 to 1.</summary>
    public float[] Coverage { get; }

    /// <summary>[H, W] number of the nearest part; −1 where nothing is.</summary>
    public int[] Parts { get; }

    /// <summary>[H, W] camera-space z; +∞ where nothing is.</summary>
    public float[] Depths { get; }

    /// <summary>[H, W] unit normal in camera space, towards the camera; zero where nothing is.</summary>
    public Vector3[] Normals { get; }

    /// <summary>The pixels whose centre shows a part.</summary>
    /// <param name="part">Its number.</param>
    public Mask MaskOf(int part)
    {
        byte[] values = new byte[Parts.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Parts[i] == part ? (byte)255 : (byte)0;
        }

        return new Mask(Width, Height, values);
    }

    /// <summary>The points that the pixels' centres show, in camera space (x left, y up, z forward); NaN where nothing is.</summary>
    /// <param name="camera">The camera that the picture was drawn with.</param>
    /// <param name="isMetric">Whether lengths are metres.</param>
    public PointMap ToPointMap(CameraIntrinsics camera, bool isMetric = false)
    {
        float[] points = new float[3 * Depths.Length];
        for (int y = 0; y < Height; y++)
        {
            float rayY = (camera.CenterY - ((y + 0.5f) / Height)) / camera.FocalY;
            for (int x = 0; x < Width; x++)
            {
                int i = (y * Width) + x;
                float z = Parts[i] >= 0 ? Depths[i] : float.NaN;
                points[3 * i] = (camera.CenterX - ((x + 0.5f) / Width)) / camera.FocalX * z;
                points[(3 * i) + 1] = rayY * z;
                points[(3 * i) + 2] = z;
            }
        }

        return new PointMap(Width, Height, points, isMetric);
    }

    /// <summary>The picture over a background of one colour.</summary>
    /// <param name="background">Linear RGB.</param>
    public RgbImage ToImage(Vector3 background)
    {
        byte[] pixels = new byte[3 * Colors.Length];
        for (int i = 0; i < Colors.Length; i++)
        {
            Vector3 color = Colors[i] + ((1 - Coverage[i]) * background);
            pixels[3 * i] = ColorSpace.ToSrgbByte(color.X);
            pixels[(3 * i) + 1] = ColorSpace.ToSrgbByte(color.Y);
            pixels[(3 * i) + 2] = ColorSpace.ToSrgbByte(color.Z);
        }

        return new RgbImage(Width, Height, pixels);
    }
}
