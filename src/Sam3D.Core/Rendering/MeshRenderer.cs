using System.Numerics;
using Sam3D.Meshing;

namespace Sam3D.Rendering;

/// <summary>Draws meshes without a graphics card: vertex colours, a light beside the camera, 2×2 supersampling.</summary>
public static class MeshRenderer
{
    private const int Supersampling = 2;

    // Towards the light in camera space (x left, y up, z forward): a little left of and above the camera.
    private static readonly Vector3 Light = Vector3.Normalize(new Vector3(0.35f, 0.45f, -1f));

    /// <summary>Draws a mesh from a camera that circles it.</summary>
    /// <param name="mesh">The mesh; without normals, smooth ones are computed.</param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <returns>An sRGB picture, shaded and filtered in linear light.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static RgbImage Render(TriangleMesh mesh, RenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        options ??= new RenderOptions();
        options.Validate();
        (ObjectPose pose, CameraIntrinsics camera) = options.Camera.Place(mesh.Positions, options.Width, options.Height);
        DepthImage depth = RenderDepth(mesh, pose, camera, options.Width * Supersampling, options.Height * Supersampling);
        Vector3[] shaded = Shade(mesh, pose, options);

        byte[] pixels = new byte[options.Width * options.Height * 3];
        for (int y = 0; y < options.Height; y++)
        {
            for (int x = 0; x < options.Width; x++)
            {
                Vector3 sum = Vector3.Zero;
                for (int s = 0; s < Supersampling * Supersampling; s++)
                {
                    int sample = (((y * Supersampling) + (s / Supersampling)) * depth.Width) + (x * Supersampling) + (s % Supersampling);
                    sum += ColorAt(mesh, shaded, depth, sample, options.Background);
                }

                Vector3 color = sum / (Supersampling * Supersampling);
                int p = ((y * options.Width) + x) * 3;
                pixels[p] = ColorSpace.ToSrgbByte(color.X);
                pixels[p + 1] = ColorSpace.ToSrgbByte(color.Y);
                pixels[p + 2] = ColorSpace.ToSrgbByte(color.Z);
            }
        }

        return new RgbImage(options.Width, options.Height, pixels);
    }

    /// <summary>What a photograph's camera sees of a placed mesh: depth, silhouette, and the triangle of every pixel.</summary>
    /// <param name="mesh">The mesh in object space.</param>
    /// <param name="pose">Object to camera space.</param>
    /// <param name="camera">The camera.</param>
    /// <param name="width">Picture width in pixels.</param>
    /// <param name="height">Picture height in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of range.</exception>
    public static DepthImage RenderDepth(TriangleMesh mesh, ObjectPose pose, CameraIntrinsics camera, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(mesh);
        ArgumentNullException.ThrowIfNull(pose);
        Vector3[] screen = new Vector3[mesh.Positions.Length];
        for (int v = 0; v < screen.Length; v++)
        {
            Vector3 p = pose.Apply(mesh.Positions[v]);
            Vector2 uv = camera.Project(p);
            screen[v] = new Vector3(uv.X * width, uv.Y * height, p.Z);
        }

        return SoftwareRasterizer.Rasterize(screen, mesh.Indices, width, height);
    }

    private static Vector3[] Shade(TriangleMesh mesh, ObjectPose pose, RenderOptions options)
    {
        Vector3[] normals = mesh.Normals ?? VertexNormals.Compute(mesh.Positions, mesh.Indices);
        Vector3[] shaded = new Vector3[normals.Length];
        for (int v = 0; v < shaded.Length; v++)
        {
            float diffuse = Math.Max(0f, Vector3.Dot(Vector3.Transform(normals[v], pose.Rotation), Light));
            shaded[v] = (mesh.Colors?[v] ?? options.BaseColor) * (options.Ambient + ((1 - options.Ambient) * diffuse));
        }

        return shaded;
    }

    private static Vector3 ColorAt(TriangleMesh mesh, Vector3[] shaded, DepthImage depth, int sample, Vector3 background)
    {
        int triangle = depth.Triangles[sample];
        if (triangle < 0)
        {
            return background;
        }

        Vector2 weights = depth.Barycentrics[sample];
        ReadOnlySpan<int> corners = mesh.Indices.AsSpan(3 * triangle, 3);
        return (shaded[corners[0]] * (1 - weights.X - weights.Y)) + (shaded[corners[1]] * weights.X) + (shaded[corners[2]] * weights.Y);
    }
}
