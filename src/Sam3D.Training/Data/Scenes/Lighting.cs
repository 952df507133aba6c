using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Training.Data.Scenes;

/// <summary>The light of a scene.</summary>
/// <param name="Sky">Linear RGB from above.</param>
/// <param name="Ground">Linear RGB from below.</param>
/// <param name="Key">The main light.</param>
/// <param name="Fill">A second one.</param>
internal sealed record Lighting(Vector3 Sky, Vector3 Ground, SceneLight Key, SceneLight Fill)
{
    /// <summary>Draws light: of any side above, more or less hard, a little tinted.</summary>
    public static Lighting Draw(SceneView view, SampleRandom random)
    {
        float exposure = random.Range(0.75f, 1.25f), key = random.Range(0.25f, 0.95f) * exposure, sky = random.Range(0.3f, 0.7f) * exposure;
        Vector3 warm = Tint(random), cool = Tint(random);
        float azimuth = random.Range(0, MathF.Tau), elevation = random.Range(0.35f, 1.4f);
        (float sinA, float cosA) = MathF.SinCos(azimuth);
        (float sinE, float cosE) = MathF.SinCos(elevation);
        Vector3 towards = view.ToCamera(new Vector3(cosA * cosE, sinA * cosE, sinE));
        Vector3 side = view.ToCamera(Vector3.Normalize(random.Cube(-1, 1) + new Vector3(0, -0.6f, 0.2f)));
        return new Lighting(
            cool * sky,
            cool * (sky * random.Range(0.35f, 0.8f)),
            new SceneLight { Position = towards, Color = warm * key },
            new SceneLight { Position = side, Color = warm * (random.Range(0f, 0.3f) * exposure) });
    }

    /// <summary>Options to draw a scene in this light.</summary>
    public SceneOptions ToOptions(SceneView view, int width, int height, int supersampling) => new()
    {
        Width = width,
        Height = height,
        Supersampling = supersampling,
        Sky = Sky,
        Ground = Ground,
        Up = view.Up,
        Lights = [Key, Fill],
    };

    /// <summary>The same light, stronger or weaker, of another tint.</summary>
    public Lighting Scale(Vector3 factor) => new(Sky * factor, Ground * factor, Key with { Color = Key.Color * factor }, Fill with { Color = Fill.Color * factor });

    private static Vector3 Tint(SampleRandom random)
    {
        float warmth = random.Range(-0.12f, 0.16f);
        return new Vector3(1 + warmth, 1 + (0.2f * warmth), 1 - warmth);
    }
}
