using System.Numerics;
using Sam3D.Rendering;

namespace Sam3D.Evaluation;

/// <summary>Places an object whose rotation is known so that its outline's box falls onto the mask's.</summary>
public static class MaskFit
{
    private const int Steps = 8;
    private const float Nearest = 0.01f;

    /// <summary>Finds place and scale at depth 1: one picture does not tell the size.</summary>
    /// <param name="mesh">The mesh in object space, near the origin.</param>
    /// <param name="rotation">Object to camera space.</param>
    /// <param name="mask">A mask with at least one pixel.</param>
    /// <param name="camera">The camera.</param>
    /// <returns>A pose that is not metric.</returns>
    /// <exception cref="MaskException">The mask is empty.</exception>
    public static ObjectPose Place(TriangleMesh mesh, Quaternion rotation, Mask mask, CameraIntrinsics camera)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        ArgumentNullException.ThrowIfNull(mask);
        PixelBounds box = mask.GetBounds() ?? throw new MaskException($"The {mask.Width}×{mask.Height} mask is empty; mark the object's pixels.");
        var low = new Vector2((float)box.Left / mask.Width, (float)box.Top / mask.Height);
        var high = new Vector2((box.Right + 1f) / mask.Width, (box.Bottom + 1f) / mask.Height);
        Vector2 middle = (low + high) / 2;
        var pose = new ObjectPose
        {
            Rotation = rotation,
            Translation = new Vector3((camera.CenterX - middle.X) / camera.FocalX, (camera.CenterY - middle.Y) / camera.FocalY, 1),
            Scale = Math.Max((high.X - low.X) / camera.FocalX, (high.Y - low.Y) / camera.FocalY),
        };
        for (int step = 0; step < Steps; step++)
        {
            (Vector2 seenLow, Vector2 seenHigh) = ProjectedBox.Of(mesh.Positions, pose.ToMatrix(), camera, Nearest);
            Vector2 seen = seenHigh - seenLow, wanted = high - low;
            if (!(seen.X > 0 && seen.Y > 0) || !float.IsFinite(seen.X * seen.Y))
            {
                break;
            }

            // By the root of the areas' ratio, so that width and height count alike; kept in front of the camera.
            float scale = pose.Scale * MathF.Sqrt(wanted.X * wanted.Y / (seen.X * seen.Y));
            Vector2 shift = middle - ((seenLow + seenHigh) / 2);
            pose = pose with
            {
                Scale = Math.Clamp(scale, 1e-4f, 1.5f),
                Translation = pose.Translation - new Vector3(shift.X / camera.FocalX, shift.Y / camera.FocalY, 0),
            };
        }

        return pose;
    }
}
