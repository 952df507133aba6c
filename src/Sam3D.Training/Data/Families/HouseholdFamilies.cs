using System.Numerics;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Solids;

namespace Sam3D.Training.Data.Families;

/// <summary>Lamps and vessels.</summary>
internal static class HouseholdFamilies
{
    /// <summary>A table or floor lamp with a shade, or a desk lamp with a bent arm.</summary>
    public static ObjectDesign Lamp(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0f, 0.4f) };
        Paint stand = Palette.Hard(r), shade = r.Chance(0.5f) ? Paint.Of(Palette.Pale(r)) : Palette.Cloth(r);
        float foot = r.Range(0.14f, 0.24f);
        if (r.Chance(0.3f))
        {
            float reach = r.Range(0.15f, 0.35f), elbow = r.Range(0.35f, 0.55f);
            Vector3 joint = new(0, reach, elbow), head = new(0, -reach, elbow + r.Range(0.15f, 0.35f));
            d.Add(Make.Post(0, 0, 0, foot, 0.05f, 0.02f), stand);
            d.Add(Make.Rod(new Vector3(0, 0, 0.04f), joint, 0.02f), stand);
            d.Add(Make.Rod(joint, head, 0.02f), stand);
            d.Add(Make.Ball(joint, 0.035f), stand);
            Solid bell = Make.Cone(0, 0, -0.2f, r.Range(0.13f, 0.2f), 0.05f, 0.22f).Minus(Make.Cone(0, 0, -0.22f, 0.13f, 0.02f, 0.2f));
            d.Add(bell.Turn(Vector3.UnitX, r.Range(-45f, 10f)).Move(head.X, head.Y, head.Z), shade);
            return d;
        }

        d.Symmetry = ObjectSymmetry.Rotational;
        float height = r.Range(0.3f, 1.1f), lower = r.Range(0.18f, 0.34f), upper = lower * r.Range(0.45f, 1f), tall = r.Range(0.2f, 0.38f), wall = 0.03f;
        d.Add(Make.Post(0, 0, 0, foot, r.Range(0.03f, 0.06f), 0.015f), stand);
        if (height < 0.6f && r.Chance(0.6f))
        {
            float belly = r.Range(0.09f, 0.17f);
            d.Add(Make.Ellipsoid(new Vector3(0, 0, height * 0.45f), new Vector3(belly, belly, height * 0.45f)), Palette.Varied(r));
        }

        d.Add(Make.Post(0, 0, 0.02f, r.Range(0.018f, 0.03f), height + (tall * 0.6f)), stand);
        Solid cone = Make.Cone(0, 0, height, lower, upper, tall);
        d.Add(r.Chance(0.5f) ? cone : cone.Minus(Make.Cone(0, 0, height - 0.01f, lower - wall, upper - wall, tall + 0.02f)), shade);
        return d;
    }

    /// <summary>A mug or cup with a handle to the right, sometimes on a saucer.</summary>
    public static ObjectDesign Mug(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0.2f, 0.7f) };
        Paint paint = Palette.Varied(r) with { Period = r.Range(0.1f, 0.3f) };
        float lower = r.Range(0.2f, 0.36f), upper = lower * r.Range(0.95f, 1.35f), height = r.Range(0.45f, 0.85f), wall = r.Range(0.04f, 0.07f);
        float ring = height * r.Range(0.24f, 0.34f), tube = r.Range(0.035f, 0.055f), middle = (lower + upper) / 2;
        Solid inside = Make.Cone(0, 0, wall, lower - wall, upper - wall, height);
        Solid handle = Make.Ring(Vector3.Zero, ring, tube).Turn(Vector3.UnitX, 90).Move(middle + (ring * 0.25f), 0, height * 0.5f);
        d.Add(Make.Cone(0, 0, 0, lower, upper, height).Blend(handle, 0.04f).Minus(inside), paint);
        if (r.Chance(0.5f))
        {
            Vector3 drink = r.Pick(new Vector3(0.05f, 0.02f, 0.01f), new Vector3(0.35f, 0.13f, 0.03f), new Vector3(0.8f, 0.75f, 0.65f));
            float level = r.Range(0.6f, 0.88f);
            d.Add(Make.Cone(0, 0, wall * 0.5f, lower - (wall * 0.8f), lower + ((upper - lower) * level) - (wall * 0.8f), height * level), Paint.Of(drink));
        }

        if (r.Chance(0.3f))
        {
            float plate = upper * r.Range(1.5f, 1.9f);
            d.Add(Make.Cone(0, 0, -0.05f, plate * 0.6f, plate, 0.07f), paint);
        }

        return d;
    }

    /// <summary>A bottle or jar: body, shoulder, neck, cap, label.</summary>
    public static ObjectDesign Bottle(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0.3f, 0.9f), Symmetry = ObjectSymmetry.Rotational };
        float radius = r.Range(0.12f, 0.28f), body = r.Range(0.35f, 0.75f), neck = radius * r.Range(0.25f, 0.7f), shoulder = r.Range(0.06f, 0.25f), throat = r.Range(0.06f, 0.3f);
        Paint glass = Paint.Of(r.Chance(0.5f) ? Palette.Any(r) : Palette.Green(r)), label = Palette.Varied(r), cap = Paint.Of(Palette.Bright(r));
        d.Add(Make.Post(0, 0, 0, radius, body, 0.03f).Blend(Make.Cone(0, 0, body - 0.04f, radius * 0.96f, neck, shoulder + 0.04f), 0.04f), glass);
        d.Add(Make.Post(0, 0, body, neck, shoulder + throat), glass);
        d.Add(Make.Post(0, 0, body + shoulder + throat - 0.02f, neck * r.Range(1.05f, 1.3f), r.Range(0.05f, 0.12f), 0.012f), cap);
        if (r.Chance(0.75f))
        {
            float low = body * r.Range(0.1f, 0.35f);
            d.Add(Make.Post(0, 0, low, radius + 0.008f, (body - low) * r.Range(0.5f, 0.85f)), label);
        }

        return d;
    }

    /// <summary>A vase, bowl or pot, hollow, with a foot.</summary>
    public static ObjectDesign Vase(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0.1f, 0.7f), Symmetry = ObjectSymmetry.Rotational };
        Paint paint = Palette.Varied(r);
        float belly = r.Range(0.22f, 0.42f), height = r.Range(0.3f, 0.95f), mouth = belly * r.Range(0.4f, 1.1f), wall = 0.045f;
        Solid body = Make.Ellipsoid(new Vector3(0, 0, height * 0.45f), new Vector3(belly, belly, height * 0.5f))
            .Blend(Make.Cone(0, 0, height * 0.55f, belly * 0.7f, mouth, height * 0.45f), 0.1f)
            .Blend(Make.Post(0, 0, 0, belly * r.Range(0.45f, 0.75f), 0.1f), 0.06f);
        Solid hollow = Make.Ellipsoid(new Vector3(0, 0, height * 0.5f), new Vector3(belly - wall, belly - wall, (height * 0.45f) - wall))
            .Or(Make.Cone(0, 0, height * 0.5f, Math.Max(0.03f, (belly * 0.7f) - wall), Math.Max(0.04f, mouth - wall), height * 0.6f));
        d.Add(body.Minus(hollow).And(Make.Block(-1, 1, -1, 1, 0, height)), paint);
        return d;
    }

    /// <summary>A teapot or watering can: body, lid, spout to the left, handle to the right.</summary>
    public static ObjectDesign Teapot(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0.2f, 0.8f) };
        Paint paint = Palette.Varied(r), trim = r.Chance(0.5f) ? paint : Paint.Of(Palette.Any(r));
        float radius = r.Range(0.3f, 0.42f), height = r.Range(0.24f, 0.4f), spout = r.Range(0.035f, 0.06f);
        Solid body = Make.Ellipsoid(new Vector3(0, 0, height), new Vector3(radius, radius, height));
        Vector3 root = new(-radius * 0.75f, 0, height * 0.7f), bend = new(-radius - 0.1f, 0, height * 1.1f), tip = new(-radius - r.Range(0.16f, 0.3f), 0, height * 1.8f);
        d.Add(body.Blend(Make.Rod(root, bend, spout * 1.4f).Blend(Make.Rod(bend, tip, spout), 0.04f), 0.06f).And(Make.Block(-2, 2, -2, 2, 0.03f, 2)), paint);
        float ring = height * r.Range(0.55f, 0.75f);
        d.Add(Make.Ring(Vector3.Zero, ring, 0.04f).Turn(Vector3.UnitX, 90).Move(radius + (ring * 0.25f), 0, height).Minus(Make.Ellipsoid(new Vector3(0, 0, height), new Vector3(radius - 0.02f, radius - 0.02f, height - 0.02f))), trim);
        d.Add(Make.Ellipsoid(new Vector3(0, 0, height * 1.8f), new Vector3(radius * 0.55f, radius * 0.55f, height * 0.28f)), trim);
        d.Add(Make.Ball(new Vector3(0, 0, (height * 2.08f) + 0.03f), 0.06f), trim);
        d.Add(Make.Post(0, 0, 0, radius * 0.6f, 0.06f), trim);
        return d;
    }
}
