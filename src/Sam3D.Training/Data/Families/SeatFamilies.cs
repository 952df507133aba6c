using System.Numerics;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Solids;

namespace Sam3D.Training.Data.Families;

/// <summary>Things to sit on.</summary>
internal static class SeatFamilies
{
    /// <summary>A chair, armchair or stool with a back: seat, legs or a pedestal, back, sometimes arms.</summary>
    public static ObjectDesign Chair(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0f, 0.3f) };
        float w = r.Range(0.4f, 0.62f), depth = r.Range(0.38f, 0.58f), seat = r.Range(0.38f, 0.55f), thick = r.Range(0.04f, 0.12f), back = r.Range(0.3f, 0.7f);
        Paint frame = Palette.Hard(r), cover = r.Chance(0.5f) ? Palette.Cloth(r) : frame;
        float x = w / 2, y = depth / 2, leg = r.Range(0.022f, 0.04f);
        d.Add(Make.Block(-x, x, -y, y, seat - thick, seat, r.Range(0.005f, 0.05f)), cover);
        if (r.Chance(0.22f))
        {
            // Office chair: a post on a star of feet.
            d.Add(Make.Post(0, 0, 0.06f, 0.035f, seat - thick - 0.05f), frame);
            int feet = r.Whole(4, 6);
            for (int i = 0; i < feet; i++)
            {
                (float sin, float cos) = MathF.SinCos(i * MathF.Tau / feet);
                d.Add(Make.Rod(new Vector3(0, 0, 0.09f), new Vector3(cos * x, sin * x, 0.03f), 0.03f), frame);
            }
        }
        else
        {
            float splay = r.Chance(0.5f) ? r.Range(0f, 0.09f) : 0, inset = leg + r.Range(0f, 0.03f);
            bool round = r.Chance(0.5f);
            for (int i = 0; i < 4; i++)
            {
                float sx = (i & 1) == 0 ? -1 : 1, sy = (i & 2) == 0 ? -1 : 1;
                Vector3 top = new(sx * (x - inset), sy * (y - inset), seat - thick), foot = new(sx * (x - inset + splay), sy * (y - inset + splay), leg);
                d.Add(round || splay > 0 ? Make.Rod(top, foot, leg) : Make.Box(new Vector3(foot.X, foot.Y, (seat - thick) / 2), new Vector3(2 * leg, 2 * leg, seat - thick)), frame);
            }
        }

        float lean = r.Range(0f, 14f);
        int kind = r.Whole(0, 2);
        if (kind == 0)
        {
            d.Add(Make.Block(-x, x, -0.035f, 0.035f, -0.02f, back, 0.03f).Turn(Vector3.UnitX, -lean).Move(0, y - 0.035f, seat), cover);
        }
        else
        {
            int bars = kind == 1 ? r.Whole(2, 4) : r.Whole(3, 5);
            for (int i = 0; i < bars; i++)
            {
                float t = (i + 0.5f) / bars;
                Solid bar = kind == 1
                    ? Make.Box(new Vector3(0, 0, back * (0.25f + (0.72f * t))), new Vector3(w - leg, 0.04f, back * 0.5f / bars), 0.01f)
                    : Make.Rod(new Vector3((t - 0.5f) * (w - (4 * leg)), 0, 0), new Vector3((t - 0.5f) * (w - (4 * leg)), 0, back * 0.9f), 0.018f);
                d.Add(bar.Turn(Vector3.UnitX, -lean).Move(0, y - 0.03f, seat), frame);
            }

            d.AddPair(s => Make.Rod(new Vector3(s * (x - leg), 0, -0.02f), new Vector3(s * (x - leg), 0, back), leg).Turn(Vector3.UnitX, -lean).Move(0, y - 0.03f, seat), frame);
            if (kind == 2)
            {
                d.Add(Make.Box(new Vector3(0, 0, back * 0.93f), new Vector3(w, 0.05f, back * 0.14f), 0.02f).Turn(Vector3.UnitX, -lean).Move(0, y - 0.03f, seat), frame);
            }
        }

        if (r.Chance(0.3f))
        {
            float arm = r.Range(0.16f, 0.26f);
            d.AddPair(s => Make.Box(new Vector3(s * (x - 0.01f), 0.01f, seat + arm), new Vector3(0.055f, depth * 0.95f, 0.04f), 0.015f), frame);
            d.AddPair(s => Make.Rod(new Vector3(s * (x - 0.01f), -y * 0.7f, seat - 0.02f), new Vector3(s * (x - 0.01f), -y * 0.7f, seat + arm), 0.022f), frame);
        }

        return d;
    }

    /// <summary>A sofa or armchair: base, cushions, back, arms, feet.</summary>
    public static ObjectDesign Sofa(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0f, 0.15f) };
        int seats = r.Whole(1, 3);
        float unit = r.Range(0.5f, 0.65f), w = seats * unit, depth = r.Range(0.7f, 0.95f), seat = r.Range(0.3f, 0.42f), back = r.Range(0.3f, 0.5f), arm = r.Range(0.1f, 0.22f);
        float foot = r.Range(0.03f, 0.12f), round = r.Range(0.02f, 0.07f), y = depth / 2, x = w / 2, height = seat + r.Range(0.12f, 0.25f);
        Paint cover = Palette.Cloth(r), cushion = r.Chance(0.5f) ? cover with { First = cover.First * 0.8f } : Palette.Cloth(r), wood = Palette.Wood(r);
        d.Add(Make.Block(-x, x, -y, y, foot, seat - 0.12f, round), cover);
        d.AddPair(s => Make.Box(new Vector3(s * (x + (arm / 2)), 0, (foot + height) / 2), new Vector3(arm, depth, height - foot), round), cover);
        float lean = r.Range(2f, 12f);
        d.Add(Make.Block(-x - (arm * 0.5f), x + (arm * 0.5f), -0.09f, 0.09f, 0, back + seat - foot - 0.1f, round).Turn(Vector3.UnitX, -lean * 0.3f).Move(0, y - 0.1f, foot + 0.05f), cover);
        for (int i = 0; i < seats; i++)
        {
            float cx = -x + ((i + 0.5f) * unit);
            d.Add(Make.Box(new Vector3(cx, -0.08f, seat - 0.07f), new Vector3(unit * 0.97f, depth - 0.2f, 0.16f), 0.06f), cushion);
            d.Add(Make.Box(new Vector3(cx, 0, back * 0.5f), new Vector3(unit * 0.94f, 0.16f, back), 0.07f).Turn(Vector3.UnitX, -lean).Move(0, y - 0.27f, seat), cushion);
        }

        for (int i = 0; i < 4; i++)
        {
            float fx = ((i & 1) == 0 ? -1 : 1) * (x + (arm * 0.4f)), fy = ((i & 2) == 0 ? -1 : 1) * (y - 0.08f);
            d.Add(Make.Cone(fx, fy, 0, 0.025f, 0.04f, foot + 0.03f), wood);
        }

        return d;
    }
}
