using System.Numerics;
using Sam3D.Meshing;
using Sam3D.Metrics;
using Sam3D.Rendering;

namespace Sam3D.Evaluation;

/// <summary>Makes cases of meshes by drawing them: fixed cameras, so that everybody who has the meshes has the same pictures.</summary>
public static class RenderedCases
{
    private const int Samples = 2;

    /// <summary>The cameras: degrees round the object (0 is its front) and above it, in the order in which they are used.</summary>
    public static IReadOnlyList<(float Azimuth, float Elevation)> Views { get; } =
        [(30, 20), (-40, 30), (60, 10), (-15, 40), (75, 25), (-70, 15), (5, 5), (45, 45)];

    /// <summary>Makes the cases of mesh files.</summary>
    /// <param name="meshes">Name and path of each mesh.</param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IReadOnlyList<EvaluationItem> Of(IEnumerable<KeyValuePair<string, string>> meshes, RenderedCaseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(meshes);
        options ??= new RenderedCaseOptions();
        options.Validate();
        return [.. meshes.SelectMany(mesh => Enumerable.Range(0, options.Views).Select(view =>
        {
            string name = options.Views == 1 ? mesh.Key : $"{mesh.Key}.{view + 1}";
            return new EvaluationItem(name, () => Draw(name, MeshFile.LoadWithMaterials(mesh.Value, options.Reading), view, options));
        }))];
    }

    /// <summary>Draws one case.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="loaded">The mesh; brought into [-0.5, 0.5]³ first.</param>
    /// <param name="view">Number of the camera, 0 to 7.</param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <exception cref="EvaluationException">The mesh has no extent, or cannot be seen.</exception>
    public static EvaluationCase Draw(string name, LoadedMesh loaded, int view, RenderedCaseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(loaded);
        options ??= new RenderedCaseOptions();
        options.Validate();
        (float azimuth, float elevation) = Views[view];
        Vector3[] unit = Array.ConvertAll(UnitCube.Normalize(loaded.Mesh).Positions, p => p / 2);
        var truth = new TriangleMesh(unit, loaded.Mesh.Indices);
        var orbit = new OrbitCamera { Azimuth = azimuth, Elevation = elevation, FieldOfView = options.FieldOfView };
        (ObjectPose pose, CameraIntrinsics camera) = orbit.Place(unit, options.Size, options.Size);
        Mask mask = MeshRenderer.RenderDepth(truth, pose, camera, options.Size, options.Size).ToMask();
        if (mask.Count == 0)
        {
            throw new EvaluationException($"Nothing of the mesh of '{name}' can be seen: it is too thin for a picture of {options.Size} pixels.");
        }

        return new EvaluationCase
        {
            Name = name,
            Truth = truth,
            Image = Shade(truth, loaded, pose, camera, options.Size),
            Mask = mask,
            Pose = pose,
            Camera = camera,
        };
    }

    // Both sides of a triangle are lit alike: triangles of found meshes face anywhere.
    private static RgbImage Shade(TriangleMesh mesh, LoadedMesh loaded, ObjectPose pose, CameraIntrinsics camera, int size)
    {
        var light = Vector3.Normalize(new Vector3(0.35f, 0.45f, -1f)); // towards it, camera space: left, above, behind the camera
        var background = new Vector3(0.45f);
        Vector3[] normals = Array.ConvertAll(VertexNormals.Compute(mesh.Positions, mesh.Indices), n => Vector3.Transform(n, pose.Rotation));
        DepthImage fine = MeshRenderer.RenderDepth(mesh, pose, camera, size * Samples, size * Samples);
        byte[] pixels = new byte[3 * size * size];
        for (int i = 0; i < size * size; i++)
        {
            Vector3 sum = Vector3.Zero;
            for (int s = 0; s < Samples * Samples; s++)
            {
                int at = ((((i / size) * Samples) + (s / Samples)) * fine.Width) + ((i % size) * Samples) + (s % Samples);
                int triangle = fine.Triangles[at];
                if (triangle < 0)
                {
                    sum += background;
                    continue;
                }

                Vector2 weights = fine.Barycentrics[at];
                ReadOnlySpan<int> corners = mesh.Indices.AsSpan(3 * triangle, 3);
                Vector3 normal = (normals[corners[0]] * (1 - weights.X - weights.Y)) + (normals[corners[1]] * weights.X) + (normals[corners[2]] * weights.Y);
                float length = normal.Length();
                float diffuse = length > 0 ? Math.Abs(Vector3.Dot(normal, light)) / length : 0;
                sum += loaded.ColorAt(triangle, weights) * (0.4f + (0.6f * diffuse));
            }

            Vector3 color = sum / (Samples * Samples);
            pixels[3 * i] = ColorSpace.ToSrgbByte(color.X);
            pixels[(3 * i) + 1] = ColorSpace.ToSrgbByte(color.Y);
            pixels[(3 * i) + 2] = ColorSpace.ToSrgbByte(color.Z);
        }

        return new RgbImage(size, size, pixels);
    }
}

/// <summary>How cases are drawn.</summary>
public sealed record RenderedCaseOptions
{
    /// <summary>Cameras for each mesh, 1 to 8. Default 1.</summary>
    public int Views { get; init; } = 1;

    /// <summary>Side of the pictures, 32 to 2048 pixels. Default 448.</summary>
    public int Size { get; init; } = 448;

    /// <summary>Field of view in degrees, 5 to 120. Default 50.</summary>
    public float FieldOfView { get; init; } = 50;

    /// <summary>Limits of the mesh files, and their axes.</summary>
    public MeshReadOptions? Reading { get; init; }

    /// <summary>Checks all members at once.</summary>
    /// <exception cref="ArgumentException">At least one member is out of range; the message names every one.</exception>
    public void Validate()
    {
        var errors = new List<string>();
        if (Views is < 1 or > 8)
        {
            errors.Add($"{nameof(Views)} is {Views}, expected 1 to 8");
        }

        if (Size is < 32 or > 2048)
        {
            errors.Add($"{nameof(Size)} is {Size}, expected 32 to 2048 pixels");
        }

        if (!(FieldOfView >= 5 && FieldOfView <= 120))
        {
            errors.Add($"{nameof(FieldOfView)} is {FieldOfView}, expected 5 to 120 degrees");
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", errors) + ".");
        }
    }
}
