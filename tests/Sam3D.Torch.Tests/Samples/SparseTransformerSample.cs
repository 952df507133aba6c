using Sam3D.Networks;
using Sam3D.ParityTests;

namespace Sam3D.Torch.Tests;

/// <summary>What the samples of networks with windows of voxels have in common.</summary>
internal static class SparseTransformerSample
{
    /// <summary>A small transformer of random sizes.</summary>
    /// <param name="random">Where the sizes come from.</param>
    /// <param name="resolution">Voxels along an axis.</param>
    /// <param name="leastChannels">Fewest channels of a voxel.</param>
    /// <param name="mostChannels">Above the most channels of a voxel.</param>
    public static SparseTransformerConfig Config(Random random, int resolution, int leastChannels, int mostChannels)
    {
        int heads = random.Next(1, 4), width = 8 * heads * random.Next(1, 4);
        return new SparseTransformerConfig
        {
            LatentChannels = random.Next(leastChannels, mostChannels),
            ModelChannels = width,
            NumBlocks = 2,
            NumHeads = heads,
            MlpHidden = 2 * width,
            WindowSize = random.Next(2, 6),
            Resolution = resolution,
        };
    }

    /// <summary>Random values of random voxels, and their windows.</summary>
    /// <param name="random">Where the voxels come from.</param>
    /// <param name="config">The transformer.</param>
    /// <param name="name">What the values are called.</param>
    public static IReadOnlyList<SampleInput> Inputs(Random random, SparseTransformerConfig config, string name)
    {
        VoxelIndex[] voxels = SampleVoxels.Create(random, config.Resolution, 0.2);
        return
        [
            SampleInput.Normal(name, 0, voxels.Length, config.LatentChannels),
            .. SlatGaussianRun.Windows(voxels, config.WindowSize).Select(w => new SampleInput(w.Name, w.Value, IsIndex: true)),
        ];
    }
}
