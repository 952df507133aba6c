using Sam3D.Conversion;
using Sam3D.Evaluation;
using Sam3D.Meshing;
using Sam3D.Metrics;
using Sam3D.Torch;
using Sam3D.Training.Data.Samples;
using Sam3D.Training.Data.Storage;
using Sam3D.Voxels;
using TorchSharp;

namespace Sam3D.Training.Evaluation;

/// <summary>
/// Scores the auto-encoders of a checkpoint folder on samples of a dataset: <c>ss_encoder</c> and <c>ss_decoder</c>, and, where they are there, <c>slat_encoder</c> and <c>slat_decoder_mesh</c>.
/// Surfaces are normalised as in an evaluation and not aligned, because both lie in one frame.
/// </summary>
public sealed class AutoencoderEvaluation : IDisposable
{
    private static readonly double Threshold = new EvaluationOptions().FScoreThreshold;
    private const float Logit = 10;

    private readonly StructureNetworks _structure;
    private readonly LatentNetworks? _latents;
    private readonly bool _solid;
    private readonly ParameterStore _store = new();

    /// <summary>Opens the networks.</summary>
    /// <param name="checkpoint">A checkpoint folder with encoders, as <c>sam3d train</c> delivers it.</param>
    /// <exception cref="TrainingException">It has no structure auto-encoder.</exception>
    /// <exception cref="CheckpointException">A file cannot be used.</exception>
    public AutoencoderEvaluation(string checkpoint)
    {
        var folder = new ModelFolder(checkpoint);
        folder.RequireWeights(StructureNetworks.EncoderFile);
        folder.RequireWeights(StructureNetworks.DecoderFile);
        _solid = VoxelDecoderConfig.ReadMeshSolid(folder.Pipeline);
        _structure = new StructureNetworks(folder);
        _structure.FillEncoder(folder, _store, 0, train: false);
        _structure.FillDecoder(folder, _store, 0, train: false);
        if (folder.HasWeights(LatentNetworks.EncoderFile) && folder.HasWeights(LatentNetworks.MeshFile))
        {
            _latents = new LatentNetworks(folder);
            _latents.FillEncoder(folder, _store, 0, train: false);
            _latents.FillDecoders(folder, _store, 0);
        }
    }

    /// <summary>Scores consecutive samples, one after the other.</summary>
    /// <param name="dataset">The dataset; its meshes must still be there.</param>
    /// <param name="first">Number of the first sample.</param>
    /// <param name="count">Number of samples; as many as there are, where the dataset has fewer.</param>
    /// <param name="points">Points on each surface.</param>
    /// <param name="threads">Threads of networks and comparisons.</param>
    /// <param name="sources">Where its meshes and photographs are now; <see langword="null"/> is where they were.</param>
    /// <param name="cancellationToken">Honoured between samples.</param>
    /// <exception cref="Data.TrainingDataException">The dataset cannot be used.</exception>
    public IEnumerable<AutoencoderScore> Score(ShardDataset dataset, int first, int count, int points, int threads, DatasetSources? sources = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        torch.set_num_threads(threads);
        foreach ((int i, EvaluationItem item) in DatasetCases.Of(dataset, first, count, sources).Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            SurfaceSample truth = SurfaceSampler.Sample(UnitCube.Normalize(item.Load().Truth), points, 2);
            yield return Score(item.Name, dataset.Get(first + i), truth, threads);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    private AutoencoderScore Score(string name, TrainingSample sample, SurfaceSample truth, int threads)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable plain = torch.no_grad();
        int r = _structure.Encoder.InputResolution;
        SparseVoxels voxels = TrainingData.Occupied(sample.Voxels);
        float[] occupancy = VoxelGrids.Occupancy(voxels, r);
        torch.Tensor grid = AlignedTensor.Create(occupancy, [1, 1, r, r, r]), logits = _structure.Decode(_store, _structure.Encode(_store, grid).Mean);
        var solid = new OccupancyGrid(r, [.. occupancy.Select(o => o > 0 ? Logit : -Logit)]);
        return new AutoencoderScore
        {
            Case = name,
            StructureIoU = VoxelGrids.IntersectionOverUnion(logits, grid).item<float>(),
            TrueVoxelF1 = F1(SurfaceExtractor.Extract(solid), truth, threads),
            DecodedVoxelF1 = F1(SurfaceExtractor.Extract(new OccupancyGrid(r, logits.contiguous().data<float>().ToArray())), truth, threads),
            MeshF1 = _latents is { } latents && sample.Surface is { } surface && voxels.Count > 0 ? F1(Mesh(latents, SurfaceVoxels.Of(voxels), solid, surface), truth, threads) : null,
        };
    }

    private TriangleMesh Mesh(LatentNetworks latents, SparseVoxels voxels, OccupancyGrid solid, SurfaceSamples surface)
    {
        VoxelTargets targets = VoxelTargets.Create(voxels, surface);
        torch.Tensor features = AlignedTensor.Create(targets.Features(), [targets.Voxels.Length, VoxelTargets.FeatureCount]);
        (torch.Tensor cubes, VoxelIndex[] places) = latents.DecodeMesh(_store, latents.Encode(_store, features, targets.Voxels).Mean, targets.Voxels);
        SparseVoxels inside = _solid ? VoxelEnclosure.Of(voxels, solid) : new SparseVoxels(voxels.Resolution, []);
        return FlexiCubesExtraction.Extract(new SparseVoxels(voxels.Resolution * 4, places), cubes.contiguous().data<float>().ToArray(), inside);
    }

    private static double F1(TriangleMesh mesh, SurfaceSample truth, int threads) => mesh.Indices.Length == 0
        ? 0
        : SurfaceComparison.Compare(SurfaceSampler.Sample(UnitCube.Normalize(mesh), truth.Count, 1), truth, threads).FScore(Threshold).F1;
}
