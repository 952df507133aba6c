using System.Numerics;
using System.Runtime.InteropServices;
using Sam3D.Bundles;
using Sam3D.Gaussians;
using Sam3D.Imaging;
using Sam3D.Sessions;
using Sam3D.Stages;

namespace Sam3D.ParityTests;

/// <content>The texture and refinement stage: from the picture to Gaussians and a mesh.</content>
public sealed partial class PipelineMiniParityTests
{
    // The case's own limit, once the voxels agree.
    private const double TextureRms = 2e-3;

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public async Task Picture_to_Gaussians(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        ModelBundle bundle = Convert(fixture);
        using ReconstructionPipeline pipeline = ReconstructionPipeline.Create(bundle);
        int perVoxel = MiniCheckpoint.DecoderCase(fixture, "slat_decoder_gs_4").Setting("representation_config").GetProperty("num_gaussians").GetInt32();
        var options = new ReconstructionOptions
        {
            Geometry = Noise(fixture, bundle),
            Texture = new TextureOptions { InitialNoise = fixture["in.slat_noise"].Values, GaussiansPerVoxel = perVoxel },
            Formats = AssetFormats.Gaussians,
        };
        Reconstruction result = await pipeline.ReconstructAsync(Input(fixture), options, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.HasGaussians);
        Assert.False(result.HasMesh);
        Assert.Throws<InvalidOperationException>(() => result.Mesh);
        Assert.Equal(Indices(fixture["out.coords"]), result.Voxels.Indices.ToArray());

        GaussianCloud cloud = result.Gaussians;
        CheckRms(fixture, "out.gs4.raw._xyz", cloud.RawPositions);
        CheckRms(fixture, "out.gs4.raw._features_dc", cloud.RawColors);
        CheckRms(fixture, "out.gs4.raw._scaling", cloud.RawScales);
        CheckRms(fixture, "out.gs4.raw._rotation", cloud.RawRotations);
        CheckRms(fixture, "out.gs4.raw._opacity", cloud.RawOpacities);
        Assert.Equal(
            [ReconstructionStage.EncodeTextureCondition, ReconstructionStage.SampleTexture, ReconstructionStage.DecodeGaussians],
            result.Timings.Select(t => t.Stage).SkipWhile(s => s < ReconstructionStage.EncodeTextureCondition));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Condition_and_latents_of_texture(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        using ModelBundle bundle = Convert(fixture);
        using var sessions = new StageSessions(bundle, null);
        RefinementSpec spec = bundle.Manifest.Refinement!;
        CancellationToken token = TestContext.Current.CancellationToken;
        GeometryInput input = Input(fixture);
        ConditionInputs pictures = ImagePreprocessor.Prepare(input.Image, input.Mask, null, spec.Preprocessing);
        float[] condition = new ConditionStage(sessions, spec.Condition).Encode(pictures, _ => { }, token);
        Parity.Check(fixture, "mid.cond_slat", condition);

        var voxels = new SparseVoxels(spec.Resolution, Indices(fixture["out.coords"]));
        float[] latents = new TextureFlowStage(sessions, spec).Sample(
            new VoxelIndexWork(voxels, spec.Levels),
            voxels.Count,
            condition,
            new TextureOptions { InitialNoise = fixture["in.slat_noise"].Values },
            (_, _) => { },
            token);
        Parity.Check(fixture, "out.slat.feats", latents, Parity.Solve);
        CheckRms(fixture, "out.slat.feats", latents);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void A_converted_mesh_decoder_makes_the_official_mesh(string name)
    {
        using ModelBundle bundle = Convert(Fixtures.Open(name));
        using var sessions = new StageSessions(bundle, null);
        RefinementSpec spec = bundle.Manifest.Refinement!;
        FixtureCase mesh = MiniCheckpoint.DecoderCase(Fixtures.Open(name), "slat_decoder_mesh");

        // The case's grid is coarser than that of the whole run; a decoder learns of it by the coordinates alone.
        int resolution = mesh.Int("resolution");
        var voxels = new SparseVoxels(resolution, SlatConfigs.Voxels(mesh["in.coords"]));
        var steps = new List<int>();
        TriangleMesh made = new MeshStage(sessions, spec).Decode(
            spec.Mesh! with { Resolution = 4 * resolution },
            new VoxelIndexWork(voxels, spec.Levels),
            inside: null,
            mesh["in.feats"].Values,
            steps.Add,
            TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3], steps);
        Parity.Check(mesh, "out.vertices", MemoryMarshal.Cast<Vector3, float>(made.Positions));
        Assert.Equal(Triangles(mesh["out.faces"].Values), Triangles(made.Indices.Select(i => (float)i)));
        float[] expected = [.. mesh["out.vertex_attrs"].Values.Chunk(6).SelectMany(row => row.Take(3))];
        float[] colors = [.. made.Colors!.SelectMany(c => new[] { ToSrgb(c.X), ToSrgb(c.Y), ToSrgb(c.Z) })];
        Parity.Check(mesh.Name, "colours", expected, colors);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public async Task All_formats_of_one_seed(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        ModelBundle bundle = Convert(fixture);
        using ReconstructionPipeline pipeline = ReconstructionPipeline.Create(bundle, new RuntimeOptions { MemoryBudget = MemoryBudget.Smallest });
        var options = new ReconstructionOptions
        {
            Geometry = Noise(fixture, bundle),
            Texture = new TextureOptions { Seed = 7, Steps = 2, GuidanceStrength = 0 },
        };
        int[] perVoxel = [.. bundle.Manifest.Refinement!.Gaussians.Select(g => g.PerVoxel)];
        Assert.Equal(2, perVoxel.Length);
        CancellationToken token = TestContext.Current.CancellationToken;
        Reconstruction first = await pipeline.ReconstructAsync(Input(fixture), options, cancellationToken: token);
        Reconstruction second = await pipeline.ReconstructAsync(
            Input(fixture), options with { Texture = options.Texture with { GaussiansPerVoxel = perVoxel[1] }, Formats = AssetFormats.Gaussians }, cancellationToken: token);
        Reconstruction other = await pipeline.ReconstructAsync(
            Input(fixture), options with { Texture = options.Texture with { Seed = 8 }, Formats = AssetFormats.Mesh }, cancellationToken: token);
        Assert.True(first.HasMesh && first.HasGaussians && !second.HasMesh && !other.HasGaussians);
        Assert.Equal(perVoxel[0] * first.Voxels.Count, first.Gaussians.Count); // the default
        Assert.Equal(perVoxel[1] * first.Voxels.Count, second.Gaussians.Count);
        Assert.All(first.Mesh.Positions, p => Assert.InRange(Vector3.Abs(p).Length(), 0, 0.9f));
        Assert.NotEqual(first.Mesh.Positions, other.Mesh.Positions);
        Assert.Contains(ReconstructionStage.DecodeMesh, other.Timings.Select(t => t.Stage));
        Assert.DoesNotContain(ReconstructionStage.DecodeGaussians, other.Timings.Select(t => t.Stage));
    }

    private static void CheckRms(FixtureCase fixture, string tensor, ReadOnlySpan<float> actual)
    {
        double error = Compare.RelativeRms(fixture[tensor].Values, actual);
        TestContext.Current.TestOutputHelper!.WriteLine($"{fixture.Name} {tensor}: relative RMS error {error:E2} (limit {TextureRms:E0})");
        Assert.True(error <= TextureRms, $"{tensor}: {error}");
    }

    /// <summary>Triangles as a set: each turned so that its smallest vertex comes first.</summary>
    private static HashSet<(int, int, int)> Triangles(IEnumerable<float> indices) =>
    [
        .. indices.Select(i => (int)i).Chunk(3).Select(t =>
            t[0] < t[1] && t[0] < t[2] ? (t[0], t[1], t[2]) : t[1] < t[2] ? (t[1], t[2], t[0]) : (t[2], t[0], t[1])),
    ];

    /// <summary>The transfer function of sRGB (IEC 61966-2-1).</summary>
    private static float ToSrgb(float linear) => linear <= 0.0031308f ? 12.92f * linear : (1.055f * MathF.Pow(linear, 1 / 2.4f)) - 0.055f;
}
