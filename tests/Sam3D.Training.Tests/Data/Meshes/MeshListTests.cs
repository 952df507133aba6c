using System.Numerics;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Meshes;
using Sam3D.Training.Data.Storage;

namespace Sam3D.Training.Tests.Data.Meshes;

/// <summary>Lists of meshes: columns by name, sizes, turns; wrong and hostile ones are refused in one line.</summary>
public sealed class MeshListTests : IDisposable
{
    private const string Header = "file\twidth_cm\tdepth_cm\theight_cm\tmodel_rotation\n";
    private readonly TemporaryFolder _folder = new();

    public MeshListTests()
    {
        Directory.CreateDirectory(_folder.File("meshes/deep"));
        foreach (string name in (string[])["meshes/a.obj", "meshes/deep/b.ply", "outside.obj", "meshes/notes.txt"])
        {
            File.WriteAllText(_folder.File(name), "");
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ColumnsAreFoundByTheirNames()
    {
        (MeshListEntry[] entries, byte[] digest) = Read(
            "\uFEFFname\theight_cm\tobj\tdepth_cm\tprice\twidth_cm\tmodel_rotation\r\nchair\t90\tdeep/b.ply\t50.5\t7\t45\t0 0 1 0 1 0 -1 0 0\r\n\r\nbox\t1e1\ta.obj\t3\tfree\t2\n");
        Assert.Equal(32, digest.Length);
        Assert.Equal(["deep/b.ply", "a.obj"], entries.Select(e => e.File));
        Assert.Equal(new Vector3(45, 50.5f, 90), entries[0].Size);
        Assert.Equal(new Vector3(2, 3, 10), entries[1].Size);
        Assert.Null(entries[1].Turn);

        // y up: x goes to −z, and z to x. In object axes, where −y is the front: x goes to y, and y to −x.
        Matrix4x4 turn = entries[0].Turn!.Value;
        Assert.Equal(Vector3.UnitY, Vector3.TransformNormal(Vector3.UnitX, turn));
        Assert.Equal(-Vector3.UnitX, Vector3.TransformNormal(Vector3.UnitY, turn));
        Assert.Equal(Vector3.UnitZ, Vector3.TransformNormal(Vector3.UnitZ, turn));
    }

    [Fact]
    public void SizesAndTurnsCanBeLeftOut()
    {
        (MeshListEntry[] entries, _) = Read("file\na.obj\ndeep\\b.ply\na.obj\n");
        Assert.Equal([new MeshListEntry("a.obj"), new MeshListEntry("deep/b.ply"), new MeshListEntry("a.obj")], entries);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("mesh\na.obj\n", "no column 'file'")]
    [InlineData("file\tfile\na.obj\ta.obj\n", "column 'file' twice")]
    [InlineData("file\twidth_cm\theight_cm\na.obj\t1\t1\n", "no column 'depth_cm'")]
    [InlineData("file\n\n", "names no mesh")]
    [InlineData("file\n../outside.obj\n", "line 2 names '../outside.obj', expected a relative path")]
    [InlineData("file\ndeep/../a.obj\n", "expected a relative path")]
    [InlineData("file\n/etc/passwd.obj\n", "expected a relative path")]
    [InlineData("file\nC:\\a.obj\n", "expected a relative path")]
    [InlineData("file\n..\\outside.obj\n", "expected a relative path")]
    [InlineData("file\nnotes.txt\n", "expected a mesh (.glb, .obj, .ply)")]
    [InlineData("file\na.obj\nmissing.obj\n", "line 3 names 'missing.obj', which does not exist")]
    [InlineData("file\nlink.obj\n", "reached by a link")]
    [InlineData("file\nup/outside.obj\n", "reached by a link")]
    [InlineData(Header + "a.obj\t0\t1\t1\n", "line 2 has width_cm '0', expected a number above 0")]
    [InlineData(Header + "a.obj\t1\t-2\t1\n", "depth_cm '-2'")]
    [InlineData(Header + "a.obj\t1\t1\n", "height_cm ''")]
    [InlineData(Header + "a.obj\t1\t1\tNaN\n", "height_cm 'NaN'")]
    [InlineData(Header + "a.obj\t1\t1\t1e30\n", "height_cm '1e30'")]
    [InlineData(Header + "a.obj\t1\t1\t1\t1 0 0 0 1 0\n", "model_rotation '1 0 0 0 1 0'")]
    [InlineData(Header + "a.obj\t1\t1\t1\t1 0 0 0 1 0 0 0 1 0\n", "expected nine numbers")]
    [InlineData(Header + "a.obj\t1\t1\t1\t2 0 0 0 1 0 0 0 1\n", "expected nine numbers of a rotation")]
    [InlineData(Header + "a.obj\t1\t1\t1\t-1 0 0 0 1 0 0 0 1\n", "expected nine numbers of a rotation")]
    [InlineData(Header + "a.obj\t1\t1\t1\t1 0 0 0 x 0 0 0 1\n", "expected nine numbers of a rotation")]
    public void WrongListsAreRefusedInOneLine(string text, string expected)
    {
        File.CreateSymbolicLink(_folder.File("meshes/link.obj"), _folder.File("outside.obj"));
        Directory.CreateSymbolicLink(_folder.File("meshes/up"), _folder.Path);
        string message = Assert.Throws<TrainingDataException>(() => Read(text)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("list.tsv", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void AListThatIsMissingOrTooLargeIsNamed()
    {
        Assert.Contains("cannot be read", Assert.Throws<TrainingDataException>(() => MeshList.Read(_folder.File("no.tsv"), _folder.File("meshes"))).Message, StringComparison.Ordinal);
        using (FileStream large = File.Create(_folder.File("list.tsv")))
        {
            large.SetLength(DatasetLimits.MaxMeshListBytes + 1L);
        }

        Assert.Contains("the limit", Assert.Throws<TrainingDataException>(() => MeshList.Read(_folder.File("list.tsv"), _folder.File("meshes"))).Message, StringComparison.Ordinal);
    }

    private (MeshListEntry[] Entries, byte[] Digest) Read(string text)
    {
        File.WriteAllText(_folder.File("list.tsv"), text);
        return MeshList.Read(_folder.File("list.tsv"), _folder.File("meshes"));
    }
}
