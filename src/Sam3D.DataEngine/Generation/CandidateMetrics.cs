using System.Numerics;
using Sam3D.Gaussians;
using Sam3D.Rendering;

namespace Sam3D.DataEngine;

/// <summary>What can be measured of a candidate without a ground truth.</summary>
/// <remarks>
/// Pictures are compared at the photograph's size, reduced to at most 512 pixels a side. A silhouette is what the photograph's camera sees of the placed mesh, or, where
/// there is none, of the Gaussians at half opacity.
/// </remarks>
public static class CandidateMetrics
{
    /// <summary>Intersection over union of silhouette and mask, 0 to 1; higher is better.</summary>
    public const string SilhouetteIoU = "silhouette.iou";

    /// <summary>Share of the silhouette that lies in the mask, 0 to 1; higher is better.</summary>
    public const string SilhouettePrecision = "silhouette.precision";

    /// <summary>Share of the mask that the silhouette covers, 0 to 1; higher is better.</summary>
    public const string SilhouetteRecall = "silhouette.recall";

    /// <summary>1 less the mean absolute difference of unshaded colours and photograph (sRGB, 0 to 1) where both silhouettes are; 0 to 1, higher is better.</summary>
    public const string ColorAgreement = "color.agreement";

    /// <summary>Share of the triangles in the largest connected part, 0 to 1; below 1 something floats.</summary>
    public const string LargestPart = "mesh.largestPart";

    /// <summary>Share of the edges that exactly two triangles share, 0 to 1; 1 is a closed surface.</summary>
    public const string ClosedEdges = "mesh.closedEdges";

    private const int MaxSide = 512;

    /// <summary>Measures a reconstruction.</summary>
    /// <param name="photo">The photograph that it was made from.</param>
    /// <param name="mask">The object's pixels.</param>
    /// <param name="result">The reconstruction.</param>
    /// <returns>Values by metric, sorted by name; those of the mesh only where there is one.</returns>
    public static IReadOnlyDictionary<string, double> Measure(RgbImage photo, Mask mask, Reconstruction result)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(result);
        mask.ThrowIfUnusableFor(photo);
        double scale = Math.Min(1, (double)MaxSide / Math.Max(photo.Width, photo.Height));
        int width = Math.Max(1, (int)Math.Round(photo.Width * scale)), height = Math.Max(1, (int)Math.Round(photo.Height * scale));
        var scores = new SortedDictionary<string, double>(StringComparer.Ordinal);
        Vector3?[] seen = result.HasMesh
            ? See(result.Mesh, result.Pose, result.Camera, width, height)
            : See(result.Gaussians, result.Pose, result.Camera, width, height);
        Compare(photo, mask, seen, width, height, scores);
        if (result.HasMesh)
        {
            scores[LargestPart] = MeshParts.LargestShare(result.Mesh);
            scores[ClosedEdges] = MeshParts.ClosedShare(result.Mesh);
        }

        return scores;
    }

    private static void Compare(RgbImage photo, Mask mask, Vector3?[] seen, int width, int height, SortedDictionary<string, double> scores)
    {
        byte[] wanted = new byte[seen.Length], shown = new byte[seen.Length];
        double difference = 0;
        for (int i = 0; i < seen.Length; i++)
        {
            // The pixel at the middle of the reduced one.
            int x = (int)(((i % width) + 0.5) * photo.Width / width), y = (int)(((i / width) + 0.5) * photo.Height / height);
            wanted[i] = mask[x, y] ? (byte)255 : (byte)0;
            shown[i] = seen[i] is null ? (byte)0 : (byte)255;
            if (wanted[i] > 0 && seen[i] is { } color)
            {
                ReadOnlySpan<byte> p = photo.Pixels.Slice(3 * ((y * photo.Width) + x), 3);
                Vector3 error = Vector3.Abs(color - (new Vector3(p[0], p[1], p[2]) / 255f));
                difference += (error.X + error.Y + error.Z) / 3;
            }
        }

        Mask reduced = new(width, height, wanted), silhouette = new(width, height, shown);
        long both = reduced.CountBoth(silhouette);
        scores[SilhouetteIoU] = reduced.Count == 0 ? 0 : reduced.IoU(silhouette);
        scores[SilhouettePrecision] = silhouette.Count == 0 ? 0 : (double)both / silhouette.Count;
        scores[SilhouetteRecall] = reduced.Count == 0 ? 0 : (double)both / reduced.Count;
        scores[ColorAgreement] = both == 0 ? 0 : Math.Clamp(1 - (difference / both), 0, 1);
    }

    /// <summary>[H, W] unshaded sRGB colours; nothing where the camera does not see the mesh.</summary>
    private static Vector3?[] See(TriangleMesh mesh, ObjectPose pose, CameraIntrinsics camera, int width, int height)
    {
        DepthImage depth = MeshRenderer.RenderDepth(mesh, pose, camera, width, height);
        var seen = new Vector3?[width * height];
        for (int i = 0; i < seen.Length; i++)
        {
            if (depth.Triangles[i] is >= 0 and int triangle)
            {
                Vector2 w = depth.Barycentrics[i];
                ReadOnlySpan<int> corners = mesh.Indices.AsSpan(3 * triangle, 3);
                Vector3 linear = mesh.Colors is { } c ? (c[corners[0]] * (1 - w.X - w.Y)) + (c[corners[1]] * w.X) + (c[corners[2]] * w.Y) : new Vector3(0.5f);
                seen[i] = new Vector3(ColorSpace.ToSrgb(linear.X), ColorSpace.ToSrgb(linear.Y), ColorSpace.ToSrgb(linear.Z));
            }
        }

        return seen;
    }

    private static Vector3?[] See(GaussianCloud cloud, ObjectPose pose, CameraIntrinsics camera, int width, int height)
    {
        // What is behind shines through by what is missing to full opacity: the difference of two pictures on black and white.
        Vector3[] onBlack = new Vector3[width * height], onWhite = new Vector3[width * height];
        GaussianRenderer.Draw(cloud, pose, camera, width, height, Vector3.Zero, (i, c) => onBlack[i] = c);
        GaussianRenderer.Draw(cloud, pose, camera, width, height, Vector3.One, (i, c) => onWhite[i] = c);
        var seen = new Vector3?[onBlack.Length];
        for (int i = 0; i < seen.Length; i++)
        {
            float opacity = 1 - (onWhite[i].X - onBlack[i].X);
            seen[i] = opacity > 0.5f ? Vector3.Clamp(onBlack[i] / opacity, Vector3.Zero, Vector3.One) : null;
        }

        return seen;
    }
}
