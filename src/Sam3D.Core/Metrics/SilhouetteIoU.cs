using Sam3D.Rendering;

namespace Sam3D.Metrics;

/// <summary>How well a placed mesh covers the pixels of its mask.</summary>
public static class SilhouetteIoU
{
    /// <summary>Intersection over union of the mesh's silhouette and a mask, in pixels: 0 to 1.</summary>
    /// <param name="mesh">The mesh in object space.</param>
    /// <param name="pose">Object to camera space.</param>
    /// <param name="camera">The camera that took the picture.</param>
    /// <param name="mask">The object's pixels. Where something hides the object, they are its visible part: give <paramref name="visible"/> then.</param>
    /// <param name="visible">Pixels in which the object would be seen, of the mask's size; others do not count. <see langword="null"/> for all.</param>
    /// <exception cref="ArgumentException">The masks differ in size.</exception>
    public static double Compute(TriangleMesh mesh, ObjectPose pose, CameraIntrinsics camera, Mask mask, Mask? visible = null)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        ArgumentNullException.ThrowIfNull(pose);
        ArgumentNullException.ThrowIfNull(mask);
        Mask silhouette = MeshRenderer.RenderDepth(mesh, pose, camera, mask.Width, mask.Height).ToMask();
        if (visible is null)
        {
            return silhouette.IoU(mask);
        }

        if (visible.Width != mask.Width || visible.Height != mask.Height)
        {
            throw new ArgumentException($"A {visible.Width}×{visible.Height} mask of what is visible against one of {mask.Width}×{mask.Height}.", nameof(visible));
        }

        return Within(silhouette, visible).IoU(Within(mask, visible));
    }

    private static Mask Within(Mask mask, Mask visible)
    {
        byte[] values = new byte[mask.Values.Length];
        System.Numerics.Tensors.TensorPrimitives.BitwiseAnd(mask.Values, visible.Values, values);
        return new Mask(mask.Width, mask.Height, values);
    }
}
