using System.Numerics;
using Sam3D.Rendering;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Scenes;

namespace Sam3D.Training.Data.Photos;

/// <summary>
/// Pastes rendered objects into photographs (render-paste): blur, exposure and white balance are the photograph's. With object swap the object takes place and
/// size of one that is marked in the photograph; the marked one is filled in, a random object or the one of the most similar outline is drawn.
/// </summary>
internal sealed class PhotoComposer(DataOptions options, PhotoLibrary photos, SceneComposer scenes, Func<uint, int, bool, TrainingObject> createObject)
{
    private const int Candidates = 4;
    private const int OutlineSize = 48;

    /// <summary>Makes the object and its scene.</summary>
    public (TrainingObject Item, ComposedScene Scene) Compose(uint index)
    {
        int size = options.ImageSize;
        var random = new SampleRandom(options.Seed, index, SamplePart.Backdrop);
        bool swap = photos.Marked.Count > 0 && random.Chance(options.SwapShare), alike = random.Chance(0.5f);
        Photo photo = photos.Get(swap ? photos.Marked[random.Whole(0, photos.Marked.Count - 1)] : random.Whole(0, photos.Count - 1));
        PhotoCrop crop = PhotoCrop.Draw(photo, swap, size, random);
        PhotoMatch match = PhotoMatch.Measure(crop.Colors, size);
        int chosen = 0;
        if (crop.Object is { Count: > 0 } marked)
        {
            chosen = alike ? MostAlike(index, marked) : 0;
            HoleFiller.Fill(crop.Colors, Grow(marked, Math.Max(2, size / 40)));
        }

        TrainingObject item = createObject(index, chosen, false);
        SceneView view = View(item, index, chosen, crop.Object);
        Lighting lighting = Lighting.Draw(view, new SampleRandom(options.Seed, index, SamplePart.Light)).Scale(match.Light);
        (SceneImage scene, Mask mask) = scenes.Draw(view, item, lighting.ToOptions(view, size, size, options.Supersampling), index);
        if (random.Chance(0.5f))
        {
            (Vector4 plane, _) = BackdropPainter.FloorBelow(view, item.Mesh.Mesh.Positions.Min(p => p.Z), size, size);
            PlanarShadow.Cast(
                crop.Colors, new ScenePart(item.Mesh, view.Pose), view.Camera, plane, lighting.Key.Position, random.Range(0.25f, 0.6f), random.Whole(2, 6), size, size);
        }

        byte[] pixels = Paste(scene, crop.Colors, match.Blur, size);
        PictureFilters.AddNoise(pixels, random.Chance(options.Noise) ? random.Range(0.5f, 4f) : 0, options.Seed, unchecked((index * 2) + 1));
        return (item, new ComposedScene(view, new RgbImage(size, size, pixels), mask, PointMaps.Create(scene, view.Camera, null)));
    }

    private SceneView View(TrainingObject item, uint index, int candidate, Mask? marked)
    {
        var random = new SampleRandom(options.Seed, index, (ushort)(SamplePart.View + (candidate * SamplePart.Stride)));
        if (marked is not { Count: > 0 })
        {
            return ViewSampler.Draw(item, options.View, random);
        }

        PhotoCrop.PixelBounds box = PhotoCrop.Box(marked);
        Vector2 low = new((float)box.Left / marked.Width, (float)box.Top / marked.Height);
        return ViewSampler.DrawInto(item, options.View, random, 1, (low, low + new Vector2((float)box.Width / marked.Width, (float)box.Height / marked.Height)));
    }

    // The candidate whose outline overlaps the marked one's most.
    private int MostAlike(uint index, Mask marked)
    {
        int best = 0;
        float most = -1;
        for (int candidate = 0; candidate < Candidates; candidate++)
        {
            TrainingObject item = createObject(index, candidate, true);
            SceneView view = View(item, index, candidate, marked);
            SceneImage outline = SceneRenderer.Render([new ScenePart(item.Mesh, view.Pose)], view.Camera, new SceneOptions { Width = OutlineSize, Height = OutlineSize, Supersampling = 1 });
            int both = 0, either = 0;
            for (int i = 0; i < outline.Parts.Length; i++)
            {
                bool own = outline.Parts[i] >= 0;
                bool other = marked[i % OutlineSize * marked.Width / OutlineSize, i / OutlineSize * marked.Height / OutlineSize];
                both += own && other ? 1 : 0;
                either += own || other ? 1 : 0;
            }

            float overlap = either > 0 ? (float)both / either : 0;
            if (overlap > most)
            {
                (most, best) = (overlap, candidate);
            }
        }

        return best;
    }

    private static Mask Grow(Mask mask, int radius)
    {
        float[] values = [.. Enumerable.Range(0, mask.Width * mask.Height).Select(i => mask.Values[i] != 0 ? 1f : 0f)];
        PictureFilters.BoxBlur(values, mask.Width, mask.Height, radius);
        return new Mask(mask.Width, mask.Height, [.. values.Select(v => v > 1e-4f ? (byte)1 : (byte)0)]);
    }

    private static byte[] Paste(SceneImage scene, Vector3[] background, float blur, int size)
    {
        var layer = new Vector4[background.Length];
        for (int i = 0; i < layer.Length; i++)
        {
            layer[i] = new Vector4(scene.Colors[i], scene.Coverage[i]);
        }

        PictureFilters.GaussianBlur(layer, size, size, blur);
        byte[] pixels = new byte[3 * background.Length];
        for (int i = 0; i < background.Length; i++)
        {
            Vector3 color = new Vector3(layer[i].X, layer[i].Y, layer[i].Z) + ((1 - layer[i].W) * background[i]);
            pixels[3 * i] = SrgbTable.ToByte(color.X);
            pixels[(3 * i) + 1] = SrgbTable.ToByte(color.Y);
            pixels[(3 * i) + 2] = SrgbTable.ToByte(color.Z);
        }

        return pixels;
    }
}
