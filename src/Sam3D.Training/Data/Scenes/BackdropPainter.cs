using System.Numerics;
using Sam3D.Training.Data.Families;
using Sam3D.Training.Data.Objects;

namespace Sam3D.Training.Data.Scenes;

/// <summary>Paints backgrounds: flat, gradients, smooth noise, checkers, a floor with a wall, soft blobs.</summary>
internal static class BackdropPainter
{
    private const int Kinds = 7;

    /// <summary>Paints a random background.</summary>
    /// <param name="view">The camera and the object, on whose lowest point a floor lies.</param>
    /// <param name="lowest">The object's lowest z in its canonical frame.</param>
    /// <param name="random">Source of chance.</param>
    /// <param name="width">Picture width in pixels.</param>
    /// <param name="height">Picture height in pixels.</param>
    public static Backdrop Paint(SceneView view, float lowest, SampleRandom random, int width, int height)
    {
        Vector3 a = Palette.Any(random), b = Palette.Any(random), c = Palette.Any(random);
        float angle = random.Range(0, MathF.Tau), period = random.Range(0.08f, 0.4f), shift = random.Range(0, 100f);
        int kind = random.Whole(0, Kinds - 1);
        if (kind >= 5)
        {
            return Floor(view, lowest, random, width, height, (a, b, c), period, shift);
        }

        (float sin, float cos) = MathF.SinCos(angle);
        (Vector2 Place, float Radius, Vector3 Color)[] blobs =
            [.. Enumerable.Range(0, kind == 4 ? random.Whole(3, 7) : 0).Select(_ => (new Vector2(random.Next(), random.Next()), random.Range(0.08f, 0.4f), Palette.Any(random)))];
        var colors = new Vector3[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                var p = new Vector2((x + 0.5f) / width, (y + 0.5f) / height);
                float u = (p.X * cos) + (p.Y * sin), v = (p.Y * cos) - (p.X * sin);
                Vector3 color = kind switch
                {
                    0 => a,
                    1 => Vector3.Lerp(a, b, Math.Clamp(0.5f + ((u - (0.5f * (cos + sin))) * 0.9f), 0, 1)),
                    2 => Vector3.Lerp(a, b, Layered(new Vector3(p.X / period, p.Y / period, shift))),
                    3 => ((int)MathF.Floor((u / period) + 64) + (int)MathF.Floor((v / period) + 64)) % 2 == 0 ? a : b,
                    _ => Vector3.Lerp(a, b, p.Y),
                };
                foreach ((Vector2 place, float radius, Vector3 tint) in blobs)
                {
                    float near = 1 - (Vector2.DistanceSquared(p, place) / (radius * radius));
                    color = Vector3.Lerp(color, tint, near > 0 ? near * near : 0);
                }

                colors[(y * width) + x] = color;
            }
        }

        return new Backdrop(colors);
    }

    /// <summary>The floor under an object, and the depth at which each pixel sees it.</summary>
    public static (Vector4 Plane, float[] Depths) FloorBelow(SceneView view, float lowest, int width, int height)
    {
        Vector3 up = view.Up;
        float level = Vector3.Dot(up, view.Pose.Translation) + (lowest * view.Pose.Scale);
        float[] depths = new float[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                float slope = Vector3.Dot(up, Ray(view.Camera, x, y, width, height)), depth = level / slope;
                depths[(y * width) + x] = slope < -1e-4f && depth is > 0 and < 12 ? depth : float.PositiveInfinity;
            }
        }

        return (new Vector4(up, level), depths);
    }

    /// <summary>The ray through a pixel's centre; its z is 1.</summary>
    public static Vector3 Ray(CameraIntrinsics camera, int x, int y, int width, int height) =>
        new((camera.CenterX - ((x + 0.5f) / width)) / camera.FocalX, (camera.CenterY - ((y + 0.5f) / height)) / camera.FocalY, 1);

    private static Backdrop Floor(
        SceneView view, float lowest, SampleRandom random, int width, int height, (Vector3 A, Vector3 B, Vector3 Wall) tint, float period, float shift)
    {
        (Vector4 plane, float[] depths) = FloorBelow(view, lowest, width, height);
        float wall = random.Range(1.5f, 6f), turn = random.Range(0, MathF.Tau);
        int pattern = random.Whole(0, 3);
        bool papered = random.Chance(0.3f);
        (float sin, float cos) = MathF.SinCos(turn);
        var colors = new Vector3[width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int i = (y * width) + x;
                if (depths[i] > wall)
                {
                    depths[i] = float.PositiveInfinity;
                    colors[i] = papered
                        ? Vector3.Lerp(tint.Wall, tint.B, 0.5f * Layered(new Vector3(x / (period * width), y / (period * height), shift)))
                        : tint.Wall * (0.85f + (0.15f * (1 - ((float)y / height))));
                    continue;
                }

                // Place on the floor along two axes of the world.
                Vector3 p = Ray(view.Camera, x, y, width, height) * depths[i];
                float wx = (p.X * view.Left.X) + (p.Y * view.UpAxis.X) + (p.Z * view.Forward.X), wy = (p.X * view.Left.Y) + (p.Y * view.UpAxis.Y) + (p.Z * view.Forward.Y);
                float u = ((wx * cos) + (wy * sin)) / period, v = ((wy * cos) - (wx * sin)) / period;
                float share = pattern switch
                {
                    0 => 0,
                    1 => ((int)MathF.Floor(u + 512) + (int)MathF.Floor(v + 512)) % 2,
                    2 => Layered(new Vector3(u * 2, v * 2, shift)),
                    _ => 0.6f * ValueNoise.At(new Vector3(MathF.Floor(u * 3) * 7.3f, v * 0.7f, shift)), // planks
                };
                colors[i] = Vector3.Lerp(tint.A, tint.B, share) * (1 - (0.06f * Math.Min(depths[i], 4)));
            }
        }

        return new Backdrop(colors, plane, depths);
    }

    private static float Layered(Vector3 p) => (0.6f * ValueNoise.At(p)) + (0.28f * ValueNoise.At(p * 2.1f)) + (0.12f * ValueNoise.At(p * 4.3f));
}
