using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Sam3D.Cli.Inspection;
using Sam3D.Export;

namespace Sam3D.Cli.Tests.Inspection;

public sealed class GlbInfoTests
{
    private const int Mutations = 10_000;

    [Fact]
    public void BoundsFollowTheNodes()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(5);
        Vector3[] positions = [.. Enumerable.Range(0, 8).Select(i => new Vector3((i & 1) - 0.5f, ((i >> 1) & 1) - 0.5f, (i >> 2) - 0.5f) * 0.8f)];
        var mesh = new TriangleMesh(positions, [0, 1, 2, 5, 6, 7]);
        ObjectPose pose = new()
        {
            Rotation = Quaternion.Normalize(new Quaternion(random.NextSingle(), random.NextSingle(), random.NextSingle(), random.NextSingle())),
            Translation = new Vector3(0.3f, -0.2f, 2),
            Scale = 0.7f,
        };
        mesh.SaveGlb(folder.File("placed.glb"), pose);

        // Official camera space (x left, y up, z forward) is (−x, y, −z) in glTF.
        Vector3[] expected = [.. positions.Select(pose.Apply).Select(p => new Vector3(-p.X, p.Y, -p.Z))];
        GlbInfo info = GlbInfo.Read(folder.File("placed.glb"));
        Vector3 min = expected.Aggregate(Vector3.Min), max = expected.Aggregate(Vector3.Max);
        Assert.Equal([min.X, min.Y, min.Z], info.Min!, (a, b) => MathF.Abs(a - b) < 1e-5f);
        Assert.Equal([max.X, max.Y, max.Z], info.Max!, (a, b) => MathF.Abs(a - b) < 1e-5f);
    }

    [Theory]
    [InlineData("""{"scenes":[{"nodes":[0]}],"nodes":[{"children":[0]}]}""", "several parents")]
    [InlineData("""{"scenes":[{"nodes":[7]}]}""", "node 7")]
    [InlineData("""{"scene":3,"scenes":[{"nodes":[0]}]}""", "scene 3")]
    [InlineData("""{"scenes":[null]}""", "scene 0")]
    [InlineData("""{"scenes":[{"nodes":[0]}],"nodes":[{"mesh":-1}]}""", "mesh -1")]
    [InlineData("""{"scenes":[{"nodes":[0]}],"nodes":[{"matrix":[1,2]}]}""", "matrix has 2 numbers")]
    [InlineData("""{"scenes":[{"nodes":[0]}],"nodes":[{"rotation":[1,2]}]}""", "rotation has 2 numbers")]
    [InlineData("""{"scenes":[{"nodes":[0]}],"nodes":[{"scale":[]}]}""", "scale has 0 numbers")]
    [InlineData("""{"meshes":[{"primitives":[{"indices":1}]}]}""", "accessor 1")]
    [InlineData("""{"accessors":[{"count":9223372036854775807}],"meshes":[{"primitives":[{"indices":0}]}]}""", "9223372036854775807 elements")]
    [InlineData("""{"accessors":[{"count":3}],"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],"meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}]}""", "bounds")]
    [InlineData("""{"meshes":7}""", "no valid glTF")]
    [InlineData("""null""", "empty JSON")]
    [InlineData("""{""", "no valid glTF")]
    public void ADocumentThatContradictsItselfIsRefused(string json, string part)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("a.glb"), Glb(Encoding.UTF8.GetBytes(json)));
        Assert.Contains(part, Assert.Throws<InputException>(() => GlbInfo.Read(folder.File("a.glb"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 1u, "version 1")]
    [InlineData(8, uint.MaxValue, "4294967295 bytes")]
    [InlineData(12, uint.MaxValue, "JSON chunk")]
    [InlineData(16, 0u, "JSON chunk")]
    public void AHeaderThatLiesIsRefused(int offset, uint value, string part)
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = Glb("{}"u8.ToArray());
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);
        File.WriteAllBytes(folder.File("a.glb"), bytes);
        Assert.Contains(part, Assert.Throws<InputException>(() => GlbInfo.Read(folder.File("a.glb"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptySceneHasNoBounds()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("a.glb"), Glb("{}"u8.ToArray()));
        GlbInfo info = GlbInfo.Read(folder.File("a.glb"));
        Assert.Null(info.Min);
        Assert.Equal(0, info.Triangles);
    }

    [Fact]
    public void SurvivesEveryTruncationAndMutation()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.glb");
        using var stream = new MemoryStream();
        GlbWriter.Write(new TriangleMesh([new(0, 0, 0), new(0.25f, 0, 0), new(0, 0.5f, 0.125f)], [0, 1, 2]), stream);
        byte[] valid = stream.ToArray();
        for (int length = 0; length < valid.Length; length++)
        {
            File.WriteAllBytes(path, valid[..length]);
            Assert.Throws<InputException>(() => GlbInfo.Read(path));
        }

        var random = new Random(11);
        int refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] bytes = [.. valid];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, bytes);
            try
            {
                GlbInfo.Read(path);
            }
            catch (InputException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1, Mutations - 1);
    }

    private static byte[] Glb(byte[] json)
    {
        byte[] header = new byte[20];
        "glTF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), (uint)(header.Length + json.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), (uint)json.Length);
        "JSON"u8.CopyTo(header.AsSpan(16));
        return [.. header, .. json];
    }
}
