using System.Numerics;
using Sam3D.Core.Tests.Meshing;
using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Export;

/// <summary>Meshes to write.</summary>
internal static class Sample
{
    /// <summary>A torus, coloured by position.</summary>
    public static TriangleMesh Torus(int resolution = 16, bool colors = true)
    {
        TriangleMesh mesh = SurfaceExtractor.Extract(Shapes.Sample(resolution, p => Shapes.Torus(p, 0.3f, 0.13f)));
        Vector3[]? painted = colors ? Array.ConvertAll(mesh.Positions, p => p + new Vector3(0.5f)) : null;
        return new TriangleMesh(mesh.Positions, mesh.Indices, mesh.Normals, painted);
    }

    public static ObjectPose Pose { get; } = new()
    {
        Rotation = Quaternion.CreateFromYawPitchRoll(0.4f, -1.1f, 2.2f),
        Translation = new Vector3(0.3f, -0.2f, 2.5f),
        Scale = 0.7f,
    };

    public static byte[] Bytes(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        Assert.True(stream.CanWrite); // left open
        return stream.ToArray();
    }

    /// <summary>Meshes that no format can hold, with a word that the message must say.</summary>
    public static IReadOnlyList<(TriangleMesh Mesh, string Says)> Unwritable { get; } =
    [
        (new TriangleMesh([], []), "no triangles"),
        (new TriangleMesh([Vector3.Zero], []), "no triangles"),
        (new TriangleMesh([Vector3.Zero, Vector3.UnitX, new(0, float.NaN, 0)], [0, 1, 2]), "position of vertex 2"),
        (new TriangleMesh([Vector3.Zero, Vector3.UnitX, Vector3.UnitY], [0, 1, 2], [Vector3.UnitX, new(float.PositiveInfinity), Vector3.UnitX]), "normal of vertex 1"),
        (new TriangleMesh([Vector3.Zero, Vector3.UnitX, Vector3.UnitY], [0, 1, 2], null, [new(float.NaN), Vector3.One, Vector3.One]), "colour of vertex 0"),
    ];

    /// <summary>Checks that a writer refuses every one of them in one line.</summary>
    public static void AssertRefused(Action<TriangleMesh, Stream> write)
    {
        foreach ((TriangleMesh mesh, string says) in Unwritable)
        {
            string message = Assert.Throws<ExportException>(() => write(mesh, new MemoryStream())).Message;
            Assert.Contains(says, message);
            Assert.DoesNotContain('\n', message);
        }
    }
}
