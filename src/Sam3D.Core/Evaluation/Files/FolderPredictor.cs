using Sam3D.Import;

namespace Sam3D.Evaluation;

/// <summary>Predictions that were made before: mesh files by the cases' names, with pose files where there are any, in the layout of <see cref="EvaluationFolder"/>.</summary>
public sealed class FolderPredictor : IObjectPredictor
{
    private readonly Dictionary<string, string> _meshes;
    private readonly string _folder;
    private readonly MeshReadOptions? _reading;

    /// <summary>Looks what there is.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="folder">The folder of predicted meshes.</param>
    /// <param name="reading">Limits of the mesh files, and their axes.</param>
    /// <exception cref="EvaluationException">The folder cannot be read or has no mesh.</exception>
    public FolderPredictor(string name, string folder, MeshReadOptions? reading = null)
    {
        Name = name;
        _folder = folder;
        _reading = reading;
        _meshes = EvaluationFolder.Meshes(folder).ToDictionary(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ValueTask<ObjectPrediction> PredictAsync(EvaluationCase input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!_meshes.TryGetValue(input.Name, out string? path))
        {
            throw new EvaluationException($"{MessageText.OneLine(_folder)} has no mesh of the name '{MessageText.OneLine(input.Name, 80)}'; add it.");
        }

        TriangleMesh mesh = MeshFile.Load(path, _reading).Mesh;
        string poseFile = EvaluationFolder.PoseOf(path);
        if (!File.Exists(poseFile))
        {
            return ValueTask.FromResult(new ObjectPrediction(mesh));
        }

        (ObjectPose pose, CameraIntrinsics camera) = PlacementFile.Read(poseFile);
        return ValueTask.FromResult(new ObjectPrediction(mesh, pose, camera));
    }
}
