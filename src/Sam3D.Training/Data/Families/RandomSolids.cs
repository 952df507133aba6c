using System.Numerics;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Solids;

namespace Sam3D.Training.Data.Families;

/// <summary>Random compositions: what no family covers.</summary>
internal static class RandomSolids
{
    /// <summary>One to five random bodies beside and on each other, some cut, some blended.</summary>
    public static ObjectDesign Stack(SampleRandom r)
    {
        var d = new ObjectDesign { Gloss = r.Range(0f, 0.7f) };
        int count = r.Whole(1, 5);
        Vector3 at = Vector3.Zero;
        for (int i = 0; i < count; i++)
        {
            float size = r.Range(0.2f, 0.5f);
            Solid body = Body(r, size);
            if (r.Chance(0.25f))
            {
                body = body.Minus(Body(r, size * 0.7f).Move(r.Range(-0.6f, 0.6f) * size, r.Range(-0.6f, 0.6f) * size, r.Range(-0.6f, 0.6f) * size));
            }

            if (r.Chance(0.2f))
            {
                body = body.Blend(Body(r, size * 0.8f).Move(r.Range(-0.7f, 0.7f) * size, r.Range(-0.7f, 0.7f) * size, r.Range(0f, 0.7f) * size), r.Range(0.05f, 0.2f));
            }

            if (r.Chance(0.4f))
            {
                body = body.Turn(r.Pick(Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ), r.Range(-60f, 60f));
            }

            d.Add(body.Move(at.X, at.Y, at.Z), Palette.Varied(r));
            at += new Vector3(r.Range(-0.35f, 0.35f), r.Range(-0.35f, 0.35f), r.Range(0.1f, 0.6f)) * (size * 1.5f);
        }

        return d;
    }

    private static Solid Body(SampleRandom r, float size) => r.Whole(0, 7) switch
    {
        0 => Make.Box(Vector3.Zero, Size(r, size), r.Range(0f, 0.3f) * size),
        1 => Make.Ellipsoid(Vector3.Zero, Size(r, size) * 0.55f),
        2 => Make.Post(0, 0, -size / 2, size * r.Range(0.25f, 0.6f), size * r.Range(0.4f, 1.4f), 0.02f),
        3 => Make.Cone(0, 0, -size / 2, size * r.Range(0.3f, 0.6f), size * r.Range(0.05f, 0.5f), size * r.Range(0.6f, 1.4f)),
        4 => Make.Ring(Vector3.Zero, size * r.Range(0.35f, 0.55f), size * r.Range(0.1f, 0.22f)),
        5 => Make.Rod(r.Cube(-0.5f, 0.5f) * size, r.Cube(-0.5f, 0.5f) * size, size * r.Range(0.15f, 0.35f)),
        6 => Make.Pyramid(0, 0, -size / 2, size * r.Range(0.6f, 1.2f), size * r.Range(0.6f, 1.2f), size * r.Range(0.5f, 1.2f)),
        _ => Make.Prism(-size * 0.4f, size * 0.4f, new Vector2(-size * 0.5f, -size * 0.4f), new Vector2(size * 0.5f, -size * 0.4f), new Vector2(size * r.Range(-0.4f, 0.4f), size * 0.5f)),
    };

    private static Vector3 Size(SampleRandom r, float size) => new(size * r.Range(0.5f, 1.4f), size * r.Range(0.5f, 1.4f), size * r.Range(0.5f, 1.4f));
}
