using System.Numerics;
using Sam3D.Gaussians;

namespace Sam3D.Rendering;

/// <summary>
/// Draws Gaussians without a graphics card (Kerbl et al., "3D Gaussian splatting", 2023): each is projected to an ellipse, and they are blended from the nearest
/// to the farthest by the depth of their centres.
/// </summary>
/// <remarks>
/// The pixel filter has a variance of 0.1 square pixels and keeps the light's sum (Yu et al., "Mip-splatting", 2024). Opacities below 1/255 and centres nearer than 0.01
/// are not drawn; no Gaussian hides more than 0.99 of what is behind it. Colours are blended as they are stored, in sRGB, as in training. The same input gives the
/// same picture on the same machine, whatever the number of threads. Memory is linear in the number of Gaussians (about 100 bytes each), besides the
/// picture and a strip of 16 rows a thread.
/// </remarks>
public static class GaussianRenderer
{
    /// <summary>Draws a cloud from a camera that circles it.</summary>
    /// <param name="cloud">The Gaussians in object space.</param>
    /// <param name="options">
    /// <see langword="null"/> takes the defaults. <see cref="RenderOptions.BaseColor"/> and <see cref="RenderOptions.Ambient"/> are not used: Gaussians have
    /// their colours and no surface.
    /// </param>
    /// <returns>An sRGB picture.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static RgbImage Render(GaussianCloud cloud, RenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        options ??= new RenderOptions();
        options.Validate();
        (ObjectPose pose, CameraIntrinsics camera) = options.Camera.Place(Extent(cloud), options.Width, options.Height);
        var background = new Vector3(
            ColorSpace.ToSrgb(options.Background.X), ColorSpace.ToSrgb(options.Background.Y), ColorSpace.ToSrgb(options.Background.Z));
        byte[] pixels = new byte[options.Width * options.Height * 3];
        Draw(cloud, pose, camera, options.Width, options.Height, background, (pixel, color) =>
        {
            Vector3 bytes = (Vector3.Clamp(color, Vector3.Zero, Vector3.One) * 255f) + new Vector3(0.5f);
            (pixels[3 * pixel], pixels[(3 * pixel) + 1], pixels[(3 * pixel) + 2]) = ((byte)bytes.X, (byte)bytes.Y, (byte)bytes.Z);
        });
        return new RgbImage(options.Width, options.Height, pixels);
    }

    /// <summary>Two ends of a sphere around two standard deviations of every Gaussian, for the camera to look at; none where there is no Gaussian.</summary>
    private static Vector3[] Extent(GaussianCloud cloud)
    {
        var low = new Vector3(float.PositiveInfinity);
        var high = new Vector3(float.NegativeInfinity);
        for (int i = 0; i < cloud.Count; i++)
        {
            (Vector3 p, float reach) = Sphere(cloud, i);
            if (float.IsFinite(p.LengthSquared() + reach))
            {
                (low, high) = (Vector3.Min(low, p - new Vector3(reach)), Vector3.Max(high, p + new Vector3(reach)));
            }
        }

        if (!(low.X <= high.X))
        {
            return [];
        }

        Vector3 middle = (low + high) / 2;
        float radius = 0;
        for (int i = 0; i < cloud.Count; i++)
        {
            (Vector3 p, float reach) = Sphere(cloud, i);
            float farthest = Vector3.Distance(p, middle) + reach;
            radius = float.IsFinite(farthest) ? Math.Max(radius, farthest) : radius;
        }

        return [middle - new Vector3(radius, 0, 0), middle + new Vector3(radius, 0, 0)];
    }

    private static (Vector3 Center, float Reach) Sphere(GaussianCloud cloud, int index)
    {
        Vector3 scale = cloud.Scale(index);
        return (cloud.Position(index), 2 * Math.Max(scale.X, Math.Max(scale.Y, scale.Z)));
    }

    /// <summary>Draws strip by strip, in parallel.</summary>
    /// <param name="cloud">The Gaussians.</param>
    /// <param name="pose">From their space to camera space.</param>
    /// <param name="camera">The camera.</param>
    /// <param name="width">Picture width in pixels.</param>
    /// <param name="height">Picture height in pixels, at most 32,766.</param>
    /// <param name="background">sRGB behind the Gaussians.</param>
    /// <param name="set">Receives each pixel's number y·width + x and its colour, on any thread.</param>
    internal static void Draw(
        GaussianCloud cloud, ObjectPose pose, CameraIntrinsics camera, int width, int height, Vector3 background, Action<int, Vector3> set)
    {
        (ProjectedGaussian[] gaussians, RowRange[] rows) = GaussianProjection.Project(cloud, pose, camera, width, height);
        int strips = (height + GaussianStrip.Rows - 1) / GaussianStrip.Rows;
        Parallel.For(
            0,
            strips,
            () => new GaussianStrip(width),
            (index, _, strip) =>
            {
                int top = index * GaussianStrip.Rows, count = Math.Min(GaussianStrip.Rows, height - top);
                strip.Draw(gaussians, rows, top, count);
                for (int row = 0; row < count; row++)
                {
                    for (int x = 0; x < width; x++)
                    {
                        set(((top + row) * width) + x, strip.Color(x, row, background));
                    }
                }

                return strip;
            },
            _ => { });
    }

    /// <summary>The definition, pixel by pixel and Gaussian by Gaussian, that <see cref="Draw"/> must equal.</summary>
    /// <returns>[H, W] colours.</returns>
    internal static Vector3[] Reference(GaussianCloud cloud, ObjectPose pose, CameraIntrinsics camera, int width, int height, Vector3 background)
    {
        (ProjectedGaussian[] gaussians, _) = GaussianProjection.Project(cloud, pose, camera, width, height);
        var picture = new Vector3[width * height];
        for (int pixel = 0; pixel < picture.Length; pixel++)
        {
            float through = 1;
            Vector3 color = Vector3.Zero;
            foreach (ProjectedGaussian g in gaussians)
            {
                float exponent = g.Exponent(pixel % width, pixel / width);
                if (exponent <= g.Cut)
                {
                    float alpha = Math.Min(GaussianStrip.LargestAlpha, g.Opacity * MathF.Exp(-exponent));
                    color += through * alpha * g.Color;
                    through -= through * alpha;
                }
            }

            picture[pixel] = color + (through * background);
        }

        return picture;
    }
}
