using System.Numerics;
using Sam3D.Export;
using SharpGLTF.Schema2;

namespace Sam3D.Core.Tests.Export;

public sealed class GlbWriterTests
{
    [Fact]
    public void AMeshReadsBackYUp()
    {
        TriangleMesh mesh = Sample.Torus();
        ModelRoot root = Read(Sample.Bytes(s => GlbWriter.Write(mesh, s)));
        Assert.Equal("Sam3D", root.Asset.Generator);
        MeshPrimitive primitive = Assert.Single(Assert.Single(root.LogicalMeshes).Primitives);
        Assert.Equal(mesh.Positions.Select(p => new Vector3(p.X, p.Z, -p.Y)), primitive.GetVertexAccessor("POSITION").AsVector3Array());
        Assert.All(
            mesh.Normals!.Zip(primitive.GetVertexAccessor("NORMAL").AsVector3Array()),
            n => Assert.Equal(0, Vector3.Distance(new Vector3(n.First.X, n.First.Z, -n.First.Y), n.Second), 1e-6f));
        Assert.All(
            mesh.Colors!.Zip(primitive.GetVertexAccessor("COLOR_0").AsColorArray()),
            c => Assert.Equal(0, Vector4.Distance(new Vector4(c.First, 1), c.Second), 2e-5f));
        Assert.Equal(mesh.Indices.Select(i => (uint)i), primitive.GetIndices());
        Assert.Equal(EncodingType.UNSIGNED_SHORT, primitive.IndexAccessor.Encoding);
        Assert.True(Assert.Single(root.LogicalNodes).LocalMatrix.IsIdentity);
    }

    [Fact]
    public void TheMaterialIsARoughDielectricSeenFromOutside()
    {
        ModelRoot root = Read(Sample.Bytes(s => GlbWriter.Write(Sample.Torus(), s)));
        Material material = Assert.Single(root.LogicalMaterials);
        Assert.False(material.DoubleSided);
        Assert.Equal(Vector4.One, material.FindChannel("BaseColor")!.Value.Color);
        Assert.Equal(0f, material.FindChannel("MetallicRoughness")!.Value.GetFactor("MetallicFactor"));
        Assert.Equal(0.8f, material.FindChannel("MetallicRoughness")!.Value.GetFactor("RoughnessFactor"));
    }

    [Fact]
    public void APlacedObjectLandsInGltfCameraSpace()
    {
        TriangleMesh mesh = Sample.Torus();
        ModelRoot root = Read(Sample.Bytes(s => GlbWriter.Write(mesh, Sample.Pose, s)));
        Node node = Assert.Single(root.LogicalNodes);
        IReadOnlyList<Vector3> positions = node.Mesh.Primitives[0].GetVertexAccessor("POSITION").AsVector3Array();
        for (int v = 0; v < mesh.Positions.Length; v++)
        {
            Vector3 camera = Sample.Pose.Apply(mesh.Positions[v]); // x left, y up, z forward
            Vector3 world = Vector3.Transform(positions[v], node.WorldMatrix);
            Assert.Equal(0, Vector3.Distance(new Vector3(-camera.X, camera.Y, -camera.Z), world), 1e-5f);
        }
    }

    [Fact]
    public void ACameraSeesWhatThePhotographShows()
    {
        CameraIntrinsics pinhole = CameraIntrinsics.FromFieldOfView(60, 600, 400);
        ModelRoot root = Read(Sample.Bytes(s => GlbWriter.WriteScene([(Sample.Torus(), Sample.Pose, "cup")], s, pinhole)));
        Node node = root.DefaultScene.VisualChildren.Single(n => n.Camera is not null);
        Assert.Equal("camera", node.Name);
        var lens = Assert.IsType<CameraPerspective>(node.Camera.Settings);
        Assert.Equal(1.5f, lens.AspectRatio!.Value, 1e-5f);
        Assert.Equal(MathF.PI / 3, 2 * MathF.Atan(MathF.Tan(lens.VerticalFOV / 2) * lens.AspectRatio.Value), 1e-5f);

        // A point projects to where the pinhole sees it.
        Vector3 point = new(0.3f, 0.2f, 2); // x left, y up, z forward
        Matrix4x4 projection = Matrix4x4.CreatePerspectiveFieldOfView(lens.VerticalFOV, lens.AspectRatio.Value, lens.ZNear, 100);
        Vector4 clip = Vector4.Transform(new Vector4(-point.X, point.Y, -point.Z, 1), projection);
        Vector2 seen = pinhole.Project(point);
        Assert.Equal(seen.X, (1 + (clip.X / clip.W)) / 2, 1e-5f);
        Assert.Equal(seen.Y, (1 - (clip.Y / clip.W)) / 2, 1e-5f);
        Assert.Throws<ExportException>(() => GlbWriter.WriteScene([(Sample.Torus(), Sample.Pose, "cup")], new MemoryStream(), new CameraIntrinsics(0, 1)));
    }

