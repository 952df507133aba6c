using System.Numerics;

namespace Sam3D.Rendering;

/// <summary>The outline of placed voxels in a picture, coarse and fast: every voxel fills a square as wide as its edge seen from the front.</summary>
public static class VoxelSilhouette
{
    /// <summary>Draws the outline.</summary>
    /// <param name="voxels">The voxels, object space.</param>
    /// <param name="pose">Object space to camera space.</param>
    /// <param name="camera">The camera.</param>
    /// <param name="width">Pixels across, at least 1.</param>
    /// <param name="height">Pixels down, at least 1.</param>
    /// <returns>The mask; voxels behind the camera and outside of the picture are left out.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public static Mask Render(SparseVoxels voxels, ObjectPose pose, CameraIntrinsics camera, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(voxels);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        byte[] values = new byte[checked(width * height)];
        float half = 0.5f * pose.Scale / voxels.Resolution;
        foreach (VoxelIndex voxel in voxels.Indices)
        {
            Vector3 center = pose.Apply(voxels.Center(voxel));
            if (!(center.Z > half))
            {
                continue;
            }

            Vector2 at = camera.Project(center);
            float x = at.X * width, y = at.Y * height, across = half * camera.FocalX * width / center.Z, down = half * camera.FocalY * height / center.Z;

            // Pixels whose centre lies inside; at least the one that the voxel's centre lies in.
            int left = First(x - across, x), right = Last(x + across, x), top = First(y - down, y), bottom = Last(y + down, y);
            for (int row = Math.Max(top, 0); row <= Math.Min(bottom, height - 1); row++)
            {
                int start = Math.Max(left, 0), end = Math.Min(right, width - 1);
                if (start <= end)
                {
                    values.AsSpan((row * width) + start, end - start + 1).Fill(255);
                }
            }
        }

        return new Mask(width, height, values);
    }

    private static int First(float edge, float center) => Pixel(MathF.Min(MathF.Ceiling(edge - 0.5f), MathF.Floor(center)));

    private static int Last(float edge, float center) => Pixel(MathF.Max(MathF.Floor(edge - 0.5f), MathF.Floor(center)));

    private static int Pixel(float value) => (int)Math.Clamp(value, -1e6f, 1e6f);
}
