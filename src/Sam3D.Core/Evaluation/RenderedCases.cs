using System.Numerics;
using Sam3D.Import;
using Sam3D.Metrics;
using Sam3D.Rendering;

namespace Sam3D.Evaluation;

/// <summary>Makes cases of meshes by drawing them: fixed cameras, so that everybody who has the meshes has the same pictures.</summary>
public static class RenderedCases
{
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
            return new EvaluationItem(name, () => Draw(name, MeshFile.Load(mesh.Value, options.Reading), view, options));
        }))];
    }

    /// <summary>Draws one case.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="loaded">The mesh; brought into [-0.5, 0.5]³ first.</param>
    /// <param name="view">Number of the camera, 0 to 7.</param>
    /// <param name="options"><see langword="null"/> takes the defaults.</param>
    /// <exception cref="EvaluationException">The mesh has no extent, or cannot be seen.</exception>
    public static EvaluationCase Draw(string name, TexturedMesh loaded, int view, RenderedCaseOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(loaded);
        options ??= new RenderedCaseOptions();
        options.Validate();
        (float azimuth, float elevation) = Views[view];
        TriangleMesh truth = UnitMesh(loaded);
        var orbit = new OrbitCamera { Azimuth = azimuth, Elevation = elevation, FieldOfView = options.FieldOfView };
        (ObjectPose pose, CameraIntrinsics camera) = orbit.Place(truth.Positions, options.Size, options.Size);
        var textured = new TexturedMesh(truth, loaded.TexCoords, loaded.TriangleMaterials, loaded.Materials);
        SceneImage image = SceneRenderer.Render([new ScenePart(textured, pose)], camera, new SceneOptions { Width = options.Size, Height = options.Size });
        Mask mask = image.MaskOf(0);
        return mask.Count > 0
            ? new EvaluationCase { Name = name, Truth = truth, Image = image.ToImage(new Vector3(0.45f)), Mask = mask, Pose = pose, Camera = camera }
            : throw new EvaluationException($"Nothing of the mesh of '{name}' can be seen: it is too thin for a picture of {options.Size} pixels.");
    }

    /// <summary>The mesh in [-0.5, 0.5]³, as it is drawn.</summary>
    internal static TriangleMesh UnitMesh(TexturedMesh loaded)
    {
        Vector3[] unit = Array.ConvertAll(UnitCube.Normalize(loaded.Mesh).Positions, p => p / 2);
        return new TriangleMesh(unit, loaded.Mesh.Indices, loaded.Mesh.Normals, loaded.Mesh.Colors);
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
