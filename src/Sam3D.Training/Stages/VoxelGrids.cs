using TorchSharp;

namespace Sam3D.Training;

/// <summary>Dense grids of voxels.</summary>
internal static class VoxelGrids
{
    /// <summary>0 and 1 over a whole grid, x-major.</summary>
    /// <param name="voxels">Occupied voxels.</param>
    /// <param name="resolution">Cells along an axis that the network has.</param>
    /// <exception cref="TrainingException">The voxels have another resolution.</exception>
    public static float[] Occupancy(SparseVoxels voxels, int resolution)
    {
        if (voxels.Resolution != resolution)
        {
            throw new TrainingException($"The training samples have voxels of {voxels.Resolution}³, the model of {resolution}³; make the data with that resolution.");
        }

        float[] grid = new float[resolution * resolution * resolution];
        foreach (VoxelIndex v in voxels.Indices)
        {
            grid[(((v.X * resolution) + v.Y) * resolution) + v.Z] = 1;
        }

        return grid;
    }

    /// <summary>Mean intersection over union of logits above 0 with 0 and 1, [B, …] both.</summary>
    public static torch.Tensor IntersectionOverUnion(torch.Tensor logits, torch.Tensor occupancy)
    {
        return CandidateMaker.Score(logits, occupancy).mean();
    }

    /// <summary>A tensor of one number as a loss.</summary>
    public static LossValue Loss(this torch.Tensor value, string name) => new(name, value.item<float>());
}
