using System.Numerics;
using System.Text.Json;
using Sam3D.Bundles;
using Sam3D.Core.Tests.Export;
using Sam3D.Export;
using Sam3D.Gaussians;

namespace Sam3D.Onnx.Tests;

/// <summary>The embedded model does the whole job. What holds for any weights of it is tested here, and nothing else.</summary>
public sealed class EmbeddedModelTests(EmbeddedModel model) : IClassFixture<EmbeddedModel>
{
    // Of a package: the decision record docs/decisions/0010-embedded-resources.md.
    private const long LargestAssembly = 40_000_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void It_makes_a_mesh_and_Gaussians()
    {
        Assert.Equal(AssetFormats.Mesh | AssetFormats.Gaussians, model.Pipeline.Formats);
        Reconstruction whole = model.Whole;
        Assert.True(whole.Voxels.Count > 0 && whole.Mesh.TriangleCount > whole.Voxels.Count);
        Assert.All(whole.Mesh.Positions, p => Assert.True(MathF.Max(MathF.Abs(p.X), MathF.Max(MathF.Abs(p.Y), MathF.Abs(p.Z))) <= 0.51f, $"{p}"));
        Assert.All(whole.Mesh.Colors!, c => Assert.True(c == Vector3.Clamp(c, Vector3.Zero, Vector3.One), $"{c}"));
        using ModelBundle bundle = CompactModel.OpenBundle();
        Assert.Equal(bundle.Manifest.Refinement!.Gaussians[0].PerVoxel * whole.Voxels.Count, whole.Gaussians.Count);
        Assert.False(whole.Pose.IsMetric);
    }

    [Fact]
    public void Its_files_are_whole_and_fit_into_a_package()
    {
        using ModelBundle bundle = CompactModel.OpenBundle();
        bundle.VerifyAll(cancellationToken: Token);
        Assert.True(new FileInfo(typeof(CompactModel).Assembly.Location).Length <= LargestAssembly);
    }

    [Fact]
    public void Stages_are_reported_and_timed_in_order()
    {
        ReconstructionStage[] stages = [.. model.Reports.Select(r => r.Stage).Distinct()];
        Assert.Equal(stages.Order(), stages);
        Assert.Equal(stages, model.Whole.Timings.Select(t => t.Stage));
        Assert.All(stages, s => Assert.Equal(1f, model.Reports.Last(r => r.Stage == s).Fraction));
        Assert.Contains(ReconstructionStage.DecodeGaussians, stages);
        Assert.Contains(ReconstructionStage.DecodeMesh, stages);
    }

    [Fact]
    public void Its_GLB_passes_the_validator_and_its_splats_read_back()
    {
        using var folder = new TemporaryFolder();
        string splats = folder.File("bottle.gaussians.ply"), glb = folder.File("bottle.glb");
        model.Whole.Gaussians.Save(splats);
        GaussianCloud read = GaussianCloud.Load(splats);
        Assert.Equal(model.Whole.Gaussians.Count, read.Count);
        Assert.All(Enumerable.Range(0, read.Count), i => Assert.InRange(Vector3.Distance(model.Whole.Gaussians.Position(i), read.Position(i)), 0, 1e-5f));

        GltfValidator.InstallOrSkip();
        model.Whole.Mesh.SaveGlb(glb, model.Whole.Pose);
        using JsonDocument json = GltfValidator.Validate([glb]);
        JsonElement report = json.RootElement[0];
        Assert.True(report.GetProperty("errors").GetInt32() == 0 && report.GetProperty("warnings").GetInt32() == 0, $"{report.GetProperty("messages")}");
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_and_another_seed_another_object()
    {
        byte[] first = await Bytes(model.Pipeline, 7);
        using ReconstructionPipeline fresh = ReconstructionPipeline.Create(new RuntimeOptions { Device = DevicePreference.Cpu });
        Assert.Equal(first, await Bytes(fresh, 7));
        Assert.NotEqual(first, await Bytes(model.Pipeline, 8));

        async Task<byte[]> Bytes(ReconstructionPipeline pipeline, ulong seed)
        {
            Reconstruction made = await Run(pipeline, new TextureOptions { Seed = seed, Steps = 2 }, null, seed);
            using var stream = new MemoryStream();
            GlbWriter.Write(made.Mesh, made.Pose, stream);
            GaussianPly.Write(made.Gaussians, stream);
            return stream.ToArray();
        }
    }

    [Fact]
    public async Task Colours_come_from_where_they_are_asked_for()
    {
        TriangleMesh[] meshes = new TriangleMesh[3];
        foreach (MeshColorSource source in Enum.GetValues<MeshColorSource>())
        {
            Reconstruction made = await Run(model.Pipeline, new TextureOptions { Steps = 2, MeshColors = source }, AssetFormats.Mesh, 0);
            Assert.False(made.HasGaussians);
            Assert.Equal(source != MeshColorSource.Decoder, made.Timings.Any(t => t.Stage == ReconstructionStage.ColorMesh));
            meshes[(int)source] = made.Mesh;
        }

        TriangleMesh decoder = meshes[(int)MeshColorSource.Decoder], visible = meshes[(int)MeshColorSource.PhotoWhereVisible], photo = meshes[(int)MeshColorSource.Photo];
        Assert.Equal(decoder.Positions, visible.Positions);
        Assert.Equal(decoder.Indices, photo.Indices);
        Assert.NotEqual(decoder.Colors, visible.Colors);
        Assert.NotEqual(visible.Colors, photo.Colors);

        // The side that the photograph shows is the same in both.
        Assert.Contains(Enumerable.Range(0, photo.Positions.Length), v => photo.Colors![v] == visible.Colors![v] && photo.Colors[v] != decoder.Colors![v]);
    }

    [Fact]
    public async Task An_unknown_source_of_colours_is_refused() => Assert.Contains(
        "Texture.MeshColors is 9, expected Decoder, PhotoWhereVisible or Photo",
        (await Assert.ThrowsAsync<ArgumentException>(() => Run(model.Pipeline, new TextureOptions { MeshColors = (MeshColorSource)9 }, null, 0))).Message,
        StringComparison.Ordinal);

    private Task<Reconstruction> Run(ReconstructionPipeline pipeline, TextureOptions texture, AssetFormats? formats, ulong seed) => pipeline.ReconstructAsync(
        model.Photo,
        model.Mask,
        new ReconstructionOptions { Geometry = new GeometryOptions { Seed = seed, Steps = 4 }, Texture = texture, Formats = formats },
        cancellationToken: Token);
}
