using System.Numerics;
using Sam3D.Training.Data.Objects;

namespace Sam3D.Training.Data.Scenes;

/// <summary>Draws cameras and placements.</summary>
/// <remarks>The unit of length is the depth of the object's centre. The azimuth is that of the camera's place, so it is exact off the picture's middle too.</remarks>
internal static class ViewSampler
{
    private const float Degree = MathF.PI / 180f;
    private const int Rounds = 3;
    private const int MaxPoints = 600;

    /// <summary>Draws a view.</summary>
    /// <param name="item">The object.</param>
    /// <param name="options">Ranges.</param>
    /// <param name="random">Source of chance.</param>
    /// <param name="aspect">Picture width over height.</param>
    public static SceneView Draw(TrainingObject item, ViewOptions options, SampleRandom random, float aspect = 1)
    {
        float size = random.Range(options.MinSize, options.MaxSize), x = random.Next(), y = random.Next();
        return Fit(item, options, random, aspect, bounds =>
        {
            // The longer side of the outline takes the wanted part of the picture's shorter side; the place is anywhere that keeps it inside.
            Vector2 extent = bounds.High - bounds.Low;
            float scale = size / Math.Max(extent.X * Math.Max(aspect, 1), extent.Y * Math.Max(1 / aspect, 1)), margin = 0.01f;
            extent *= scale;
            return (scale, new Vector2(Place(x, extent.X, margin), Place(y, extent.Y, margin)));
        });

        static float Place(float share, float extent, float margin)
        {
            float free = Math.Max(0, 1 - extent - (2 * margin));
            return ((1 - free) / 2) + (share * free);
        }
    }

    /// <summary>Draws a view whose outline has the place of a box, and a box of the same area round it.</summary>
    /// <param name="item">The object.</param>
    /// <param name="options">Ranges; the sizes are not used.</param>
    /// <param name="random">Source of chance.</param>
    /// <param name="aspect">Picture width over height.</param>
    /// <param name="box">Upper left and lower right corner, in picture widths and heights.</param>
    public static SceneView DrawInto(TrainingObject item, ViewOptions options, SampleRandom random, float aspect, (Vector2 Low, Vector2 High) box) =>
        Fit(item, options, random, aspect, bounds =>
        {
            Vector2 wanted = box.High - box.Low, extent = bounds.High - bounds.Low;
            float sameArea = MathF.Sqrt(wanted.X * wanted.Y / (extent.X * extent.Y)), most = 0.95f / Math.Max(extent.X, extent.Y);
            return (Math.Min(sameArea, most), (box.Low + box.High) / 2);
        });

    private static SceneView Fit(
        TrainingObject item, ViewOptions options, SampleRandom random, float aspect, Func<(Vector2 Low, Vector2 High), (float Scale, Vector2 Center)> wish)
    {
        float fov = random.Range(options.MinFieldOfView, options.MaxFieldOfView), limit = item.Symmetry switch
        {
            ObjectSymmetry.Rotational => 0,
            ObjectSymmetry.FourFold => Math.Min(45, options.MaxAzimuth),
            ObjectSymmetry.TwoFold => Math.Min(90, options.MaxAzimuth),
            _ => options.MaxAzimuth,
        };
        float azimuth = random.Range(-limit, limit) * Degree, elevation = random.Range(options.MinElevation, options.MaxElevation) * Degree;
        float roll = random.Range(-options.MaxRoll, options.MaxRoll) * Degree;
        CameraIntrinsics camera = aspect >= 1
            ? CameraIntrinsics.FromFieldOfView(fov, 4096, Math.Max(1, (int)(4096 / aspect)))
            : CameraIntrinsics.FromFieldOfView(fov, Math.Max(1, (int)(4096 * aspect)), 4096);

        (float sinE, float cosE) = MathF.SinCos(elevation);
        (float sinR, float cosR) = MathF.SinCos(roll);
        var forward = new Vector3(0, cosE, -sinE);
        var level = new Vector3(-1, 0, 0);
        Vector3 vertical = Vector3.Cross(forward, level);
        Vector3 left = (level * cosR) + (vertical * sinR), up = (vertical * cosR) - (level * sinR);
        Vector3 place = new(0, 0, 1);
        float scale = 0.5f;
        SceneView view = At(scale, place);
        for (int round = 0; round < Rounds; round++)
        {
            (Vector2 Low, Vector2 High) bounds = Outline(item, view);
            (float factor, Vector2 center) = wish(bounds);
            scale = Math.Clamp(scale * factor, 1e-3f, 0.95f);
            Vector2 middle = (bounds.Low + bounds.High) / 2;
            Vector2 own = camera.Project(place);
            Vector2 offset = (own - middle) * factor; // where the centre lies beside the outline's middle
            Vector2 target = center + offset;
            place = new Vector3((camera.CenterX - target.X) / camera.FocalX, (camera.CenterY - target.Y) / camera.FocalY, 1);
            view = At(scale, place);
        }

        return view;

        SceneView At(float size, Vector3 translation)
        {
            // Where the camera stands, seen from the object, in the world.
            Vector3 towards = -((left * translation.X) + (up * translation.Y) + (forward * translation.Z));
            float turn = MathF.Atan2(towards.X, -towards.Y) - azimuth;
            var frame = new SceneView(camera, new ObjectPose { Rotation = Quaternion.Identity, Translation = translation, Scale = size }, left, up, forward);
            return frame with { Pose = frame.Pose with { Rotation = frame.Rotation(turn) } };
        }
    }

    private static (Vector2 Low, Vector2 High) Outline(TrainingObject item, SceneView view)
    {
        Vector3[] positions = item.Mesh.Mesh.Positions;
        int step = Math.Max(1, positions.Length / MaxPoints);
        Vector2 low = new(float.PositiveInfinity), high = new(float.NegativeInfinity);
        for (int i = 0; i < positions.Length; i += step)
        {
            Vector3 p = view.Pose.Apply(positions[i]);
            if (p.Z > 0.05f)
            {
                Vector2 uv = view.Camera.Project(p);
                low = Vector2.Min(low, uv);
                high = Vector2.Max(high, uv);
            }
        }

        return low.X < high.X && low.Y < high.Y ? (low, high) : (new Vector2(0.25f), new Vector2(0.75f));
    }
}
