using System.Numerics;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Solids;

namespace Sam3D.Training.Data.Families;

/// <summary>Buildings.</summary>
internal static class BuildingFamilies
{
    /// <summary>A house: walls, gable, hip or flat roof, door, windows, chimney.</summary>
    public static ObjectDesign House(SampleRandom r)
    {
        var d = new ObjectDesign();
        float w = r.Range(0.6f, 1.2f), depth = r.Range(0.6f, 1.0f), height = r.Range(0.4f, 1.0f), x = w / 2, y = depth / 2, roof = r.Range(0.25f, 0.55f), over = r.Range(0.03f, 0.1f);
        Vector3 wallColor = r.Chance(0.6f) ? Palette.Pale(r) : Palette.Any(r);
        Paint wall = r.Chance(0.3f) ? new Paint(wallColor, wallColor * 0.7f, PaintPattern.Layers, 0.1f) : Paint.Of(wallColor), tiles = Paint.Of(Palette.Any(r)), frame = Paint.Of(Palette.Dark(r)), door = Palette.Wood(r);
        d.Add(Make.Block(-x, x, -y, y, 0, height), wall);
        switch (r.Whole(0, 3))
        {
            case 0: // the ridge along y: the gable is the front
                d.Add(Make.Prism(-y - over, y + over, new Vector2(-x - over, height), new Vector2(x + over, height), new Vector2(0, height + roof)), tiles);
                break;
            case 1: // the ridge along x
                d.Add(Make.Prism(-x - over, x + over, new Vector2(-y - over, height), new Vector2(y + over, height), new Vector2(0, height + roof)).Turn(Vector3.UnitZ, 90), tiles);
                break;
            case 2:
                d.Add(Make.Pyramid(0, 0, height, w + (2 * over), depth + (2 * over), roof), tiles);
                break;
            default:
                d.Add(Make.Block(-x - over, x + over, -y - over, y + over, height, height + 0.08f), tiles);
                break;
        }

        float doorAt = r.Range(-0.5f, 0.5f) * x;
        d.Add(Make.Block(doorAt - 0.09f, doorAt + 0.09f, -y - 0.03f, -y + 0.05f, 0, Math.Min(height * 0.75f, 0.36f)), door);
        int floors = height > 0.7f ? 2 : 1;
        for (int floor = 0; floor < floors; floor++)
        {
            float z = (floor + 0.55f) * height / floors, size = r.Range(0.06f, 0.1f);
            foreach (float at in (ReadOnlySpan<float>)[-0.65f, 0f, 0.65f])
            {
                if (floor > 0 || Math.Abs((at * x) - doorAt) > 0.24f)
                {
                    d.Add(Make.Box(new Vector3(at * x, -y, z), new Vector3(2 * size, 0.05f, 2.2f * size)), frame);
                    d.Add(Make.Box(new Vector3(at * x, y, z), new Vector3(2 * size, 0.05f, 2.2f * size)), frame);
                }
            }

            d.Add(Make.Box(new Vector3(0, 0, z), new Vector3(w + 0.05f, 2 * size, 2.2f * size)), frame);
        }

        if (r.Chance(0.5f))
        {
            d.Add(Make.Block(x * 0.4f, (x * 0.4f) + 0.13f, y * 0.2f, (y * 0.2f) + 0.13f, height - 0.05f, height + roof + 0.08f), Paint.Of(Palette.Wooden(r)));
        }

        return d;
    }

    /// <summary>A round tower or lighthouse, with battlements or a pointed roof.</summary>
    public static ObjectDesign Tower(SampleRandom r)
    {
        var d = new ObjectDesign();
        float lower = r.Range(0.22f, 0.4f), upper = lower * r.Range(0.6f, 1f), height = r.Range(0.7f, 1.5f);
        Vector3 stone = Palette.Pale(r);
        Paint wall = r.Chance(0.5f) ? new Paint(stone, Palette.Bright(r), PaintPattern.Layers, r.Range(0.2f, 0.5f)) : new Paint(stone, stone * 0.6f, PaintPattern.Checks, r.Range(0.1f, 0.2f));
        Paint top = Paint.Of(Palette.Any(r)), dark = Paint.Of(Palette.Dark(r));
        d.Add(Make.Cone(0, 0, 0, lower, upper, height), wall);
        if (r.Chance(0.5f))
        {
            d.Symmetry = ObjectSymmetry.FourFold;
            Solid crown = Make.Post(0, 0, height - 0.02f, upper * 1.2f, 0.28f).Minus(Make.Post(0, 0, height + 0.08f, upper * 0.95f, 0.4f));
            crown = crown.Minus(Make.Block(-2, 2, -0.08f, 0.08f, height + 0.14f, 3)).Minus(Make.Block(-0.08f, 0.08f, -2, 2, height + 0.14f, 3));
            d.Add(crown, wall);
        }
        else
        {
            d.Symmetry = ObjectSymmetry.Rotational;
            d.Add(Make.Post(0, 0, height - 0.01f, upper * 1.25f, 0.05f), dark);
            d.Add(Make.Post(0, 0, height, upper * 0.75f, 0.2f), Paint.Of(Palette.Bright(r)));
            d.Add(Make.Cone(0, 0, height + 0.19f, upper * 1.1f, 0.01f, r.Range(0.2f, 0.5f)), top);
        }

        return d;
    }
}
