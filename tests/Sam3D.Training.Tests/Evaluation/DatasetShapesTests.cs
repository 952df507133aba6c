using System.Numerics;
using Sam3D.Evaluation;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Meshes;
using Sam3D.Training.Data.Samples;
using Sam3D.Training.Data.Storage;
using Sam3D.Training.Evaluation;
using Sam3D.Training.Tests.Data.Storage;

namespace Sam3D.Training.Tests.Evaluation;

public sealed class DatasetShapesTests : IDisposable
{
    private const int Resolution = 16;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ASampleIsItsMaskItsRotationAndTheSurfaceOfItsVoxels()
    {
        ShardDataset dataset = DatasetImporter.Import(
            _folder.File("d"), 2, i => Boxes.Make(i), "boxes", new ImportOptions { Resolution = Resolution }, threads: 1, cancellationToken: TestContext.Current.CancellationToken);
        TrainingSample sample = dataset.Get(1);
        TrainingShape shape = DatasetShapes.Get(dataset, 1);
        Assert.Equal(MaskCrop.Of(sample.Mask), shape.Crop);
        Assert.Equal(Boxes.Make(1).Pose.Rotation, shape.Rotation);

        // Smoothing moves the surface by less than a voxel: what lies a voxel deep is inside, what lies a voxel out is outside.
        TriangleMesh mesh = shape.LoadMesh();
        var field = new MeshField(mesh);
        int inside = 0, outside = 0;
        for (int n = 0; n < Resolution * Resolution * Resolution; n++)
        {
            (int x, int y, int z) = (n / (Resolution * Resolution), n / Resolution % Resolution, n % Resolution);
            int occupied = Around(sample.Voxels, x, y, z);
            if (occupied is not 0 and not 27)
            {
                continue;
            }

            float[] distance = [0];
            field.SignedDistances([((new Vector3(x, y, z) + new Vector3(0.5f)) / Resolution) - new Vector3(0.5f)], distance);
            Assert.True(occupied == 27 ? distance[0] < 0 : distance[0] > 0, $"{x}, {y}, {z}: {distance[0]}");
            (inside, outside) = (inside + (occupied == 27 ? 1 : 0), outside + (occupied == 0 ? 1 : 0));
        }

        Assert.True(inside > 100 && outside > 1000, $"{inside}, {outside}");
        Assert.Equal(mesh.Positions, shape.LoadMesh().Positions);
    }

    [Fact]
    public void AShapeIsReadWhenItIsWanted()
    {
        ShardDataset dataset = DatasetImporter.Import(
            _folder.File("d"), 1, i => Boxes.Make(i), "boxes", new ImportOptions { Resolution = 8 }, threads: 1, cancellationToken: TestContext.Current.CancellationToken);
        TrainingShape shape = DatasetShapes.Get(dataset, 0);
        string path = Path.Combine(dataset.Folder, ShardFile.NameOf(0));
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Throws<TrainingDataException>(shape.LoadMesh);
        Assert.Throws<TrainingDataException>(() => DatasetShapes.Get(dataset, 0));
    }

    // How many of a voxel and its 26 neighbours are occupied; outside of the grid nothing is.
    private static int Around(SampleVoxels voxels, int x, int y, int z)
    {
        int count = 0;
        for (int n = 0; n < 27; n++)
        {
            (int i, int j, int k) = (x + (n / 9) - 1, y + (n / 3 % 3) - 1, z + (n % 3) - 1);
            bool exists = Math.Min(i, Math.Min(j, k)) >= 0 && Math.Max(i, Math.Max(j, k)) < voxels.Resolution;
            count += exists && voxels.IsOccupied(i, j, k) ? 1 : 0;
        }

        return count;
    }
}
