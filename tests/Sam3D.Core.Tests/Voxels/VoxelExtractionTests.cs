using Sam3D.Tensors;
using Sam3D.Voxels;

namespace Sam3D.Core.Tests.Voxels;

public sealed class VoxelExtractionTests
{
    [Theory]
    [InlineData(1, 0f)]
    [InlineData(5, 0f)]
    [InlineData(8, 0.7f)]
    public void The_cells_above_the_threshold_come_in_lexicographic_order(int resolution, float threshold)
    {
        float[] logits = new float[resolution * resolution * resolution];
        Philox.FillNormal(logits, seed: 1, stream: 0);
        var grid = new OccupancyGrid(resolution, logits);
        var expected = new List<VoxelIndex>();
        for (int x = 0; x < resolution; x++)
        {
            for (int y = 0; y < resolution; y++)
            {
                for (int z = 0; z < resolution; z++)
                {
                    if (grid[x, y, z] > threshold)
                    {
                        expected.Add(new VoxelIndex(x, y, z));
                    }
                }
            }
        }

        SparseVoxels voxels = VoxelExtraction.FromLogits(grid, threshold);
        Assert.Equal(resolution, voxels.Resolution);
        Assert.Equal(expected, voxels.Indices.ToArray());
    }

    [Fact]
    public void A_logit_on_the_threshold_and_NaN_are_empty()
    {
        var grid = new OccupancyGrid(2, [0f, 1e-6f, float.NaN, -1f, float.PositiveInfinity, 0f, -0f, float.NegativeInfinity]);
        Assert.Equal([new(0, 0, 1), new(1, 0, 0)], VoxelExtraction.FromLogits(grid, 0f).Indices.ToArray());
    }
}
