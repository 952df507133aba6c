using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Training.Data.Scenes;

/// <summary>The shadow that an object casts on a floor: its triangles pressed flat along the light, drawn by the camera, and blurred.</summary>
internal static class PlanarShadow
{
    /// <summary>Darkens a floor.</summary>
    /// <param name="colors">[H, W] linear RGB.</param>
    /// <param name="part">The object.</param>
    /// <param name="camera">The camera.</param>
    /// <param name="plane">Unit normal upwards and level of the floor in camera space.</param>
    /// <param name="towardsLight">Direction to the light in camera space.</param>
    /// <param name="strength">Darkness of the full shadow, 0 to 1.</param>
    /// <param name="blur">Radius of the blur in pixels.</param>
    /// <param name="width">Picture width.</param>
    /// <param name="height">Picture height.</param>
    public static void Cast(
        Vector3[] colors, ScenePart part, CameraIntrinsics camera, Vector4 plane, Vector3 towardsLight, float strength, int blur, int width, int height)
    {
        var up = new Vector3(plane.X, plane.Y, plane.Z);
        float steepness = Vector3.Dot(up, Vector3.Normalize(towardsLight));
        if (steepness < 0.25f)
        {
            return;
        }

        Vector3 direction = Vector3.Normalize(towardsLight) / steepness;
        Vector3[] positions = part.Mesh.Mesh.Positions, screen = new Vector3[positions.Length];
        for (int v = 0; v < positions.Length; v++)
        {
            Vector3 p = part.Pose.Apply(positions[v]);
            p -= direction * (Vector3.Dot(up, p) - plane.W);
            Vector2 uv = camera.Project(p);
            screen[v] = new Vector3(uv.X * width, uv.Y * height, p.Z);
        }

        var buffer = new VisibilityBuffer(width, 0, height);
        VisibilityRasterizer.Draw(buffer, ScreenCorner.Of(screen), part.Mesh.Mesh.Indices, 0);
        float[] shadow = new float[width * height];
        for (int i = 0; i < shadow.Length; i++)
        {
            shadow[i] = buffer.Triangles[i] >= 0 ? strength : 0;
        }

        PictureFilters.BoxBlur(shadow, width, height, blur);
        PictureFilters.BoxBlur(shadow, width, height, blur);
        for (int i = 0; i < shadow.Length; i++)
        {
            colors[i] *= 1 - shadow[i];
        }
    }
}
