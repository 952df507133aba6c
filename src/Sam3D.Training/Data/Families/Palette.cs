using System.Numerics;
using Sam3D.Rendering;
using Sam3D.Training.Data.Objects;

namespace Sam3D.Training.Data.Families;

/// <summary>Random colours of everyday materials, linear RGB.</summary>
internal static class Palette
{
    /// <summary>Any colour: hue, saturation and value at random, without the darkest.</summary>
    public static Vector3 Any(SampleRandom r) => Hsv(r.Next(), MathF.Sqrt(r.Next()) * 0.9f, r.Range(0.25f, 0.95f));

    /// <summary>A strong colour.</summary>
    public static Vector3 Bright(SampleRandom r) => Hsv(r.Next(), r.Range(0.6f, 0.95f), r.Range(0.55f, 0.95f));

    /// <summary>A pale colour.</summary>
    public static Vector3 Pale(SampleRandom r) => Hsv(r.Next(), r.Range(0f, 0.25f), r.Range(0.75f, 0.97f));

    /// <summary>A dark colour.</summary>
    public static Vector3 Dark(SampleRandom r) => Hsv(r.Next(), r.Range(0f, 0.4f), r.Range(0.1f, 0.28f));

    /// <summary>The colour of a wood.</summary>
    public static Vector3 Wooden(SampleRandom r) => Hsv(r.Range(0.05f, 0.11f), r.Range(0.35f, 0.75f), r.Range(0.3f, 0.85f));

    /// <summary>A green of leaves.</summary>
    public static Vector3 Green(SampleRandom r) => Hsv(r.Range(0.2f, 0.42f), r.Range(0.45f, 0.85f), r.Range(0.3f, 0.75f));

    /// <summary>A grey of metals.</summary>
    public static Vector3 Metal(SampleRandom r) => Hsv(r.Range(0.5f, 0.65f), r.Range(0f, 0.12f), r.Range(0.35f, 0.8f));

    /// <summary>Wood, with or without grain.</summary>
    public static Paint Wood(SampleRandom r)
    {
        Vector3 color = Wooden(r);
        return r.Chance(0.6f) ? new Paint(color, color * r.Range(0.45f, 0.8f), PaintPattern.Grain, r.Range(0.2f, 0.5f)) : Paint.Of(color);
    }

    /// <summary>Cloth: plain, striped, checked or spotted.</summary>
    public static Paint Cloth(SampleRandom r)
    {
        Vector3 color = Any(r);
        return r.Chance(0.55f)
            ? Paint.Of(color)
            : new Paint(color, Any(r), r.Pick(PaintPattern.Stripes, PaintPattern.Checks, PaintPattern.Spots), r.Range(0.06f, 0.25f));
    }

    /// <summary>Painted, wooden or metal.</summary>
    public static Paint Hard(SampleRandom r) => r.Next() switch
    {
        < 0.45f => Wood(r),
        < 0.65f => Paint.Of(Metal(r)),
        _ => Paint.Of(Any(r)),
    };

    /// <summary>Anything.</summary>
    public static Paint Varied(SampleRandom r) => r.Chance(0.5f)
        ? Paint.Of(Any(r))
        : new Paint(Any(r), Any(r), (PaintPattern)r.Whole(1, 5), r.Range(0.08f, 0.4f));

    private static Vector3 Hsv(float hue, float saturation, float value)
    {
        float h = (hue - MathF.Floor(hue)) * 6;
        var pure = new Vector3(Channel(h, 0), Channel(h, 4), Channel(h, 2));
        Vector3 srgb = value * (Vector3.One - (saturation * (Vector3.One - pure)));
        return new Vector3(ColorSpace.ToLinear(srgb.X), ColorSpace.ToLinear(srgb.Y), ColorSpace.ToLinear(srgb.Z));
    }

    // One where the hue is within a sixth of the turn round the channel's own, falling to zero at a third.
    private static float Channel(float h, int offset)
    {
        float distance = Math.Abs(((h + offset) % 6) - 3);
        return Math.Clamp(distance - 1, 0, 1);
    }
}
