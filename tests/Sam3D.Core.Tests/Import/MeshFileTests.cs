using System.Numerics;
using Sam3D.Import;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Import;

public sealed class MeshFileTests
{
    [Theory]
    [InlineData("004_Bedside_table/bedsideTable2.obj", true)]
    [InlineData("029_Pallet/pallet.obj", false)]
    [InlineData("150_Stone_lantern/lantern.obj", true)]
    public void ReadsObjectsAsFoundInTheWild(string name, bool isTextured)
    {
        TexturedMesh mesh = MeshFile.Load(ObjectFile(name));
        Assert.True(mesh.Mesh.TriangleCount > 100);
        Assert.Equal(isTextured, mesh.Materials.Any(m => m.Texture is not null));
        Assert.All(mesh.Materials, m => Assert.InRange(m.BaseColor.X, 0f, 1f));

        // Colours are not all alike: the material or the texture was found.
        Vector3 first = mesh.ColorAt(0, new Vector2(0.3f));
        Assert.True(first.Length() > 0);
    }

    [Fact]
    public void YIsUpInObjFilesUnlessSaid()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.obj"), "v 0 0 0\nv 1 2 3\nv 0 1 0\nf 1 2 3\n");
        Assert.Equal(new Vector3(1, -3, 2), MeshFile.Load(folder.File("a.obj")).Mesh.Positions[1]);
        Assert.Equal(new Vector3(1, 2, 3), MeshFile.Load(folder.File("a.obj"), new MeshReadOptions { Up = MeshUpAxis.Z }).Mesh.Positions[1]);
    }

    [Fact]
    public void PolygonsNegativeIndicesAndMaterials()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("m.mtl"), "newmtl red\nKd 1 0 0\nnewmtl half\nKd 0.5 0.5 0.5\n");
        File.WriteAllText(
            folder.File("a.obj"),
            "mtllib m.mtl\nv 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nusemtl red\nf 1/1 2/2 3/3 4/4\nusemtl half\nf -4/-4 -3/-3 \\\n-2/-2\n");
        TexturedMesh mesh = MeshFile.Load(folder.File("a.obj"));
        Assert.Equal(3, mesh.Mesh.TriangleCount);
        Assert.Equal(4, mesh.Mesh.Positions.Length);
        Assert.Equal(Vector3.UnitX, mesh.ColorAt(1, default));
        Assert.Equal(ColorSpace.ToLinear(0.5f), mesh.ColorAt(2, default).X, 1e-6f);
        Assert.Equal(new Vector2(0, 1), mesh.TexCoords![0]);
    }

    [Fact]
    public void GlbAndPlyComeBackAsTheyWereWritten()
    {
        using var folder = new TemporaryFolder();
        var mesh = new TriangleMesh(
            [new(0, 0, 0), new(0.5f, 0, 0), new(0, 0.25f, 0), new(0, 0, 0.4f)], [0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3], null, [Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ, Vector3.One]);
        mesh.SaveGlb(folder.File("a.glb"));
        mesh.SavePly(folder.File("a.ply"));
        foreach (string name in (string[])["a.glb", "a.ply"])
        {
            TexturedMesh read = MeshFile.Load(folder.File(name));
            Assert.Equal(mesh.TriangleCount, read.Mesh.TriangleCount);
            for (int i = 0; i < mesh.Indices.Length; i++)
            {
                Assert.Equal(mesh.Positions[mesh.Indices[i]], read.Mesh.Positions[read.Mesh.Indices[i]]);
                Assert.True(Vector3.Distance(mesh.Colors![mesh.Indices[i]], read.Mesh.Colors![read.Mesh.Indices[i]]) < 0.01f);
            }
        }
    }

    [Theory]
    [InlineData("mtllib ../m.mtl", "relative path")]
    [InlineData("mtllib /etc/passwd", "relative path")]
    [InlineData("mtllib C:\\m.mtl", "relative path")]
    [InlineData("mtllib a/../../m.mtl", "relative path")]
    [InlineData("mtllib t.mtl", "relative path")]
    [InlineData("v 0 0 x", "expected a number")]
    [InlineData("v 0 0", "2 numbers")]
    [InlineData("v nan 0 0\nf 1 1 2", "finite")]
    [InlineData("f 1 2 9", "expected 1 to")]
    [InlineData("f 0 1 2", "expected 1 to")]
    [InlineData("", "no triangle")]
    public void HostileObjFilesEndInOneLine(string text, string part)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("t.mtl"), "newmtl a\nmap_Kd ../../secret.png\n");
        File.WriteAllText(folder.File("a.obj"), text + "\nv 0 0 0\nv 1 0 0\nv 0 1 0\n");
        AssertOneLine(Assert.Throws<MeshFileException>(() => MeshFile.Load(folder.File("a.obj"))), part);
    }

    [Fact]
    public void LinksOutOfTheFolderAreRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a privilege there.");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("o"));
        File.WriteAllText(folder.File("m.mtl"), "newmtl a\nKd 1 0 0\n");
        File.CreateSymbolicLink(folder.File("o/m.mtl"), folder.File("m.mtl"));
        File.WriteAllText(folder.File("o/a.obj"), "mtllib m.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
        AssertOneLine(Assert.Throws<MeshFileException>(() => MeshFile.Load(folder.File("o/a.obj"))), "link");
    }

    [Theory]
    [InlineData("a.stl", "expected .glb, .obj, .ply")]
    [InlineData("a.obj", "cannot be read")]
    public void MissingAndUnknownFilesAreNamed(string name, string part)
    {
        using var folder = new TemporaryFolder();
        AssertOneLine(Assert.Throws<MeshFileException>(() => MeshFile.Load(folder.File(name))), part);
    }

    [Theory]
    [InlineData("ply\nformat ascii 1.0\nelement vertex 2000000000\nproperty float x\nend_header\n", "the limit is")]
    [InlineData("ply\nformat ascii 1.0\nelement vertex 1\nend_header\n", "without properties")]
    [InlineData("ply\nformat ascii 1.0\nelement vertex 1\nproperty float q\nend_header\n1\n", "without x, y and z")]
    [InlineData("ply\nformat ascii 1.0\nelement face 1\nproperty list int int vertex_indices\nend_header\n99999 1\n", "list of 99999")]
    [InlineData("ply\nformat ascii 1.0\nelement face 1\nproperty list int int vertex_indices\nend_header\n3 0 1 2\n", "expected 0 to")]
    [InlineData("PLY\n", "does not begin")]
    public void HostilePlyFilesEndInOneLine(string text, string part)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.ply"), text);
        AssertOneLine(Assert.Throws<MeshFileException>(() => MeshFile.Load(folder.File("a.ply"))), part);
    }

    [Theory]
    [InlineData(".glb")]
    [InlineData(".ply")]
    [InlineData(".obj")]
    public void EveryTruncationIsReadOrRefused(string extension)
    {
        using var folder = new TemporaryFolder();
        var mesh = new TriangleMesh([new(0, 0, 0), new(0.5f, 0, 0), new(0, 0.25f, 0)], [0, 1, 2], null, [Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ]);
        string whole = folder.File("whole" + extension), cut = folder.File("cut" + extension);
        mesh.Save(whole);
        byte[] bytes = File.ReadAllBytes(whole);
        int refused = 0;
        for (int length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 150))
        {
            File.WriteAllBytes(cut, bytes[..length]);
            try
            {
                MeshFile.Load(cut);
            }
            catch (MeshFileException e)
            {
                refused++;
                AssertOneLine(e, "");
            }
        }

        Assert.True(refused > 20);
    }

    [Fact]
    public void LimitsHold()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.obj"), "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 1 1 0\nf 1 2 3\nf 2 3 4\n");
        foreach ((MeshReadOptions options, string part) in ((MeshReadOptions, string)[])
            [
                (new MeshReadOptions { MaxBytes = 10 }, "bytes"), (new MeshReadOptions { MaxVertices = 3 }, "vertices"),
                (new MeshReadOptions { MaxTriangles = 1 }, "triangles"), (new MeshReadOptions { MaxLineLength = 5 }, "longer than"),
            ])
        {
            AssertOneLine(Assert.Throws<MeshFileException>(() => MeshFile.Load(folder.File("a.obj"), options)), part);
        }
    }

    private static string ObjectFile(string name) => Path.Combine(Repository.Root, "tests", "fixtures", "objects", name);

    private static void AssertOneLine(MeshFileException error, string part)
    {
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