    [Fact]
    public void ASceneHoldsEveryObjectAtItsPlace()
    {
        TriangleMesh colored = Sample.Torus(), plain = Sample.Torus(12, colors: false);
        ObjectPose other = Sample.Pose with { Translation = new Vector3(-1, 0, 3) };
        ModelRoot root = Read(Sample.Bytes(s => GlbWriter.WriteScene([(colored, Sample.Pose, "cup"), (plain, other, "table")], s)));
        Assert.Equal(["cup", "table"], root.DefaultScene.VisualChildren.Select(n => n.Name));
        Assert.Equal(2, root.LogicalMaterials.Count);
        Assert.Single(root.LogicalBuffers);
        Node table = root.DefaultScene.VisualChildren.Last();
        Assert.Equal(0, Vector3.Distance(new Vector3(1, 0, -3), table.WorldMatrix.Translation), 1e-5f);
        Assert.Null(table.Mesh.Primitives[0].GetVertexAccessor("COLOR_0"));
    }

    [Theory]
    [InlineData(65535, EncodingType.UNSIGNED_SHORT)]
    [InlineData(65536, EncodingType.UNSIGNED_INT)]
    public void IndicesAreShortWhilePossible(int vertices, EncodingType expected)
    {
        Vector3[] positions = [.. Enumerable.Range(0, vertices).Select(i => new Vector3(i % 256, i / 256, 0))];
        var mesh = new TriangleMesh(positions, [0, 1, vertices - 1]);
        ModelRoot root = Read(Sample.Bytes(s => GlbWriter.Write(mesh, s)));
        Accessor indices = root.LogicalMeshes[0].Primitives[0].IndexAccessor;
        Assert.Equal(expected, indices.Encoding);
        Assert.Equal((uint)(vertices - 1), indices.AsIndicesArray()[2]);
    }

    [Fact]
    public void NormalsThatAreNotUnitAreMadeSo()
    {
        var mesh = new TriangleMesh(
            [Vector3.Zero, Vector3.UnitX, Vector3.UnitY], [0, 1, 2], [Vector3.Zero, new(0, 0, 1e-30f), new(3, 4, 0)]);
        ModelRoot root = Read(Sample.Bytes(s => GlbWriter.Write(mesh, s)));
        Assert.All(root.LogicalMeshes[0].Primitives[0].GetVertexAccessor("NORMAL").AsVector3Array(), n => Assert.Equal(1, n.Length(), 1e-6f));
    }

    [Fact]
    public void SameInputSameBytes()
    {
        TriangleMesh mesh = Sample.Torus();
        Assert.Equal(Sample.Bytes(s => GlbWriter.Write(mesh, Sample.Pose, s)), Sample.Bytes(s => GlbWriter.Write(mesh, Sample.Pose, s)));
    }

    [Fact]
    public void WhatCannotBeWrittenIsRefused()
    {
        Sample.AssertRefused(GlbWriter.Write);
        Assert.Throws<ExportException>(() => GlbWriter.WriteScene([], new MemoryStream()));
        foreach (ObjectPose pose in (ObjectPose[])[Sample.Pose with { Scale = 0 }, Sample.Pose with { Translation = new(float.NaN) }, Sample.Pose with { Rotation = default }])
        {
            string message = Assert.Throws<ExportException>(() => GlbWriter.Write(Sample.Torus(), pose, new MemoryStream())).Message;
            Assert.Contains("pose", message);
            Assert.DoesNotContain('\n', message);
        }
    }

    private static ModelRoot Read(byte[] bytes) => ModelRoot.ParseGLB(bytes);
}
