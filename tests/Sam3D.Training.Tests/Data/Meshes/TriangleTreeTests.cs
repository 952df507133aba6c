using System.Numerics;
using Sam3D.Training.Data;
using Sam3D.Training.Data.Families;
using Sam3D.Training.Data.Meshes;
using Sam3D.Training.Data.Objects;

namespace Sam3D.Training.Tests.Data.Meshes;

public sealed class TriangleTreeTests
{
    [Fact]
    public void DistancesEqualALoopOverAllTriangles()
    {
        TriangleMesh mesh = ObjectFamilies.Create("csg", 3, 5, 32).Mesh.Mesh;
        var tree = new TriangleTree(mesh);
        var random = new SampleRandom(1, 0, 0);
        for (int i = 0; i < 200; i++)
        {
            Vector3 p = random.Cube(-0.7f, 0.7f);
            float least = float.PositiveInfinity;
            for (int t = 0; t < mesh.Indices.Length; t += 3)
            {
                least = Math.Min(least, TriangleTree.SquaredDistance(p, mesh.Positions[mesh.Indices[t]], mesh.Positions[mesh.Indices[t + 1]], mesh.Positions[mesh.Indices[t + 2]]));
            }

            Assert.Equal(MathF.Sqrt(least), tree.Distance(p), 1e-6f);
        }
    }

    [Fact]
    public void TheFieldOfAClosedMeshIsTheFieldThatItWasMadeOf()
    {
        TrainingObject item = ObjectFamilies.Create("animal", 3, 1, 96);
        var field = new MeshField(item.Mesh.Mesh);
        var random = new SampleRandom(2, 0, 0);
        Vector3[] points = [.. Enumerable.Range(0, 2000).Select(_ => random.Cube(-0.5f, 0.5f))];
        float[] exact = new float[points.Length], mesh = new float[points.Length];
        item.Field.SignedDistances(points, exact);
        field.SignedDistances(points, mesh);
        int inside = 0;
        for (int i = 0; i < points.Length; i++)
        {
            if (Math.Abs(exact[i]) > 0.01f)
            {
                Assert.Equal(exact[i] < 0, mesh[i] < 0);
                inside += exact[i] < 0 ? 1 : 0;
            }
        }

        Assert.True(inside > 20);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ABoxWithoutALidStillHasAnInside(bool insideOut)
    {
        Vector3[] corners = [.. Enumerable.Range(0, 8).Select(i => new Vector3(i & 1, (i >> 1) & 1, i >> 2) - new Vector3(0.5f))];
        int[] all = [0, 2, 3, 0, 3, 1, 0, 1, 5, 0, 5, 4, 1, 3, 7, 1, 7, 5, 3, 2, 6, 3, 6, 7, 2, 0, 4, 2, 4, 6];
        int[] indices = insideOut ? [.. all.Chunk(3).SelectMany(t => (int[])[t[0], t[2], t[1]])] : all;
        var field = new MeshField(new TriangleMesh(corners, indices));
        float[] distances = new float[4];
        field.SignedDistances([Vector3.Zero, new(0, 0, -0.3f), new(0, 0, 1f), new(0.8f, 0, 0)], distances);
        Assert.Equal(-0.5f, distances[0], 1e-5f);
        Assert.Equal(-0.2f, distances[1], 1e-5f);
        Assert.True(distances[2] > 0.4f);
        Assert.Equal(0.3f, distances[3], 1e-5f);
    }
}
