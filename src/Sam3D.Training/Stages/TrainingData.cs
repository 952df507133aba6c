using System.Numerics;
using Sam3D.Imaging;
using Sam3D.Training.Data.Samples;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Training;

/// <summary>The samples of several datasets, one after the other. One whose visible object is too thin to be cropped (a sheet seen from its edge), or has no voxel, is replaced by the nearest before it: samples that are held out come last, and are not trained on for it.</summary>
internal sealed class TrainingData : ITrainingData
{
    private readonly ShardDataset[] _sets;

    private TrainingData(ShardDataset[] sets)
    {
        _sets = sets;
        Count = checked(sets.Sum(s => s.Count));
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>Opens datasets.</summary>
    /// <param name="folders">Their folders.</param>
    /// <exception cref="Data.TrainingDataException">A folder holds no finished dataset.</exception>
    public static TrainingData Open(IReadOnlyList<string> folders) => new([.. folders.Select(ShardDataset.Open)]);

    /// <inheritdoc/>
    /// <exception cref="TrainingException">No sample shows an object that is large enough.</exception>
    public TrainingItem Read(int index)
    {
        // The one itself, those before it, and those behind it.
        foreach (int i in Enumerable.Range(0, index + 1).Reverse().Concat(Enumerable.Range(index + 1, Count - index - 1)))
        {
            TrainingSample sample = Sample(i);
            if (IsUsable(sample))
            {
                return Item(sample);
            }
        }

        throw new TrainingException(
            $"None of {Count} samples shows {JointPictures.LeastObjectSide}×{JointPictures.LeastObjectSide} pixels of an object with voxels or more; generate them with larger pictures.");
    }

    /// <summary>Whether a sample shows enough of its object to be cropped, and has a voxel.</summary>
    internal static bool IsUsable(TrainingSample sample) =>
        sample.Mask.GetBounds() is { Width: >= JointPictures.LeastObjectSide, Height: >= JointPictures.LeastObjectSide } && sample.Voxels.CountOccupied() > 0;

    private static TrainingItem Item(TrainingSample sample) => new()
    {
        Photo = sample.Image,
        Mask = sample.Mask,
        Pose = sample.Pose,
        Voxels = Occupied(sample.Voxels),
        Surface = sample.Surface ?? OfVoxels(sample.Voxels),
    };

    private TrainingSample Sample(int index)
    {
        int set = 0;
        for (; index >= _sets[set].Count; set++)
        {
            index -= _sets[set].Count;
        }

        return _sets[set].Get(index);
    }

    /// <summary>The occupied voxels of a sample.</summary>
    internal static SparseVoxels Occupied(SampleVoxels voxels)
    {
        int r = voxels.Resolution;
        var indices = new List<VoxelIndex>();
        for (int n = 0; n < r * r * r; n++)
        {
            var index = new VoxelIndex(n / (r * r), n / r % r, n % r);
            if (voxels.IsOccupied(index.X, index.Y, index.Z))
            {
                indices.Add(index);
            }
        }

        return new SparseVoxels(r, [.. indices]);
    }

    /// <summary>Where a sample has no points of the surface: one for each voxel that it passes.</summary>
    private static SurfaceSamples OfVoxels(SampleVoxels voxels)
    {
        var positions = new Vector3[voxels.Surface.Count];
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = voxels.Surface.Center(voxels.Surface.Indices[i]) - (voxels.Distances[i] / voxels.Resolution * voxels.Normals[i]);
        }

        return new SurfaceSamples(positions, voxels.Normals, voxels.Colors);
    }
}
