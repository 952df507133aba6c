using Sam3D.Bundles;
using Sam3D.Sessions;

namespace Sam3D.ParityTests;

/// <summary>How the texture refiner behaves on a converted checkpoint: formats, options, cancellation.</summary>
public sealed class TextureRefinerTests(MiniBundle mini) : IClassFixture<MiniBundle>
{
    private static readonly ReconstructionOptions Quick = new() { Texture = new TextureOptions { Steps = 2 } };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ReconstructionStage.EncodeTextureCondition, 0)]
    [InlineData(ReconstructionStage.EncodeTextureCondition, 1)]
    [InlineData(ReconstructionStage.SampleTexture, 0)]
    [InlineData(ReconstructionStage.SampleTexture, 1)]
    [InlineData(ReconstructionStage.DecodeGaussians, 0)]
    [InlineData(ReconstructionStage.DecodeGaussians, 1)]
    [InlineData(ReconstructionStage.DecodeMesh, 0)]
    [InlineData(ReconstructionStage.DecodeMesh, 1)]
    [InlineData(ReconstructionStage.DecodeMesh, 2)]
    public async Task Cancelling_in_a_stage_ends_it_there_and_frees_its_networks(ReconstructionStage stage, int step)
    {
        using ModelBundle bundle = ModelBundle.Open(mini.Folder);
        using var sessions = new StageSessions(bundle, new RuntimeOptions { MemoryBudget = MemoryBudget.Smallest });
        using var refiner = new OnnxTextureRefiner(sessions);
        using var source = new CancellationTokenSource();
        ReconstructionProgress last = default;
        var progress = new Reports(r =>
        {
            last = r;
            if (r.Stage == stage && r.Step == step)
            {
                source.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await refiner.RefineAsync(Input(), mini.Geometry(), Quick, progress, source.Token));
        Assert.Equal((stage, step), (last.Stage, last.Step));
        Assert.Empty(sessions.Loaded);

        // And it can be used again.
        RefinedAppearance result = await refiner.RefineAsync(Input(), mini.Geometry(), Quick with { Formats = AssetFormats.Gaussians }, null, Token);
        Assert.NotNull(result.Gaussians);
        Assert.Empty(sessions.Loaded);
    }

    [Fact]
    public async Task Only_what_is_asked_for_is_loaded_and_made()
    {
        using ModelBundle bundle = ModelBundle.Open(mini.Folder);
        using var sessions = new StageSessions(bundle, new RuntimeOptions { MemoryBudget = MemoryBudget.Fastest });
        using var refiner = new OnnxTextureRefiner(sessions);
        RefinedAppearance result = await refiner.RefineAsync(Input(), mini.Geometry(), Quick with { Formats = AssetFormats.Mesh }, null, Token);
        Assert.NotNull(result.Mesh);
        Assert.Null(result.Gaussians);
        RefinementSpec spec = bundle.Manifest.Refinement!;
        Assert.Contains(spec.Mesh!.Stage, sessions.Loaded);
        Assert.DoesNotContain(sessions.Loaded, stage => spec.Gaussians.Any(g => g.Stage == stage));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes()
    {
        using ModelBundle bundle = ModelBundle.Open(mini.Folder);
        using var refiner = new OnnxTextureRefiner(bundle);
        async Task<float[]> Colors(ulong seed)
        {
            var options = new ReconstructionOptions
            {
                Texture = Quick.Texture with { Seed = seed },
                Formats = AssetFormats.Gaussians,
            };
            return (await refiner.RefineAsync(Input(), mini.Geometry(), options, null, Token)).Gaussians!.RawColors.ToArray();
        }

        float[] first = await Colors(7);
        Assert.Equal(first, await Colors(7));
        Assert.NotEqual(first, await Colors(8));
    }

    [Fact]
    public async Task Concurrent_calls_do_not_disturb_each_other()
    {
        using ModelBundle bundle = ModelBundle.Open(mini.Folder);
        using var refiner = new OnnxTextureRefiner(bundle, new RuntimeOptions { MemoryBudget = MemoryBudget.Smallest });
        ReconstructionOptions options = Quick with { Formats = AssetFormats.Gaussians };
        async Task<float[]> Run() => (await refiner.RefineAsync(Input(), mini.Geometry(), options, null, Token)).Gaussians!.RawPositions.ToArray();
        float[] alone = await Run();
        float[][] together = await Task.WhenAll(Run(), Run());
        Assert.All(together, positions => Assert.Equal(alone, positions));
    }

    [Fact]
    public void What_cannot_be_made_is_refused_by_type()
    {
        using ModelBundle bundle = ModelBundle.Open(mini.Folder);
        using var refiner = new OnnxTextureRefiner(bundle);
        Assert.Equal(AssetFormats.Mesh | AssetFormats.Gaussians, refiner.Formats);
        string message = Assert.Throws<BundleException>(() => refiner.Validate(With(new TextureOptions { GaussiansPerVoxel = 5 }))).Message;
        string there = string.Join(" and ", bundle.Manifest.Refinement!.Gaussians.Select(g => g.PerVoxel));
        Assert.Contains($"no decoder of 5 Gaussians a voxel, but {there}:", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentException>(() => refiner.Validate(With(new TextureOptions { Steps = 0, GuidanceStrength = float.NaN }))).Message;
        Assert.Contains("Texture.Steps is 0", message, StringComparison.Ordinal);
        Assert.Contains("Texture.GuidanceStrength is NaN", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => refiner.Validate(new ReconstructionOptions { Formats = 0 }));
        Assert.Throws<ArgumentException>(() => refiner.Validate(new ReconstructionOptions { Formats = (AssetFormats)4 }));
    }

    [Fact]
    public async Task Bad_input_is_refused_by_type()
    {
        using ModelBundle bundle = ModelBundle.Open(mini.Folder);
        using var refiner = new OnnxTextureRefiner(bundle);
        GeometryResult geometry = mini.Geometry();
        var noise = With(new TextureOptions { InitialNoise = new float[3] });
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(
            async () => await refiner.RefineAsync(Input(), geometry, noise, null, Token));
        Assert.Contains($"InitialNoise has 3 values, expected {geometry.Voxels.Count * bundle.Manifest.Refinement!.Channels}", error.Message, StringComparison.Ordinal);
        RgbImage image = Input().Image;
        var small = new GeometryInput(image, new Mask(2, 2, new byte[4]));
        await Assert.ThrowsAsync<MaskException>(async () => await refiner.RefineAsync(small, geometry, Quick, null, Token));
    }

    [Fact]
    public async Task A_bundle_without_the_model_refuses_Gaussians_before_any_work()
    {
        string folder = mini.Copy(manifest => manifest with { Refinement = null });
        using ModelBundle bundle = ModelBundle.Open(folder);
        Assert.Contains("no texture and refinement model", Assert.Throws<BundleException>(() => new OnnxTextureRefiner(bundle)).Message, StringComparison.Ordinal);
        using ReconstructionPipeline pipeline = ReconstructionPipeline.Create(ModelBundle.Open(folder));
        Assert.Equal(AssetFormats.Mesh, pipeline.Formats);
        var reports = new List<ReconstructionProgress>();
        BundleException error = await Assert.ThrowsAsync<BundleException>(() => pipeline.ReconstructAsync(
            Input(), new ReconstructionOptions { Formats = AssetFormats.Gaussians }, new Reports(reports.Add), Token));
        Assert.Contains("makes Mesh, but Gaussians is asked for", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Empty(reports);
    }

    [Fact]
    public void A_bundle_with_one_decoder_makes_its_format_alone()
    {
        string folder = mini.Copy(manifest => manifest with { Refinement = manifest.Refinement! with { Mesh = null } });
        using ModelBundle bundle = ModelBundle.Open(folder);
        using var refiner = new OnnxTextureRefiner(bundle);
        Assert.Equal(AssetFormats.Gaussians, refiner.Formats);
        string message = Assert.Throws<BundleException>(() => refiner.Validate(new ReconstructionOptions { Formats = AssetFormats.Mesh })).Message;
        Assert.Contains("makes Gaussians, but Mesh is asked for", message, StringComparison.Ordinal);
    }

    private static ReconstructionOptions With(TextureOptions texture) => new() { Texture = texture };

    private GeometryInput Input()
    {
        string name = Fixtures.Discover("preprocess_image")[0];
        return new GeometryInput(
            RgbImage.Load(Path.Combine(mini.Case.Folder, name + ".image.png")), Mask.Load(Path.Combine(mini.Case.Folder, name + ".mask.png")));
    }

    /// <summary>Passes reports on in the reporting thread, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class Reports(Action<ReconstructionProgress> then) : IProgress<ReconstructionProgress>
    {
        public void Report(ReconstructionProgress value) => then(value);
    }
}
