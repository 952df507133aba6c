using System.Numerics;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Families;
using Sam3D.Training.Data.Meshes;
using Sam3D.Training.Data.Objects;
using Sam3D.Training.Data.Samples;

namespace Sam3D.Training.Tests.Data.Meshes;

public sealed class MeshLibraryTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "fixtures", "objects");

    [Fact]
    public void UsersMeshesBecomeTrainingObjects()
    {
        MeshLibrary library = MeshLibrary.Open(new DataOptions { Meshes = Folder });
        Assert.Equal(3, library.Count);
        for (int i = 0; i < library.Count; i++)
        {
            TrainingObject item = library.Get(i);
            SampleVoxels voxels = Voxelizer.Create(item, 32, withFine: false);
            Assert.InRange(voxels.CountOccupied(), 300, 27_000);
            Assert.InRange(voxels.Surface.Count, 300, 10_000);
            Assert.Same(item.Mesh, library.Get(i).Mesh);
            Assert.Same(item.KeptVoxels!(), library.Get(i).KeptVoxels!());
        }
    }

    [Fact]
    public void SymmetriesAreFound()
    {
        Assert.Equal(ObjectSymmetry.None, Find("mug", 0));
        Assert.Equal(ObjectSymmetry.Rotational, Find("bottle", 0));
        ObjectSymmetry square = Enumerable.Range(0, 40).Select(i => (Item: ObjectFamilies.Create("table", 1, (uint)i, 48), i))
            .First(t => t.Item.Symmetry == ObjectSymmetry.FourFold).Item is { } table ? SymmetryFinder.Find(Voxelizer.Create(table, 32, false)) : default;
        Assert.Equal(ObjectSymmetry.FourFold, square);

        static ObjectSymmetry Find(string family, uint index) => SymmetryFinder.Find(Voxelizer.Create(ObjectFamilies.Create(family, 1, index, 64), 32, false));
    }

    [Fact]
    public void SamplesShowUsersMeshes()
    {
        var options = new DataOptions { Meshes = Folder, MeshShare = 1, ImageSize = 64 };
        var factory = new SampleFactory(options);
        Assert.Equal(64, factory.Sources.Length);
        TrainingSample[] samples = [.. Enumerable.Range(0, 8).Select(i => factory.Create(i))];
        Assert.True(samples.Select(s => s.Family).Distinct().Count() > 1);
        Assert.All(samples, s => Assert.True(s.Mask.Count > 50));

        // The colours of textures reach the voxels; the pallet has one colour alone.
        Assert.All(samples, s => Assert.Equal(s.Family != "pallet", s.Voxels.Colors.Any(c => Vector3.Distance(c, s.Voxels.Colors[0]) > 0.003f)));
    }

    [Fact]
    public void AFolderWithoutMeshesIsNamed()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("holds no mesh", Assert.Throws<TrainingDataException>(() => MeshLibrary.Open(new DataOptions { Meshes = folder.Path })).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<TrainingDataException>(() => MeshLibrary.Open(new DataOptions { Meshes = folder.File("no") })).Message, StringComparison.Ordinal);
    }
}
