namespace Sam3D.Rendering;

/// <summary>The nearest triangle of every sample of some rows: what is shaded later. One over the depth, so that it is linear on the screen.</summary>
internal sealed class VisibilityBuffer
{
    public VisibilityBuffer(int width, int top, int rows)
    {
        Width = width;
        Top = top;
        Rows = rows;
        InverseDepths = new float[checked(width * rows)];
        Triangles = new int[InverseDepths.Length];
        Triangles.AsSpan().Fill(-1);
    }

    /// <summary>Samples a row.</summary>
    public int Width { get; }

    /// <summary>The first row that is held.</summary>
    public int Top { get; }

    /// <summary>Rows that are held.</summary>
    public int Rows { get; }

    /// <summary>[rows, W] 1/z; 0 where nothing is.</summary>
    public float[] InverseDepths { get; }

    /// <summary>[rows, W] number of the triangle; −1 where nothing is.</summary>
    public int[] Triangles { get; }
}
