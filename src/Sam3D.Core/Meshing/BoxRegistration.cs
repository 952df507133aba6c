using System.Numerics;

namespace Sam3D.Meshing;

/// <summary>
/// A scaling and shift along each picture axis that moves the projected silhouette's bounding box onto the mask's. For colours
/// only: the pose stays as the model gave it.
/// </summary>
/// <param name="Scale">Factor along x and y.</param>
/// <param name="Offset">Pixels.</param>
internal readonly record struct BoxRegistration(Vector2 Scale, Vector2 Offset)
{
    /// <summary>Moves nothing.</summary>
    public static BoxRegistration None { get; } = new(Vector2.One, Vector2.Zero);

    /// <summary>Moves a projected position onto the photograph's object.</summary>
    public Vector2 Apply(Vector2 pixel) => (pixel * Scale) + Offset;

    /// <summary>Fits the boxes.</summary>
    /// <remarks>
    /// A side of the mask that lies on the picture's border is where the picture ends, not the object. An axis with one such
    /// side is aligned at the other side and takes the factor of the other axis; an axis with two keeps its place.
    /// </remarks>
    /// <param name="low">Smallest projected position, pixels.</param>
    /// <param name="high">Largest projected position, pixels.</param>
    /// <param name="box">The mask's bounding box.</param>
    /// <param name="width">Width of the photograph.</param>
    /// <param name="height">Height of the photograph.</param>
    public static BoxRegistration Fit(Vector2 low, Vector2 high, PixelBox box, int width, int height)
    {
        var x = new Axis(low.X, high.X, box.Left, box.Left + box.Width, box.Left > 0, box.Left + box.Width < width);
        var y = new Axis(low.Y, high.Y, box.Top, box.Top + box.Height, box.Top > 0, box.Top + box.Height < height);
        float? scaleX = x.Scale, scaleY = y.Scale;
        var scale = new Vector2(scaleX ?? scaleY ?? 1f, scaleY ?? scaleX ?? 1f);
        return new BoxRegistration(scale, new Vector2(x.Offset(scale.X), y.Offset(scale.Y)));
    }

    private readonly record struct Axis(float Low, float High, float BoxLow, float BoxHigh, bool LowIsReal, bool HighIsReal)
    {
        public float? Scale => LowIsReal && HighIsReal && High - Low > 1e-3f ? (BoxHigh - BoxLow) / (High - Low) : null;

        public float Offset(float scale) => (LowIsReal, HighIsReal) switch
        {
            (true, true) => ((BoxLow + BoxHigh) / 2) - (scale * (Low + High) / 2),
            (true, false) => BoxLow - (scale * Low),
            (false, true) => BoxHigh - (scale * High),
            _ => (1 - scale) * (Low + High) / 2,
        };
    }
}
