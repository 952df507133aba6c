namespace Sam3D.Core.Tests.Export;

public sealed class MeshFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sam3d-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TheEndingChoosesTheFormat()
    {
        TriangleMesh mesh = Sample.Torus();
        (string Name, Action<string> Save)[] formats =
            [(".glb", mesh.SaveGlb), (".ply", mesh.SavePly), (".obj", mesh.SaveObj), (".stl", mesh.SaveStl)];
        Assert.Equal(formats.Select(f => f.Name), MeshFiles.Endings);
        foreach ((string ending, Action<string> save) in formats)
        {
            string chosen = Path.Combine(_folder, "A" + ending.ToUpperInvariant()), direct = Path.Combine(_folder, "b" + ending);
            mesh.Save(chosen);
            save(direct);
            Assert.Equal(File.ReadAllBytes(direct), File.ReadAllBytes(chosen));
        }
    }

    [Theory]
    [InlineData("a.fbx", ".fbx")]
    [InlineData("a", "''")]
    public void AnUnknownEndingIsRefusedWithTheKnownOnes(string name, string says)
    {
        string message = Assert.Throws<ExportException>(() => Sample.Torus().Save(Path.Combine(_folder, name))).Message;
        Assert.Contains(says, message);
        Assert.Contains(".glb, .ply, .obj, .stl", message);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void AnEmptyMeshLeavesNoFile()
    {
        var empty = new TriangleMesh([], []);
        foreach (string ending in MeshFiles.Endings)
        {
            Assert.Throws<ExportException>(() => empty.Save(Path.Combine(_folder, "a" + ending)));
        }

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void APoseMakesAPlacedFile()
    {
        string plain = Path.Combine(_folder, "plain.glb"), placed = Path.Combine(_folder, "placed.glb");
        Sample.Torus().SaveGlb(plain);
        Sample.Torus().SaveGlb(placed, Sample.Pose);
        Assert.True(new FileInfo(placed).Length > new FileInfo(plain).Length);
    }
}
