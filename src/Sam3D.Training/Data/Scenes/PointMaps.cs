using Sam3D.Rendering;

namespace Sam3D.Training.Data.Scenes;

/// <summary>Point maps of scenes, rounded to the half floats that are stored.</summary>
internal static class PointMaps
{
    /// <summary>The points of a drawn scene, and of the floor behind it where there is one.</summary>
    public static PointMap Create(SceneImage scene, CameraIntrinsics camera, float[]? floor)
    {
        float[] points = [.. scene.ToPointMap(camera).Points];
        for (int i = 0; i < scene.Parts.Length; i++)
        {
            if (scene.Parts[i] < 0 && floor is not null && float.IsFinite(floor[i]))
            {
                System.Numerics.Vector3 p = BackdropPainter.Ray(camera, i % scene.Width, i / scene.Width, scene.Width, scene.Height) * floor[i];
                (points[3 * i], points[(3 * i) + 1], points[(3 * i) + 2]) = (p.X, p.Y, p.Z);
            }
        }

        for (int i = 0; i < points.Length; i++)
        {
            points[i] = (float)(Half)points[i];
        }

        return new PointMap(scene.Width, scene.Height, points, isMetric: false);
    }
}
