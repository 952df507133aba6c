using System.Numerics;
using System.Text;
using Sam3D.Meshing;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Meshing.Loading;

public sealed class MeshFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.glb")]
    [InlineData("a.ply")]
    [InlineData("a.obj")]
    public void WhatWeWriteIsReadBack(string name)
    {
        Vector3[] colors = [new(1, 0, 0), new(0, 1, 0), new(0, 0, 1), new(0.5f)];
        TriangleMesh mesh = Shapes.Tetrahedron(colors, normals: true);
        mesh.Save(_folder.File(name));

        // OBJ files of others are y up, ours are z up.
        TriangleMesh read = MeshFile.Load(_folder.File(name), new MeshReadOptions { Up = UpAxis.Z });
        Assert.Equal(Corners(mesh), Corners(read), (a, b) => Vector3.Distance(a, b) < 1e-6f);
        Assert.Equal(Colors(mesh), Colors(read), (a, b) => Vector3.Distance(a, b) < 0.01f);
    }

    [Fact]
    public void ObjOfOthersWithMaterialsAndTexture()
    {
        // Red above, blue below; the upper left corner of the picture is uv (0, 1).
        new RgbImage(1, 2, [255, 0, 0, 0, 0, 255]).SavePng(_folder.File("wood.png"));
        Write("m.mtl", "newmtl wood\nKd 0 0 0\nmap_Kd wood.png\nnewmtl grey\nKd 0.5 0.5 0.5\n");
        Write("m.obj", """
            # comment
            mtllib m.mtl
            v 0 0 0
            v 1 0 0
            v 1 1 0
            v 0 1 0
            vt 0 1
            vt 0 0
            vn 0 0 1
            usemtl wood
            f 1/1/1 2/2/1 3/1/1 4/2/1
            usemtl grey
            f -4//1 -3//1 -2//1
            f 1 2 3 # fan of one
            """);
        LoadedMesh loaded = MeshFile.LoadWithMaterials(_folder.File("m.obj"));
        Assert.Equal(4, loaded.Mesh.TriangleCount);
        Assert.Equal(new Vector3(1, 0, 1), loaded.Mesh.Positions[loaded.Mesh.Indices[2]]); // y is up
        TriangleMesh mesh = loaded.WithVertexColors();
        Vector3[] colors = Colors(mesh);
        Assert.Equal(new Vector3(1, 0, 0), colors[0]);
        Assert.Equal(new Vector3(0, 0, 1), colors[1]);
        Assert.Equal(ColorSpace.ToLinear(0.5f), colors[6].X, 1e-6f);
        Assert.Equal(new Vector3(1, 0, 0), loaded.ColorAt(0, new Vector2(0.25f, 0)));
    }

    [Fact]
    public void PlyInWords()
    {
        Write("a.ply", "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\nproperty uchar red\nproperty uchar green\nproperty uchar blue\n"
            + "element face 1\nproperty list uchar int vertex_index\nend_header\n0 0 0 255 0 0\n1 0 0 255 0 0\n1 1 0 255 0 0\n0 1 0 0 0 255\n4 0 1 2 3\n");
        TriangleMesh mesh = MeshFile.Load(_folder.File("a.ply"));
        Assert.Equal([0, 1, 2, 0, 2, 3], mesh.Indices);
        Assert.Equal(new Vector3(0, 0, 1), mesh.Colors![3]);
    }

    [Fact]
    public void NamesLeadToTheMeshesOwnFolderOnly()
    {
        Directory.CreateDirectory(_folder.File("in"));
        Write("secret.mtl", "newmtl a\nKd 1 0 0\n");
        foreach (string name in (string[])["../secret.mtl", _folder.File("secret.mtl"), "..\\secret.mtl", "c:secret.mtl", "missing.mtl"])
        {
            Write("in/a.obj", $"mtllib {name}\nusemtl a\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
            Assert.NotEqual(new Vector3(1, 0, 0), MeshFile.Load(_folder.File("in/a.obj")).Colors![0]);
        }
    }

    [Theory]
    [InlineData("a.obj", "v 0 0 0\nf 1 2 3\n", "names '2' of 1 vertices")]
    [InlineData("a.obj", "v 0 0\n", "no three numbers")]
    [InlineData("a.obj", "v nan 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", "finite")]
    [InlineData("a.obj", "v 0 0 0\n", "no triangles")]
    [InlineData("a.ply", "ply\nformat ascii 1.0\nelement vertex 99999999999\nproperty float x\nend_header\n", "more than fit")]
    [InlineData("a.ply", "ply\nformat binary_little_endian 1.0\nelement vertex 2\nproperty float x\nend_header\n", "ends too early")]
    [InlineData("a.ply", "ply\nformat ascii 1.0\nelement face 1\nproperty list uchar int vertex_index\nend_header\n3 0 1 2\n", "names vertex 0 of 0")]
    [InlineData("a.ply", "plyx\n", "does not begin")]
    [InlineData("a.glb", "no glb at all, but long enough", "no binary glTF")]
    [InlineData("a.off", "", "one of .obj, .glb, .ply is read")]
    [InlineData("missing.obj", null, "cannot be read")]
    public void BadFilesAreToldInOneLine(string name, string? text, string message)
    {
        if (text is not null)
        {
            Write(name, text);
        }

        MeshFileException e = Assert.Throws<MeshFileException>(() => MeshFile.Load(_folder.File(name)));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void LimitsHold()
    {
        Write("a.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\nf 1 2 3\n");
        foreach (MeshReadOptions options in (MeshReadOptions[])[new() { MaxBytes = 10 }, new() { MaxVertices = 2 }, new() { MaxTriangles = 1 }])
        {
            Assert.Contains("at most", Throws(options).Replace("the most", "at most"), StringComparison.Ordinal);
        }

        string Throws(MeshReadOptions options) =>
            Assert.Throws<MeshFileException>(() => MeshFile.Load(_folder.File("a.obj"), options)).Message;
    }

    [Theory]
    [InlineData("a.glb")]
    [InlineData("a.ply")]
    [InlineData("a.obj")]
    public void DamagedFilesEndInOneTypedError(string name)
    {
        Shapes.Tetrahedron([new(1, 0, 0), new(0, 1, 0), new(0, 0, 1), new(0.5f)]).Save(_folder.File(name));
        byte[] valid = File.ReadAllBytes(_folder.File(name));
        var random = new Random(3);
        int refused = 0;
        for (int round = 0; round < 1500; round++)
        {
            byte[] bytes = round < valid.Length ? valid[..round] : [.. valid];
            for (int k = 0; k < 3 && round >= valid.Length; k++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(_folder.File(name), bytes);
            try
            {
                MeshFile.Load(_folder.File(name));
            }
            catch (MeshFileException)
            {
                refused++;
            }
        }

        Assert.True(refused > 100);
    }

    [Fact]
    public void GltfNodesThatLeadInCirclesEnd()
    {
        string json = """{"asset":{"version":"2.0"},"scenes":[{"nodes":[0]}],"nodes":[{"children":[0]}],"meshes":[],"accessors":[],"bufferViews":[]}""";
        byte[] text = Encoding.UTF8.GetBytes(json.PadRight((json.Length + 3) / 4 * 4));
        byte[] glb = [.. "glTF"u8, .. BitConverter.GetBytes(2), .. BitConverter.GetBytes(20 + text.Length), .. BitConverter.GetBytes(text.Length), .. "JSON"u8, .. text];
        File.WriteAllBytes(_folder.File("a.glb"), glb);
        Assert.Contains("nodes", Assert.Throws<MeshFileException>(() => MeshFile.Load(_folder.File("a.glb"))).Message, StringComparison.Ordinal);
    }

    private void Write(string name, string text) => File.WriteAllText(_folder.File(name), text);

    private static Vector3[] Corners(TriangleMesh mesh) => [.. mesh.Indices.Select(i => mesh.Positions[i])];

    private static Vector3[] Colors(TriangleMesh mesh) => [.. mesh.Indices.Select(i => mesh.Colors![i])];
}
