using System.Numerics;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Solids;

namespace Sam3D.Training.Data.Families;

/// <summary>Plants and animals.</summary>
internal static class NatureFamilies
{
    /// <summary>A mushroom, or a small group.</summary>
    public static ObjectDesign Mushroom(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0f, 0.4f), Symmetry = ObjectSymmetry.Rotational };
        Vector3 cap = Palette.Bright(r), dots = Palette.Pale(r);
        Paint top = r.Chance(0.5f) ? new Paint(cap, dots, PaintPattern.Spots, r.Range(0.12f, 0.25f)) : Paint.Of(cap), stem = Paint.Of(Palette.Pale(r));
        int count = r.Chance(0.3f) ? r.Whole(2, 3) : 1;
        for (int i = 0; i < count; i++)
        {
            float scale = i == 0 ? 1 : r.Range(0.4f, 0.65f), height = r.Range(0.3f, 0.7f) * scale, radius = r.Range(0.28f, 0.5f) * scale, lift = r.Range(0.5f, 1.0f) * radius, foot = r.Range(0.08f, 0.17f) * scale;
            float x = i == 0 ? 0 : (i == 1 ? 1 : -1) * r.Range(0.35f, 0.5f), y = i == 0 ? 0 : r.Range(-0.3f, 0.1f);
            d.Add(Make.Cone(x, y, 0, foot, foot * r.Range(0.6f, 1f), height + (lift * 0.3f)), stem);
            Solid hat = Make.Ellipsoid(new Vector3(x, y, height), new Vector3(radius, radius, lift)).And(Make.Block(-3, 3, -3, 3, height - (lift * r.Range(0f, 0.3f)), 3));
            d.Add(hat, top);
        }

        d.Symmetry = count == 1 ? ObjectSymmetry.Rotational : ObjectSymmetry.None;
        return d;
    }

    /// <summary>A broad-leaved tree, a fir or a palm.</summary>
    public static ObjectDesign Tree(SampleRandom r)
    {
        var d = new ObjectDesign();
        Vector3 green = Palette.Green(r);
        Paint bark = Palette.Wood(r), leaves = new(green, green * r.Range(0.4f, 0.7f), PaintPattern.Spots, r.Range(0.06f, 0.15f));
        float trunk = r.Range(0.35f, 0.8f), thick = r.Range(0.045f, 0.09f);
        int kind = r.Whole(0, 2);
        if (kind == 0)
        {
            d.Symmetry = ObjectSymmetry.Rotational;
            int tiers = r.Whole(2, 4);
            float width = r.Range(0.32f, 0.5f), z = trunk * 0.5f;
            d.Add(Make.Post(0, 0, 0, thick, trunk), bark);
            for (int i = 0; i < tiers; i++)
            {
                float w = width * (1 - (0.6f * i / tiers)), h = r.Range(0.3f, 0.45f);
                d.Add(Make.Cone(0, 0, z, w, i == tiers - 1 ? 0.01f : w * 0.25f, h), leaves);
                z += h * 0.65f;
            }
        }
        else if (kind == 1)
        {
            d.Add(Make.Cone(0, 0, 0, thick * 1.3f, thick * 0.8f, trunk + 0.2f), bark);
            int clumps = r.Whole(4, 8);
            float spread = r.Range(0.15f, 0.3f);
            Solid? crown = null;
            for (int i = 0; i < clumps; i++)
            {
                Vector3 c = (r.Cube(-1, 1) * spread) + new Vector3(0, 0, trunk + 0.3f);
                Solid ball = Make.Ellipsoid(c, new Vector3(r.Range(0.16f, 0.3f), r.Range(0.16f, 0.3f), r.Range(0.15f, 0.25f)));
                crown = crown is null ? ball : crown.Blend(ball, 0.06f);
            }

            d.Add(crown!, leaves);
        }
        else
        {
            Vector3 tip = new(r.Range(-0.15f, 0.15f), r.Range(-0.15f, 0.15f), trunk + 0.5f), bend = tip * 0.5f + new Vector3(tip.X * -0.3f, 0, 0);
            d.Add(Make.Rod(new Vector3(0, 0, 0.05f), bend, thick * 0.9f).Blend(Make.Rod(bend, tip, thick * 0.7f), 0.05f), bark);
            int fronds = r.Whole(6, 9);
            for (int i = 0; i < fronds; i++)
            {
                float angle = (i * 360f / fronds) + r.Range(-12f, 12f);
                d.Add(Make.Ellipsoid(new Vector3(0.24f, 0, 0), new Vector3(0.26f, 0.075f, 0.025f)).Turn(Vector3.UnitY, r.Range(-12f, 35f)).Turn(Vector3.UnitZ, angle).Move(tip.X, tip.Y, tip.Z), leaves);
            }
        }

        return d;
    }

    /// <summary>A potted plant: leaves, a cactus, or flowers.</summary>
    public static ObjectDesign Plant(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0f, 0.3f) };
        float radius = r.Range(0.16f, 0.26f), height = r.Range(0.22f, 0.4f);
        Paint leaf = Paint.Of(Palette.Green(r));
        d.Add(Make.Cone(0, 0, 0, radius * r.Range(0.65f, 0.9f), radius, height).Minus(Make.Post(0, 0, height - 0.05f, radius - 0.035f, 0.2f)), Palette.Varied(r));
        d.Add(Make.Post(0, 0, height - 0.12f, radius - 0.02f, 0.08f), Paint.Of(new Vector3(0.06f, 0.03f, 0.015f)));
        int kind = r.Whole(0, 2);
        if (kind == 0)
        {
            float tall = r.Range(0.35f, 0.7f), thick = r.Range(0.07f, 0.13f);
            d.Add(Make.Rod(new Vector3(0, 0, height - 0.05f), new Vector3(0, 0, height + tall), thick), leaf);
            d.AddPair(
                s =>
                {
                    float z = height + (tall * (s > 0 ? 0.35f : 0.55f));
                    Vector3 elbow = new(s * (thick + 0.12f), 0, z);
                    return Make.Rod(new Vector3(0, 0, z), elbow, thick * 0.6f).Blend(Make.Rod(elbow, elbow + new Vector3(0, 0, tall * 0.35f), thick * 0.6f), 0.05f);
                },
                leaf);
            return d;
        }

        int count = r.Whole(5, 9);
        for (int i = 0; i < count; i++)
        {
            float angle = (i * 360f / count) + r.Range(-20f, 20f), tilt = r.Range(15f, 65f), length = r.Range(0.22f, 0.42f);
            if (kind == 1)
            {
                d.Add(Make.Ellipsoid(new Vector3(0, 0, length), new Vector3(0.025f, r.Range(0.05f, 0.1f), length)).Turn(Vector3.UnitY, tilt).Turn(Vector3.UnitZ, angle).Move(0, 0, height - 0.1f), leaf);
                continue;
            }

            Vector3 tip = Vector3.Transform(new Vector3(0, 0, length * 2), Quaternion.CreateFromAxisAngle(Vector3.UnitY, tilt * 0.012f));
            tip = Vector3.Transform(tip, Quaternion.CreateFromAxisAngle(Vector3.UnitZ, angle * MathF.PI / 180)) + new Vector3(0, 0, height - 0.1f);
            d.Add(Make.Rod(new Vector3(0, 0, height - 0.1f), tip, 0.016f), leaf);
            d.Add(Make.Ellipsoid(tip, new Vector3(0.09f, 0.09f, 0.045f)), Paint.Of(Palette.Bright(r)));
        }

        return d;
    }

    /// <summary>A standing four-legged animal, seen from its face.</summary>
    public static ObjectDesign Animal(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0f, 0.15f) };
        Vector3 fur = r.Chance(0.6f) ? Palette.Wooden(r) : Palette.Any(r);
        Paint coat = r.Chance(0.4f) ? new Paint(fur, Palette.Pale(r), PaintPattern.Spots, r.Range(0.15f, 0.3f)) : Paint.Of(fur), dark = Paint.Of(Palette.Dark(r));
        float length = r.Range(0.4f, 0.62f), girth = r.Range(0.17f, 0.3f), leg = r.Range(0.16f, 0.5f), thick = r.Range(0.055f, 0.09f), z = leg + (girth * 0.8f), head = r.Range(0.14f, 0.22f), neck = r.Range(0.02f, 0.4f);
        Solid body = Make.Ellipsoid(new Vector3(0, 0, z), new Vector3(girth, length, girth));
        for (int i = 0; i < 4; i++)
        {
            float x = ((i & 1) == 0 ? -1 : 1) * girth * 0.6f, y = ((i & 2) == 0 ? -1 : 1) * length * 0.6f;
            body = body.Blend(Make.Rod(new Vector3(x, y, z), new Vector3(x, y, thick), thick), 0.05f);
        }

        Vector3 face = new(0, -length - (head * 0.45f), z + (girth * 0.5f) + neck);
        body = body.Blend(Make.Rod(new Vector3(0, -length * 0.7f, z + 0.05f), face, head * 0.6f), 0.06f).Blend(Make.Ellipsoid(face, new Vector3(head * 0.9f, head * 1.05f, head)), 0.05f);
        float snout = head * r.Range(0.4f, 1.1f);
        body = body.Blend(Make.Ellipsoid(face + new Vector3(0, -head * 0.8f, -head * 0.25f), new Vector3(head * 0.5f, snout, head * 0.45f)), 0.04f);
        d.Add(body, coat);
        d.Add(Make.Ball(face + new Vector3(0, -(head * 0.8f) - snout, -head * 0.2f), head * 0.2f), dark);
        d.AddPair(s => Make.Ball(face + new Vector3(s * head * 0.5f, -head * 0.8f, head * 0.35f), head * 0.16f), dark);
        float ear = r.Range(0.25f, 1.1f);
        d.AddPair(s => Make.Ellipsoid(new Vector3(0, 0, head * ear), new Vector3(head * 0.3f, head * 0.18f, head * (0.2f + ear))).Turn(Vector3.UnitY, s * 22f).Move(face.X + (s * head * 0.55f), face.Y + (head * 0.1f), face.Z + (head * 0.6f)), coat);
        Vector3 tail = new(0, length + r.Range(0.05f, 0.3f), z + r.Range(-0.25f, 0.35f));
        d.Add(Make.Rod(new Vector3(0, length * 0.9f, z + 0.05f), tail, r.Range(0.025f, 0.06f)), coat);
        return d;
    }
}
