using System.Numerics;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Solids;

namespace Sam3D.Training.Data.Families;

/// <summary>Tables, beds and shelves.</summary>
internal static class FurnitureFamilies
{
    /// <summary>A table: round, square or oblong top on legs, a pedestal or two trestles.</summary>
    public static ObjectDesign Table(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0f, 0.5f) };
        Paint top = Palette.Hard(r), leg = r.Chance(0.6f) ? top : Palette.Hard(r);
        float height = r.Range(0.35f, 0.85f), thick = r.Range(0.03f, 0.09f), radius = r.Range(0.025f, 0.05f);
        int kind = r.Whole(0, 3);
        if (kind == 0)
        {
            float size = r.Range(0.3f, 0.55f);
            d.Symmetry = ObjectSymmetry.Rotational;
            d.Add(Make.Post(0, 0, height - thick, size, thick, 0.02f), top);
            d.Add(Make.Post(0, 0, 0.02f, r.Range(0.035f, 0.09f), height - thick), leg);
            d.Add(Make.Cone(0, 0, 0, size * r.Range(0.5f, 0.75f), 0.06f, r.Range(0.04f, 0.1f)), leg);
            return d;
        }

        float w = r.Range(0.6f, 1.0f), depth = kind == 1 ? w : w * r.Range(0.4f, 0.75f), x = w / 2, y = depth / 2;
        d.Symmetry = kind == 1 ? ObjectSymmetry.FourFold : ObjectSymmetry.TwoFold;
        d.Add(Make.Block(-x, x, -y, y, height - thick, height, r.Range(0.003f, 0.03f)), top);
        if (kind == 3 && r.Chance(0.5f))
        {
            d.AddPair(s => Make.Box(new Vector3(s * x * 0.75f, 0, (height - thick) / 2), new Vector3(0.06f, depth * 0.8f, height - thick + 0.01f)), leg);
            d.Add(Make.Block(-x * 0.75f, x * 0.75f, -0.03f, 0.03f, height * 0.3f, height * 0.42f), leg);
            return d;
        }

        float inset = radius + r.Range(0.005f, 0.06f), splay = r.Chance(0.3f) ? r.Range(0.02f, 0.1f) : 0;
        for (int i = 0; i < 4; i++)
        {
            float sx = (i & 1) == 0 ? -1 : 1, sy = (i & 2) == 0 ? -1 : 1;
            Vector3 upper = new(sx * (x - inset - splay), sy * (y - inset - splay), height - (thick / 2)), foot = new(sx * (x - inset), sy * (y - inset), radius);
            d.Add(splay > 0 ? Make.Rod(upper, foot, radius) : Make.Box(new Vector3(foot.X, foot.Y, upper.Z / 2), new Vector3(2 * radius, 2 * radius, upper.Z), radius * 0.3f), leg);
        }

        if (r.Chance(0.4f))
        {
            float apron = r.Range(0.05f, 0.12f);
            d.Add(Make.Block(-x + inset, x - inset, -y + inset, y - inset, height - thick - apron, height - (thick / 2)), leg);
        }

        return d;
    }

    /// <summary>A bed: frame, mattress, blanket, pillows, headboard, sometimes a footboard. The foot end is the front.</summary>
    public static ObjectDesign Bed(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0f, 0.1f) };
        bool isDouble = r.Chance(0.55f);
        float w = isDouble ? r.Range(1.3f, 1.8f) : r.Range(0.8f, 1.0f), length = r.Range(1.9f, 2.1f), x = w / 2, y = length / 2, low = r.Range(0.12f, 0.3f), mattress = r.Range(0.15f, 0.28f);
        Paint wood = Palette.Hard(r), sheet = Paint.Of(Palette.Pale(r)), blanket = Palette.Cloth(r);
        float top = low + 0.1f + mattress;
        d.Add(Make.Block(-x, x, -y, y, low, low + 0.14f, 0.02f), wood);
        d.Add(Make.Block(-x + 0.03f, x - 0.03f, -y + 0.04f, y - 0.06f, low + 0.08f, top, 0.06f), sheet);
        d.Add(Make.Block(-x, x, -y + 0.02f, y * r.Range(0.1f, 0.5f), low + 0.12f, top + 0.05f, 0.06f), blanket);
        d.Add(Make.Block(-x, x, y - 0.08f, y, low * 0.2f, top + r.Range(0.2f, 0.6f), r.Range(0.01f, 0.035f)), wood);
        if (r.Chance(0.5f))
        {
            d.Add(Make.Block(-x, x, -y - 0.06f, -y, low * 0.2f, top + r.Range(-0.1f, 0.2f), 0.02f), wood);
        }

        int pillows = isDouble ? 2 : 1;
        for (int i = 0; i < pillows; i++)
        {
            float cx = pillows == 1 ? 0 : (i - 0.5f) * w * 0.48f;
            d.Add(Make.Ellipsoid(new Vector3(cx, y - 0.38f, top + 0.05f), new Vector3(w * (isDouble ? 0.21f : 0.38f), 0.24f, 0.12f)), sheet with { First = sheet.First * 0.9f });
        }

        for (int i = 0; i < 4; i++)
        {
            d.Add(Make.Box(new Vector3(((i & 1) == 0 ? -1 : 1) * (x - 0.06f), ((i & 2) == 0 ? -1 : 1) * (y - 0.06f), low / 2), new Vector3(0.1f, 0.1f, low + 0.02f)), wood);
        }

        return d;
    }

    /// <summary>A bookshelf with books, a cabinet with doors, or a chest of drawers.</summary>
    public static ObjectDesign Shelf(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0f, 0.25f) };
        float w = r.Range(0.5f, 1.1f), depth = r.Range(0.28f, 0.5f), height = r.Range(0.6f, 1.9f), x = w / 2, y = depth / 2, wall = r.Range(0.035f, 0.06f);
        Paint wood = Palette.Hard(r), front = r.Chance(0.5f) ? wood with { First = wood.First * r.Range(0.6f, 0.9f) } : Palette.Hard(r), knob = Paint.Of(Palette.Metal(r));
        float foot = r.Chance(0.5f) ? r.Range(0.05f, 0.16f) : 0;
        int rows = Math.Max(1, (int)(height / r.Range(0.28f, 0.42f)));
        float inner = (height - wall) / rows;
        if (r.Chance(0.5f))
        {
            Solid box = Make.Block(-x, x, -y, y, foot, foot + height);
            for (int i = 0; i < rows; i++)
            {
                float z = foot + wall + (i * inner);
                box = box.Minus(Make.Block(-x + wall, x - wall, -y - 0.1f, y - wall, z, z + inner - wall));
            }

            d.Add(box, wood);
            for (int i = 0; i < rows; i++)
            {
                float z = foot + wall + (i * inner), at = -x + wall;
                for (int book = 0; book < 5 && r.Chance(0.8f); book++)
                {
                    float width = r.Range(0.05f, 0.13f), tall = (inner - wall) * r.Range(0.6f, 0.95f);
                    if (at + width > x - wall)
                    {
                        break;
                    }

                    d.Add(Make.Block(at, at + width - 0.006f, -y * 0.7f, y - wall, z - 0.01f, z + tall), Paint.Of(Palette.Any(r)));
                    at += width;
                }
            }
        }
        else
        {
            d.Add(Make.Block(-x, x, -y, y, foot, foot + height, 0.01f), wood);
            int columns = r.Whole(1, 2);
            rows = Math.Min(rows, 4);
            inner = (height - wall) / rows;
            for (int i = 0; i < rows * columns; i++)
            {
                float cx = (((i % columns) + 0.5f) / columns * w) - x, z = foot + wall + ((i / columns) * inner) + ((inner - wall) / 2);
                d.Add(Make.Box(new Vector3(cx, -y, z), new Vector3((w / columns) - wall, 0.05f, inner - wall), 0.008f), front);
                d.Add(Make.Ball(new Vector3(cx, -y - 0.035f, z), 0.025f), knob);
            }
        }

        for (int i = 0; foot > 0 && i < 4; i++)
        {
            d.Add(Make.Box(new Vector3(((i & 1) == 0 ? -1 : 1) * (x - 0.04f), ((i & 2) == 0 ? -1 : 1) * (y - 0.04f), foot / 2), new Vector3(0.06f, 0.06f, foot + 0.02f)), wood);
        }

        return d;
    }
}
