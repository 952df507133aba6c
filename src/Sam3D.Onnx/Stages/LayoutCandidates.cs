using Sam3D.Bundles;
using Sam3D.Rendering;
using Sam3D.Sessions;

namespace Sam3D.Stages;

/// <summary>Sizes and mask of a call of the geometry flow with several candidates of the layout beside one shape.</summary>
internal static class LayoutCandidates
{
    // Overlaps are compared on pictures of this size at most.
    private const int SilhouetteSize = 256;

    /// <summary>Added to the scores of what must not be seen; exp of it is zero, and it is a number in float16 too.</summary>
    private const float Masked = -65504f;

    /// <summary>Tokens of a latent: there is one shape, and a layout a candidate.</summary>
    public static int Tokens(LatentSpec latent, int candidates) =>
        latent.Name == OnnxGeometryModel.ShapeLatent ? latent.Tokens : checked(candidates * latent.Tokens);

    /// <summary>The latents of one candidate.</summary>
    public static Dictionary<string, float[]> Of(
        IReadOnlyList<LatentSpec> latents, IReadOnlyDictionary<string, float[]> values, int candidates, int candidate) => latents.ToDictionary(
        l => l.Name,
        l =>
        {
            int count = l.Tokens * l.Channels, start = Tokens(l, candidates) == l.Tokens ? 0 : candidate * count;
            return values[l.Name][start..(start + count)];
        },
        StringComparer.Ordinal);

    /// <summary>The placement whose voxels cover the mask best; the first of equal ones.</summary>
    public static int Best(IReadOnlyList<ObjectPose> poses, SparseVoxels voxels, CameraIntrinsics camera, Mask mask)
    {
        if (poses.Count == 1)
        {
            return 0;
        }

        Mask small = Shrunk(mask);
        double[] overlaps = [.. poses.Select(pose => Overlap(pose, voxels, camera, small))];
        return Array.IndexOf(overlaps, overlaps.Max());
    }

    /// <summary>Intersection over union of placed voxels and a mask, on a picture of 256 pixels at most.</summary>
    public static double Overlap(ObjectPose pose, SparseVoxels voxels, CameraIntrinsics camera, Mask mask)
    {
        Mask small = Shrunk(mask);
        return small.IoU(VoxelSilhouette.Render(voxels, pose, camera, small.Width, small.Height));
    }

    /// <summary>The nearest pixels of a mask, as large pictures would cost more than the placements.</summary>
    private static Mask Shrunk(Mask mask)
    {
        if (Math.Max(mask.Width, mask.Height) <= SilhouetteSize)
        {
            return mask;
        }

        double shrink = SilhouetteSize / (double)Math.Max(mask.Width, mask.Height);
        int width = Math.Max(1, (int)(mask.Width * shrink)), height = Math.Max(1, (int)(mask.Height * shrink));
        byte[] values = new byte[width * height];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = mask[(int)(((i % width) + 0.5) * mask.Width / width), (int)(((i / width) + 0.5) * mask.Height / height)] ? byte.MaxValue : (byte)0;
        }

        return new Mask(width, height, values);
    }

    /// <summary>The <see cref="BundleManifest.CandidateMask"/>.</summary>
    public static NamedTensor Mask(IReadOnlyList<LatentSpec> latents, int candidates)
    {
        int shape = latents.Where(l => l.Name == OnnxGeometryModel.ShapeLatent).Sum(l => l.Tokens);
        int layout = latents.Sum(l => Tokens(l, candidates)) - shape, columns = shape + layout, own = layout / candidates;
        float[] mask = new float[checked(layout * columns)];
        for (int row = 0; row < layout; row++)
        {
            for (int other = 0; other < layout; other++)
            {
                mask[(row * columns) + shape + other] = row / own == other / own ? 0 : Masked;
            }
        }

        return new NamedTensor(BundleManifest.CandidateMask, mask, 1, 1, layout, columns);
    }
}
