using System.Numerics;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Solids;

namespace Sam3D.Training.Data.Families;

/// <summary>Instruments, toys and devices.</summary>
internal static class ThingFamilies
{
    /// <summary>A standing guitar or violin: body with a waist, sound hole, bridge, neck, head.</summary>
    public static ObjectDesign Guitar(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0.2f, 0.8f) };
        Paint body = r.Chance(0.6f) ? Palette.Wood(r) : Paint.Of(Palette.Bright(r)), neck = Palette.Wood(r), dark = Paint.Of(Palette.Dark(r));
        float lower = r.Range(0.26f, 0.34f), upper = lower * r.Range(0.65f, 0.85f), gap = r.Range(0.36f, 0.46f), depth = r.Range(0.07f, 0.16f), length = r.Range(0.5f, 0.75f);
        Solid shape = Make.Disc(new Vector3(0, 0, lower), lower, depth, 0.02f).Blend(Make.Disc(new Vector3(0, 0, lower + gap), upper, depth, 0.02f), r.Range(0.08f, 0.2f));
        if (r.Chance(0.35f))
        {
            shape = shape.Minus(Make.Ball(new Vector3(upper * 0.9f, 0, lower + gap + (upper * 0.6f)), upper * 0.45f));
        }

        d.Add(shape, body);
        d.Add(Make.Disc(new Vector3(0, -depth * 0.3f, lower + (gap * 0.6f)), r.Range(0.07f, 0.1f), depth * 0.5f), dark);
        d.Add(Make.Box(new Vector3(0, -(depth / 2) - 0.01f, lower * 0.75f), new Vector3(0.2f, 0.035f, 0.035f)), dark);
        float top = lower + gap + upper;
        d.Add(Make.Block(-0.035f, 0.035f, -(depth / 2) - 0.025f, -(depth / 2) + 0.03f, lower + (gap * 0.7f), top + length), neck);
        d.Add(Make.Box(new Vector3(0, -depth / 2, top + length + 0.07f), new Vector3(0.12f, 0.05f, 0.18f), 0.015f).Turn(Vector3.UnitX, 0), neck);
        for (int i = 0; i < 3; i++)
        {
            float z = top + length + 0.02f + (i * 0.05f);
            d.Add(Make.Rod(new Vector3(-0.085f, -depth / 2, z), new Vector3(0.085f, -depth / 2, z), 0.013f), dark);
        }

        return d;
    }

    /// <summary>A toy robot or doll: head, body, arms, legs.</summary>
    public static ObjectDesign Robot(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0.1f, 0.7f) };
        Paint body = Paint.Of(Palette.Any(r)), limb = Paint.Of(Palette.Any(r)), dark = Paint.Of(Palette.Dark(r)), light = Paint.Of(Palette.Bright(r));
        bool boxy = r.Chance(0.6f);
        float w = r.Range(0.3f, 0.46f), tall = r.Range(0.3f, 0.5f), leg = r.Range(0.15f, 0.4f), head = r.Range(0.2f, 0.36f), thick = r.Range(0.045f, 0.075f), depth = w * r.Range(0.5f, 0.8f), z = leg + (tall / 2);
        d.Add(boxy ? Make.Box(new Vector3(0, 0, z), new Vector3(w, depth, tall), 0.03f) : Make.Ellipsoid(new Vector3(0, 0, z), new Vector3(w * 0.55f, depth * 0.6f, tall * 0.55f)), body);
        float top = leg + tall, hz = top + (head * 0.5f) + 0.02f;
        d.Add(boxy ? Make.Box(new Vector3(0, 0, hz), new Vector3(head * 1.15f, head * 0.9f, head), 0.03f) : Make.Ball(new Vector3(0, 0, hz), head * 0.55f), r.Chance(0.5f) ? body : limb);
        d.Add(Make.Post(0, 0, top - 0.03f, 0.06f, 0.08f), dark);
        d.AddPair(s => Make.Ball(new Vector3(s * head * 0.26f, -head * 0.46f, hz + (head * 0.08f)), head * 0.12f), r.Chance(0.5f) ? dark : light);
        d.Add(Make.Box(new Vector3(0, -head * 0.45f, hz - (head * 0.25f)), new Vector3(head * 0.5f, head * 0.12f, head * 0.1f)), dark);
        d.Add(Make.Box(new Vector3(0, -depth * 0.5f, z + (tall * 0.1f)), new Vector3(w * 0.5f, 0.04f, tall * 0.35f), 0.01f), light);
        float raise = r.Range(-80f, 60f);
        d.AddPair(
            s =>
            {
                Vector3 shoulder = new(s * (w * 0.55f), 0, top - 0.08f);
                float angle = (s > 0 ? raise : -75f) * MathF.PI / 180;
                return Make.Rod(shoulder, shoulder + new Vector3(s * MathF.Cos(angle) * tall * 0.8f, 0, MathF.Sin(angle) * tall * 0.8f), thick);
            },
            limb);
        d.AddPair(s => Make.Rod(new Vector3(s * w * 0.28f, 0, leg + 0.05f), new Vector3(s * w * 0.28f, 0, thick), thick * 1.1f), limb);
        d.AddPair(s => Make.Box(new Vector3(s * w * 0.28f, -0.04f, 0.04f), new Vector3(0.14f, 0.24f, 0.08f), 0.03f), dark);
        if (boxy && r.Chance(0.6f))
        {
            d.Add(Make.Rod(new Vector3(0, 0, hz), new Vector3(0, 0, hz + head), 0.018f), dark);
            d.Add(Make.Ball(new Vector3(0, 0, hz + head), 0.045f), light);
        }

        return d;
    }

    /// <summary>An alarm clock or a clock on a stand.</summary>
    public static ObjectDesign Clock(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0.1f, 0.7f) };
        Paint body = Palette.Hard(r), face = Paint.Of(Palette.Pale(r)), dark = Paint.Of(Palette.Dark(r));
        float radius = r.Range(0.3f, 0.4f), depth = r.Range(0.12f, 0.28f), z = radius + 0.09f;
        bool square = r.Chance(0.35f);
        d.Add(square ? Make.Box(new Vector3(0, 0, z), new Vector3(2 * radius, depth, 2 * radius), 0.04f) : Make.Disc(new Vector3(0, 0, z), radius, depth, 0.03f), body);
        d.Add(Make.Disc(new Vector3(0, -depth * 0.5f, z), radius * 0.85f, 0.03f), face);
        float hour = r.Range(0f, 360f), minute = r.Range(0f, 360f), front = (-depth * 0.5f) - 0.02f;
        d.Add(Make.Box(new Vector3(0, 0, radius * 0.22f), new Vector3(0.05f, 0.03f, radius * 0.48f)).Turn(Vector3.UnitY, hour).Move(0, front, z), dark);
        d.Add(Make.Box(new Vector3(0, 0, radius * 0.35f), new Vector3(0.035f, 0.03f, radius * 0.72f)).Turn(Vector3.UnitY, minute).Move(0, front, z), dark);
        for (int i = 0; i < 12; i += 3)
        {
            (float sin, float cos) = MathF.SinCos(i * MathF.Tau / 12);
            d.Add(Make.Ball(new Vector3(sin * radius * 0.72f, front + 0.01f, z + (cos * radius * 0.72f)), 0.03f), dark);
        }

        if (!square && r.Chance(0.6f))
        {
            d.AddPair(s => Make.Ellipsoid(new Vector3(s * radius * 0.6f, 0, z + (radius * 0.95f)), new Vector3(0.13f, 0.1f, 0.1f)), Paint.Of(Palette.Metal(r)));
            d.AddPair(s => Make.Rod(new Vector3(s * radius * 0.5f, 0, z - (radius * 0.8f)), new Vector3(s * radius * 0.75f, 0, 0.03f), 0.035f), dark);
        }
        else
        {
            d.Add(Make.Block(-radius * 0.7f, radius * 0.7f, -depth * 0.7f, depth * 0.7f, 0, 0.12f, 0.02f), body);
        }

        return d;
    }

    /// <summary>A camera: body, lens, grip, flash, buttons.</summary>
    public static ObjectDesign Camera(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0.1f, 0.6f) };
        Paint body = Paint.Of(r.Chance(0.6f) ? Palette.Dark(r) : Palette.Any(r)), trim = Paint.Of(Palette.Metal(r)), dark = Paint.Of(Palette.Dark(r)), glass = Paint.Of(new Vector3(0.02f, 0.03f, 0.08f));
        float w = r.Range(0.75f, 1.0f), height = r.Range(0.45f, 0.62f), depth = r.Range(0.22f, 0.34f), lens = height * r.Range(0.3f, 0.42f), reach = r.Range(0.12f, 0.5f), at = r.Range(-0.12f, 0.12f);
        d.Add(Make.Block(-w / 2, w / 2, -depth / 2, depth / 2, 0, height, r.Range(0.02f, 0.08f)), body);
        d.Add(Make.Block((-w / 2) - 0.004f, (w / 2) + 0.004f, (-depth / 2) - 0.004f, (depth / 2) + 0.004f, height * 0.78f, height * 0.9f), trim);
        d.Add(Make.Disc(new Vector3(at, (-depth / 2) - (reach / 2), height * 0.45f), lens, reach, 0.015f).Minus(Make.Disc(new Vector3(at, (-depth / 2) - reach, height * 0.45f), lens * 0.75f, 0.09f)), dark);
        d.Add(Make.Disc(new Vector3(at, (-depth / 2) - reach + 0.03f, height * 0.45f), lens * 0.78f, 0.04f), glass);
        d.Add(Make.Disc(new Vector3(at, (-depth / 2) - (reach * 0.3f), height * 0.45f), lens * 1.08f, reach * 0.25f), trim);
        if (r.Chance(0.6f))
        {
            d.Add(Make.Prism(-depth * 0.45f, depth * 0.4f, new Vector2(at - 0.17f, height - 0.02f), new Vector2(at + 0.17f, height - 0.02f), new Vector2(at + 0.1f, height + 0.13f), new Vector2(at - 0.1f, height + 0.13f)), body);
        }

        d.Add(Make.Post(w * 0.36f, 0, height - 0.01f, 0.055f, 0.05f, 0.01f), trim);
        d.Add(Make.Post(-w * 0.34f, 0.02f, height - 0.01f, 0.075f, 0.045f, 0.01f), dark);
        return d;
    }
}
