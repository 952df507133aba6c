using Sam3D.Evaluation;
using Sam3D.Meshing;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Samples;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Training.Evaluation;

/// <summary>Samples of a training dataset as the baselines of an evaluation know them.</summary>
public static class DatasetShapes
{
    private const float Logit = 10;

    /// <summary>A sample's cropped mask, rotation and shape. The shape is read again when it is wanted, so that a large dataset takes 2 KB a sample.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="index">Number of the sample.</param>
    /// <exception cref="TrainingDataException">The record is damaged.</exception>
    public static TrainingShape Get(ShardDataset dataset, int index)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        TrainingSample sample = dataset.Get(index);
        return new TrainingShape(MaskCrop.Of(sample.Mask), sample.Pose.Rotation, () => Surface(dataset.Get(index).Voxels));
    }

    /// <summary>The surface of a sample's occupied voxels.</summary>
    private static TriangleMesh Surface(SampleVoxels voxels)
    {
        float[] logits = new float[voxels.Resolution * voxels.Resolution * voxels.Resolution];
        voxels.CopyOccupancy(logits);
        for (int i = 0; i < logits.Length; i++)
        {
            logits[i] = logits[i] > 0 ? Logit : -Logit;
        }

        return SurfaceExtractor.Extract(new OccupancyGrid(voxels.Resolution, logits), 0, new SurfaceOptions { MinComponentFraction = 0 });
    }
}
