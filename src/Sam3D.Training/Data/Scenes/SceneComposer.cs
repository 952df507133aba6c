using System.Numerics;
using Sam3D.Rendering;
using Sam3D.Training.Data.Families;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Samples;

namespace Sam3D.Training.Data.Scenes;

/// <summary>Draws an object before a painted background.</summary>
/// <param name="options">The recipe.</param>
internal sealed class SceneComposer(DataOptions options)
{
    private const int Attempts = 8;
    private const float LeastVisible = 0.35f; // of the object's own pixels
    private const float LeastMask = 0.012f; // of the picture

    /// <summary>Draws a scene.</summary>
    public ComposedScene Compose(TrainingObject item, uint index)
    {
        int size = options.ImageSize;
        var views = new SampleRandom(options.Seed, index, SamplePart.View);
        var lights = new SampleRandom(options.Seed, index, SamplePart.Light);
        var backdrops = new SampleRandom(options.Seed, index, SamplePart.Backdrop);
        SceneView view = ViewSampler.Draw(item, options.View, views);
        Lighting lighting = Lighting.Draw(view, lights);
        SceneOptions drawing = lighting.ToOptions(view, size, size, options.Supersampling);
        (SceneImage scene, Mask mask) = Draw(view, item, drawing, index);

        float lowest = item.Mesh.Mesh.Positions.Min(p => p.Z);
        Backdrop backdrop = BackdropPainter.Paint(view, lowest, backdrops, size, size);
        if (backdrop.Floor is Vector4 floor)
        {
            var part = new ScenePart(item.Mesh, view.Pose);
            float strength = backdrops.Range(0.3f, 0.75f);
            PlanarShadow.Cast(backdrop.Colors, part, view.Camera, floor, lighting.Key.Position, strength, backdrops.Whole(1, 5), size, size);
        }

        byte[] pixels = Blend(scene, backdrop.Colors);
        if (lights.Chance(options.Noise))
        {
            PictureFilters.AddNoise(pixels, lights.Range(1f, 8f), options.Seed, unchecked((index * 2) + 1));
        }

        return new ComposedScene(view, new RgbImage(size, size, pixels), mask, PointMaps.Create(scene, view.Camera, backdrop.FloorPixels));
    }

    /// <summary>Draws the object, with an occluder where chance has it and enough of the object stays visible.</summary>
    public (SceneImage Scene, Mask Mask) Draw(SceneView view, TrainingObject item, SceneOptions drawing, uint index)
    {
        var random = new SampleRandom(options.Seed, index, SamplePart.Occluder);
        var own = new ScenePart(item.Mesh, view.Pose);
        SceneImage alone = SceneRenderer.Render([own], view.Camera, drawing);
        Mask whole = alone.MaskOf(0);
        if (!random.Chance(options.Occluders) || options.Families.Count == 0)
        {
            return (alone, whole);
        }

        TrainingObject other = ObjectFamilies.Create(random.Pick<string>([.. options.Families]), random, Math.Min(options.MeshResolution, 64));
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            SceneImage both = SceneRenderer.Render([own, OccluderPlacer.Place(view, item, other, random)], view.Camera, drawing);
            Mask visible = both.MaskOf(0);
            if (visible.Count < whole.Count && visible.Count > LeastVisible * whole.Count && visible.Count > LeastMask * alone.Parts.Length)
            {
                return (both, visible);
            }
        }

        return (alone, whole);
    }

    private static byte[] Blend(SceneImage scene, Vector3[] background)
    {
        byte[] pixels = new byte[3 * background.Length];
        for (int i = 0; i < background.Length; i++)
        {
            Vector3 color = scene.Colors[i] + ((1 - scene.Coverage[i]) * background[i]);
            pixels[3 * i] = SrgbTable.ToByte(color.X);
            pixels[(3 * i) + 1] = SrgbTable.ToByte(color.Y);
            pixels[(3 * i) + 2] = SrgbTable.ToByte(color.Z);
        }

        return pixels;
    }
}
