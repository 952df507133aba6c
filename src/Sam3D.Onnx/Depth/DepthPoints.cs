using System.Numerics.Tensors;
using Sam3D.Bundles;
using Sam3D.Imaging;

namespace Sam3D.Depth;

/// <summary>The output of the depth network at the photograph's size (MoGe: the end of <c>MoGeModel.forward</c>).</summary>
internal sealed class DepthPoints
{
    private DepthPoints(float[] points, float[] logits, bool[] mask) => (Points, Logits, Mask) = (points, logits, mask);

    /// <summary>[H, W, XYZ] in OpenCV camera space (x right, y down, z forward), before the shift in depth.</summary>
    public float[] Points { get; }

    /// <summary>[H, W], of the mask.</summary>
    public float[] Logits { get; }

    /// <summary>[H, W]: whether the pixel has a point.</summary>
    public bool[] Mask { get; }

    /// <summary>Resizes the output and only then maps it to points, in the official order.</summary>
    /// <param name="points">[3, h, w], as the network gave them.</param>
    /// <param name="mask">[h, w] logits.</param>
    /// <param name="resolution">h and w.</param>
    /// <param name="width">W, columns of the photograph.</param>
    /// <param name="height">H, rows of the photograph.</param>
    /// <param name="spec">Remap and threshold.</param>
    public static DepthPoints Create(float[] points, float[] mask, DepthResolution resolution, int width, int height, DepthSpec spec)
    {
        int small = resolution.Width * resolution.Height;
        float[] Plane(ReadOnlySpan<float> values) => PictureResampler.Resize(
            values.ToArray(), 1, resolution.Height, resolution.Width, height, width, Interpolation.Bilinear, antialias: false);

        // One plane at a time: a photograph of 48 megapixels has 190 MB in each.
        float[] result = new float[checked(3 * width * height)];
        float[] z = Plane(points.AsSpan(2 * small, small));
        if (spec.Remap is DepthRemap.Exp or DepthRemap.SinhExp)
        {
            TensorPrimitives.Exp(z, z);
        }

        for (int axis = 0; axis < 2; axis++)
        {
            float[] plane = Plane(points.AsSpan(axis * small, small));
            if (spec.Remap == DepthRemap.Exp)
            {
                TensorPrimitives.Multiply(plane, z, plane);
            }
            else if (spec.Remap is DepthRemap.Sinh or DepthRemap.SinhExp)
            {
                TensorPrimitives.Sinh(plane, plane);
            }

            Interleave(plane, result, axis);
        }

        if (spec.Remap == DepthRemap.Sinh)
        {
            TensorPrimitives.Sinh(z, z);
        }

        Interleave(z, result, 2);
        float[] logits = Plane(mask);
        return new DepthPoints(result, logits, Array.ConvertAll(logits, l => l > spec.MaskThreshold));
    }

    private static void Interleave(float[] plane, float[] points, int axis)
    {
        for (int i = 0; i < plane.Length; i++)
        {
            points[(3 * i) + axis] = plane[i];
        }
    }
}
