using System.Numerics;

namespace Sam3D.Training.Data.Objects;

/// <summary>The look of a part: one or two colours.</summary>
/// <param name="First">Linear RGB.</param>
/// <param name="Second">Linear RGB of the pattern.</param>
/// <param name="Pattern">How they share the surface.</param>
/// <param name="Period">Length of a repetition, in the object's units.</param>
internal readonly record struct Paint(Vector3 First, Vector3 Second, PaintPattern Pattern = PaintPattern.Plain, float Period = 0.2f)
{
    /// <summary>One colour.</summary>
    public static Paint Of(Vector3 color) => new(color, color);

    /// <summary>The colour at a place.</summary>
    public Vector3 At(Vector3 p)
    {
        float share = Pattern switch
        {
            PaintPattern.Layers => Step(p.Z / Period),
            PaintPattern.Stripes => Step(p.X / Period),
            PaintPattern.Checks => Odd(p.X) ^ Odd(p.Y) ^ Odd(p.Z) ? 1f : 0f,
            PaintPattern.Spots => Smooth((ValueNoise.At(p / Period) - 0.45f) * 5f),
            PaintPattern.Grain => ValueNoise.At(new Vector3(p.X * 0.6f, p.Y * 6f, p.Z * 6f) / Period),
            _ => 0f,
        };
        return Vector3.Lerp(First, Second, share);
    }

    private static float Step(float x) => x - MathF.Floor(x) < 0.5f ? 0f : 1f;

    private static float Smooth(float x)
    {
        x = Math.Clamp(x, 0f, 1f);
        return x * x * (3 - (2 * x));
    }

    private bool Odd(float x) => ((int)MathF.Floor((x / Period) + 1000.13f) & 1) != 0;
}
