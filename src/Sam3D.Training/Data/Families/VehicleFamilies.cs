using System.Numerics;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Solids;

namespace Sam3D.Training.Data.Families;

/// <summary>Things that drive, fly and swim; they move towards −y.</summary>
internal static class VehicleFamilies
{
    /// <summary>A car, van or pick-up.</summary>
    public static ObjectDesign Car(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0.4f, 0.9f) };
        Paint paint = Paint.Of(Palette.Bright(r)), glass = Paint.Of(new Vector3(0.03f, 0.05f, 0.07f)), tyre = Paint.Of(new Vector3(0.015f)), rim = Paint.Of(Palette.Metal(r));
        float length = r.Range(1.7f, 2.3f), w = r.Range(0.8f, 0.95f), wheel = r.Range(0.16f, 0.22f), belt = r.Range(0.42f, 0.55f), roof = belt + r.Range(0.28f, 0.5f), y = length / 2, x = w / 2;
        d.Add(Make.Block(-x, x, -y, y, wheel * 0.7f, belt, r.Range(0.05f, 0.13f)), paint);

        // The cabin is a trapezium seen from the side; a prism along x is one along y turned by a quarter.
        int kind = r.Whole(0, 2);
        float front = kind == 2 ? -y * 0.75f : -y * r.Range(0.35f, 0.5f), rear = kind == 1 ? y * 0.1f : kind == 2 ? y * 0.95f : y * r.Range(0.55f, 0.9f);
        float slant = r.Range(0.08f, 0.32f);
        Solid Cabin(float half, float top, float grow) => Make.Prism(
            -half, half, new Vector2(front - grow, belt - 0.06f), new Vector2(rear + grow, belt - 0.06f), new Vector2(rear - (slant * 0.5f) + grow, top), new Vector2(front + slant - grow, top))
            .Turn(Vector3.UnitZ, 90);
        d.Add(Cabin(x * 0.88f, roof, 0), glass);
        d.Add(Cabin(x * 0.9f, roof + 0.03f, 0.01f).And(Make.Block(-1, 1, -2, 2, roof - 0.05f, roof + 0.1f)), paint);
        float pillar = (front + rear + slant) / 2;
        d.Add(Make.Block(-x * 0.9f, x * 0.9f, pillar - 0.04f, pillar + 0.04f, belt - 0.05f, roof), paint);
        foreach (float at in (ReadOnlySpan<float>)[-y * 0.62f, y * 0.62f])
        {
            d.AddPair(s => Make.Wheel(new Vector3(s * (x - 0.05f), at, wheel), wheel, 0.14f, 0.03f), tyre);
            d.AddPair(s => Make.Wheel(new Vector3(s * (x - 0.03f), at, wheel), wheel * 0.55f, 0.13f), rim);
        }

        d.AddPair(s => Make.Ellipsoid(new Vector3(s * x * 0.65f, -y, belt * 0.75f), new Vector3(0.1f, 0.03f, 0.06f)), Paint.Of(new Vector3(0.9f, 0.85f, 0.6f)));
        d.AddPair(s => Make.Box(new Vector3(s * x * 0.7f, y - 0.005f, belt * 0.78f), new Vector3(0.16f, 0.04f, 0.08f), 0.01f), Paint.Of(new Vector3(0.5f, 0.01f, 0.01f)));
        d.Add(Make.Box(new Vector3(0, -y, wheel * 0.95f), new Vector3(w * 0.9f, 0.08f, 0.08f), 0.03f), rim);
        return d;
    }

    /// <summary>An airplane: fuselage, wings, tail, engines.</summary>
    public static ObjectDesign Airplane(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0.2f, 0.7f) };
        Paint body = Paint.Of(r.Chance(0.6f) ? Palette.Pale(r) : Palette.Bright(r)), wing = r.Chance(0.5f) ? body : Paint.Of(Palette.Any(r)), dark = Paint.Of(Palette.Dark(r));
        float length = 2f, radius = r.Range(0.1f, 0.17f), span = r.Range(0.7f, 1.15f), chord = r.Range(0.22f, 0.4f), sweep = r.Range(0f, 0.6f), height = r.Range(-0.5f, 0.8f) * radius, thick = r.Range(0.03f, 0.05f);
        d.Add(Make.Ellipsoid(Vector3.Zero, new Vector3(radius, length / 2, radius)).Blend(Make.Rod(new Vector3(0, -0.55f, 0), new Vector3(0, 0.45f, 0), radius * 0.97f), 0.05f), body);
        d.AddPair(s => Wing(s, span, chord, sweep, thick).Move(0, -0.1f, height), wing);
        float tail = span * r.Range(0.32f, 0.45f);
        d.AddPair(s => Wing(s, tail, chord * 0.55f, sweep * 0.6f, thick).Move(0, 0.78f, 0.02f), wing);
        d.Add(Wing(1, r.Range(0.3f, 0.42f), chord * 0.6f, r.Range(0.2f, 0.5f), thick).Turn(Vector3.UnitY, -90).Move(0, 0.75f, 0), wing);
        d.Add(Make.Ellipsoid(new Vector3(0, -0.68f, radius * 0.55f), new Vector3(radius * 0.62f, 0.2f, radius * 0.5f)), dark);
        if (r.Chance(0.5f))
        {
            float at = span * r.Range(0.3f, 0.5f);
            d.AddPair(s => Make.Rod(new Vector3(s * at, -0.3f + (sweep * 0.4f), height - 0.08f), new Vector3(s * at, 0 + (sweep * 0.4f), height - 0.08f), 0.065f), dark);
        }
        else if (r.Chance(0.6f))
        {
            d.Add(Make.Box(new Vector3(0, -1.02f, 0), new Vector3(0.5f, 0.03f, 0.06f), 0.012f).Turn(Vector3.UnitY, r.Range(0f, 180f)), dark);
            d.Add(Make.Ball(new Vector3(0, -1.0f, 0), 0.06f), dark);
        }

        return d;
    }

    /// <summary>A sailing boat, or a motor boat with a cabin.</summary>
    public static ObjectDesign Boat(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0.1f, 0.5f) };
        Paint hull = Palette.Hard(r), inner = Palette.Wood(r);
        float length = r.Range(0.8f, 1.1f), w = r.Range(0.28f, 0.4f), deck = r.Range(0.14f, 0.22f);
        Solid Shell(float grow) => Make.Ellipsoid(new Vector3(0, 0.1f, deck), new Vector3(w - grow, length - grow, (deck * 1.5f) - grow));
        Solid cut = Make.Block(-1, 1, -2, length * 0.75f, -1, deck);
        d.Add(Shell(0).And(cut).Minus(Shell(0.05f).And(Make.Block(-1, 1, -1, length * 0.6f, deck * 0.45f, 1))), hull);
        d.Add(Shell(0.03f).And(Make.Block(-1, 1, -2, length * 0.7f, deck * 0.2f, deck * 0.5f)), inner);
        if (r.Chance(0.6f))
        {
            float mast = r.Range(0.9f, 1.5f), boom = length * r.Range(0.5f, 0.62f);
            d.Add(Make.Rod(new Vector3(0, -0.15f, 0.05f), new Vector3(0, -0.15f, mast), 0.025f), inner);
            Solid sail = Make.Prism(-0.018f, 0.018f, new Vector2(-0.12f, deck + 0.12f), new Vector2(boom, deck + 0.12f), new Vector2(-0.12f, mast * 0.97f)).Turn(Vector3.UnitZ, 90);
            d.Add(sail, r.Chance(0.6f) ? Paint.Of(Palette.Pale(r)) : Palette.Varied(r));
            d.Add(Make.Rod(new Vector3(0, -0.15f, deck + 0.1f), new Vector3(0, boom, deck + 0.1f), 0.022f), inner);
        }
        else
        {
            float tall = r.Range(0.2f, 0.35f);
            d.Add(Make.Block(-w * 0.6f, w * 0.6f, -0.25f, 0.4f, deck * 0.4f, deck + tall, 0.04f), Paint.Of(Palette.Pale(r)));
            d.Add(Make.Block(-w * 0.62f, w * 0.62f, -0.27f, 0.3f, deck + (tall * 0.45f), deck + (tall * 0.8f), 0.02f), Paint.Of(Palette.Dark(r)));
            d.Add(Make.Post(0, 0.22f, deck + tall - 0.05f, 0.07f, r.Range(0.1f, 0.25f)), Paint.Of(Palette.Bright(r)));
        }

        return d;
    }

    // A tapered, swept wing from the middle to one side (s = 1: +x).
    private static Solid Wing(float s, float span, float chord, float sweep, float thick)
    {
        Vector2 a = new(0, -chord / 2), b = new(span, (sweep * span) - (chord * 0.2f)), c = new(span, (sweep * span) + (chord * 0.3f)), e = new(0, chord / 2);

        // A prism along y over (x, z), turned so that y becomes z; mirrored for the other side.
        Vector2[] polygon = s > 0 ? [a, b, c, e] : [Mirror(a), Mirror(e), Mirror(c), Mirror(b)];
        return Make.Prism(-thick / 2, thick / 2, polygon).Turn(Vector3.UnitX, -90);

        static Vector2 Mirror(Vector2 p) => p with { X = -p.X };
    }
}
