using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>
/// A Gaussian as a picture sees it. At an offset (dx, dy) from its centre its exponent is A·(dx − slope·dy)² + B·dy²: the square is completed, so that
/// nothing cancels in thin ones that lie across.
/// </summary>
/// <param name="Center">Pixels from the upper left corner.</param>
/// <param name="Slope">How far the row's middle moves to the right with each row.</param>
/// <param name="A">Half the inverse variance along a row.</param>
/// <param name="B">Half the inverse variance across the rows.</param>
/// <param name="Opacity">At the centre, above 1/255.</param>
/// <param name="Cut">Largest exponent that is drawn: there the opacity is 1/255.</param>
/// <param name="Color">sRGB, at least 0.</param>
internal readonly record struct ProjectedGaussian(Vector2 Center, float Slope, float A, float B, float Opacity, float Cut, Vector3 Color)
{
    /// <summary>The exponent at a pixel's centre; the fast and the plain renderer compute it by the same operations.</summary>
    public float Exponent(int x, int y)
    {
        float dy = (y + 0.5f) - Center.Y;
        float t = ((x + 0.5f) - Center.X) - (Slope * dy);
        return (A * t * t) + (B * dy * dy);
    }
}
