using System.Numerics;
using Sam3D.Import;
using Sam3D.Rendering;

namespace Sam3D.Evaluation;

/// <summary>What the baselines know of a training sample: how its mask looks, how the object was turned, and its shape.</summary>
/// <param name="crop">[21, 21] as by <see cref="MaskCrop.Of"/>.</param>
/// <param name="rotation">Object to camera space.</param>
/// <param name="loadMesh">Makes the mesh in object space, inside [-0.5, 0.5]³; the same each time. Samples of one mesh share one instance.</param>
public sealed class TrainingShape(float[] crop, Quaternion rotation, Func<TriangleMesh> loadMesh)
{
    /// <summary>[21, 21] covered part of each pixel.</summary>
    public IReadOnlyList<float> Crop => crop;

    /// <summary>Object to camera space.</summary>
    public Quaternion Rotation { get; } = rotation;

    /// <summary>The crop for loops.</summary>
    internal float[] CropValues => crop;

    /// <summary>Makes the mesh in object space.</summary>
    public TriangleMesh LoadMesh() => loadMesh();

    /// <summary>The loader, by which samples of one mesh are known.</summary>
    internal Func<TriangleMesh> Loader => loadMesh;

    /// <summary>The samples of a mesh file: drawn from the first of the fixed cameras, read once now and again when its mesh is wanted.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is drawn; <see cref="RenderedCaseOptions.Views"/> is the number of samples.</param>
    /// <exception cref="MeshFileException">The file cannot be read.</exception>
    /// <exception cref="EvaluationException">The mesh has no extent, or cannot be seen.</exception>
    public static IReadOnlyList<TrainingShape> OfMesh(string name, string path, RenderedCaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        TexturedMesh mesh = MeshFile.Load(path, options.Reading);
        Func<TriangleMesh> load = () => RenderedCases.UnitMesh(MeshFile.Load(path, options.Reading));
        return [.. Enumerable.Range(0, options.Views).Select(view => Of(RenderedCases.Draw(name, mesh, view, options), load))];
    }

    /// <summary>A case as a training sample.</summary>
    /// <param name="known">The case.</param>
    /// <param name="loadMesh">Makes its mesh.</param>
    /// <exception cref="EvaluationException">The case has no mask or no pose.</exception>
    public static TrainingShape Of(EvaluationCase known, Func<TriangleMesh> loadMesh)
    {
        ArgumentNullException.ThrowIfNull(known);
        return known is { Mask: { } mask, Pose: { } pose }
            ? new TrainingShape(MaskCrop.Of(mask), pose.Rotation, loadMesh)
            : throw new EvaluationException($"The training case '{known.Name}' has no mask or no pose: give both.");
    }
}
