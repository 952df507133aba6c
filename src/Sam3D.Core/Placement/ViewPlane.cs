namespace Sam3D.Placement;

/// <summary>The picture plane on which half the picture's diagonal is 1. MoGe: <c>normalized_view_plane_uv</c>.</summary>
internal sealed class ViewPlane
{
    private readonly float[] _u;
    private readonly float[] _v;

    /// <summary>Makes the plane of a picture.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public ViewPlane(int width, int height)
    {
        double aspect = (double)width / height;
        double diagonal = Math.Sqrt(1.0 + (aspect * aspect));
        _u = PixelCentres(aspect / diagonal, width);
        _v = PixelCentres(1.0 / diagonal, height);
    }

    /// <summary>Position of each column's centre, from the left.</summary>
    public ReadOnlySpan<float> U => _u;

    /// <summary>Position of each row's centre, from the top.</summary>
    public ReadOnlySpan<float> V => _v;

    private static float[] PixelCentres(double span, int count)
    {
        float[] centres = new float[count];
        for (int i = 0; i < count; i++)
        {
            centres[i] = (float)(span * ((2.0 * i) + 1.0 - count) / count);
        }

        return centres;
    }
}
