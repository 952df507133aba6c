using System.Numerics;
using Sam3D.Meshing;
using Sam3D.Metrics;

namespace Sam3D.Evaluation;

/// <summary>
/// The baseline that does not look: the mean of the training shapes' cells, cut where it has the mean number of them, turned as the training samples are on the average, placed so that its outline's
/// box falls onto the mask's.
/// </summary>
public sealed class MeanShapePredictor : IObjectPredictor
{
    private const int Resolution = 64;
    private const float Steepness = 40; // logits of the mean, so that the surface lies at the cut

    private readonly TriangleMesh _mesh;
    private readonly Quaternion _rotation;
    private readonly float _fieldOfView;

    /// <summary>Computes the mean.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="shapes">The training set, at least one.</param>
    /// <param name="fieldOfView">Of the camera of cases that state none, in degrees.</param>
    /// <param name="cancellationToken">Honoured once a shape.</param>
    /// <exception cref="EvaluationException">A shape has no surface.</exception>
    public MeanShapePredictor(string name, IReadOnlyList<TrainingShape> shapes, float fieldOfView = 50, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        Name = name;
        _fieldOfView = fieldOfView;
        _rotation = MeanRotation(shapes);
        _mesh = MeanMesh(shapes, cancellationToken);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ValueTask<ObjectPrediction> PredictAsync(EvaluationCase input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Mask is not { } mask)
        {
            return ValueTask.FromResult(new ObjectPrediction(_mesh));
        }

        CameraIntrinsics used = input.Camera ?? CameraIntrinsics.FromFieldOfView(_fieldOfView, mask.Width, mask.Height);
        return ValueTask.FromResult(new ObjectPrediction(_mesh, MaskFit.Place(_mesh, _rotation, mask, used), used));
    }

    // The sum of quaternions, each on the side of the first: the mean for rotations that are not far apart.
    private static Quaternion MeanRotation(IReadOnlyList<TrainingShape> shapes)
    {
        Quaternion sum = default;
        foreach (TrainingShape shape in shapes)
        {
            sum += Quaternion.Dot(shape.Rotation, shapes[0].Rotation) < 0 ? -shape.Rotation : shape.Rotation;
        }

        return sum.LengthSquared() > 1e-6f ? Quaternion.Normalize(sum) : shapes[0].Rotation;
    }

    private static TriangleMesh MeanMesh(IReadOnlyList<TrainingShape> shapes, CancellationToken cancellationToken)
    {
        float[] counts = new float[Resolution * Resolution * Resolution];
        TrainingShape[] meshes = [.. shapes.DistinctBy(s => s.Loader, ReferenceEqualityComparer.Instance)]; // a mesh that was drawn several times counts once
        foreach (TrainingShape shape in meshes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TriangleMesh unit = UnitCube.Normalize(shape.LoadMesh());
            VoxelSolid.Fill(unit, new Vector3(-1), new Vector3(1), Resolution, cancellationToken).AddTo(counts, Resolution);
        }

        // As many cells as the shapes have on the average: a cut at one half would leave little or nothing of shapes that differ much.
        int cells = Math.Clamp((int)Math.Round(counts.Sum(c => (double)c) / meshes.Length), 1, counts.Length - 1);
        float cut = counts.OrderDescending().ElementAt(cells - 1), below = counts.Where(c => c < cut).DefaultIfEmpty(cut - 1).Max();
        float level = (cut + below) / 2 / meshes.Length;
        float[] logits = Array.ConvertAll(counts, c => Steepness * ((c / meshes.Length) - level));
        TriangleMesh mesh = SurfaceExtractor.Extract(new OccupancyGrid(Resolution, logits), 0, new SurfaceOptions { MinComponentFraction = 0 });
        return mesh.TriangleCount > 0
            ? mesh
            : throw new EvaluationException($"The mean of {meshes.Length} training shapes has no surface: give shapes with some volume.");
    }
}
