using System.Numerics;

namespace Sam3D.Onnx.Tests;

/// <summary>A model of the geometry stage alone, compact-stage1, from picture to mesh.</summary>
public sealed class ReconstructionPipelineTests : IDisposable
{
    private readonly ReconstructionPipeline _pipeline = ReconstructionPipeline.Create(CompactStage1.OpenBundle(), new RuntimeOptions { Device = DevicePreference.Cpu });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _pipeline.Dispose();

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes_and_another_seed_another_object()
    {
        (RgbImage photo, Mask mask) = Bottle();
        byte[] first = Glb(await _pipeline.ReconstructAsync(photo, mask, Seed(7), cancellationToken: Token));
        byte[] again = Glb(await _pipeline.ReconstructAsync(photo, mask, Seed(7), cancellationToken: Token));
        byte[] other = Glb(await _pipeline.ReconstructAsync(photo, mask, Seed(8), cancellationToken: Token));
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);

        using ReconstructionPipeline fresh = ReconstructionPipeline.Create(CompactStage1.OpenBundle(), new RuntimeOptions { Device = DevicePreference.Cpu });
        Assert.Equal(first, Glb(await fresh.ReconstructAsync(photo, mask, Seed(7), cancellationToken: Token)));
    }

    [Fact]
    public async Task Concurrent_calls_do_not_disturb_each_other()
    {
        (RgbImage photo, Mask mask) = Bottle();
        byte[][] alone = [Glb(await Run(1)), Glb(await Run(2))];
        Reconstruction[] together = await Task.WhenAll(Run(1), Run(2));
        Assert.Equal(alone, together.Select(Glb));
        Task<Reconstruction> Run(ulong seed) => _pipeline.ReconstructAsync(photo, mask, Seed(seed), cancellationToken: Token);
    }

    [Theory]
    [InlineData(64, 64)]
    [InlineData(8000, 6000)]
    public async Task Small_and_large_photographs_work(int width, int height)
    {
        (RgbImage photo, Mask mask) = Disc(width, height);
        Reconstruction result = await _pipeline.ReconstructAsync(photo, mask, cancellationToken: Token);
        Assert.True(result.Voxels.Count > 0);
        Assert.All(result.Mesh.Positions, p => Assert.True(MathF.Max(MathF.Abs(p.X), MathF.Max(MathF.Abs(p.Y), MathF.Abs(p.Z))) <= 0.5f));
        Assert.All(result.Mesh.Colors!, c => Assert.True(c == Vector3.Clamp(c, Vector3.Zero, Vector3.One)));
    }

    [Fact]
    public async Task Stages_are_reported_and_timed_in_order()
    {
        (RgbImage photo, Mask mask) = Bottle();
        var reports = new ReportList();
        Reconstruction result = await _pipeline.ReconstructAsync(photo, mask, progress: reports, cancellationToken: Token);
        ReconstructionStage[] stages = [.. Enum.GetValues<ReconstructionStage>().Where(s => s is >= ReconstructionStage.Preprocess and <= ReconstructionStage.ProjectColors)];
        Assert.Equal(stages, reports.Items.Select(r => r.Stage).Distinct());
        Assert.Equal(stages, result.Timings.Select(t => t.Stage));
        Assert.Equal(Enumerable.Range(0, 11), reports.Items.Where(r => r.Stage == ReconstructionStage.SampleGeometry).Select(r => r.Step));
        Assert.All(stages, s => Assert.Equal(1f, reports.Items.Last(r => r.Stage == s).Fraction));
    }

    [Theory]
    [InlineData(ReconstructionStage.Preprocess)]
    [InlineData(ReconstructionStage.EncodeCondition)]
    [InlineData(ReconstructionStage.SampleGeometry)]
    [InlineData(ReconstructionStage.ExtractSurface)]
    public async Task Cancelling_in_a_stage_ends_the_run_there(ReconstructionStage stage)
    {
        (RgbImage photo, Mask mask) = Bottle();
        using var source = new CancellationTokenSource();
        var reports = new ReportList(r =>
        {
            if (r.Stage == stage)
            {
                source.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _pipeline.ReconstructAsync(photo, mask, progress: reports, cancellationToken: source.Token));
        Assert.Equal(stage, reports.Items[^1].Stage);
    }

    [Fact]
    public async Task Bad_input_is_refused_by_type()
    {
        (RgbImage photo, Mask mask) = Bottle();
        await Assert.ThrowsAsync<MaskException>(() => _pipeline.ReconstructAsync(photo, new Mask(10, 10, new byte[100]), cancellationToken: Token));
        await Assert.ThrowsAsync<MaskException>(() => _pipeline.ReconstructAsync(
            photo, new Mask(photo.Width, photo.Height, new byte[photo.Width * photo.Height]), cancellationToken: Token));
        var points = new PointMap(photo.Width, photo.Height, new float[3 * photo.Width * photo.Height]);
        await Assert.ThrowsAsync<PointMapException>(
            () => _pipeline.ReconstructAsync(new GeometryInput(photo, mask) { PointMap = points }, cancellationToken: Token));
        foreach (GeometryOptions options in (GeometryOptions[])
            [new() { Steps = 0 }, new() { Steps = 1001 }, new() { GuidanceStrength = -1 }, new() { GuidanceStrength = float.NaN }])
        {
            await Assert.ThrowsAsync<ArgumentException>(
                () => _pipeline.ReconstructAsync(photo, mask, new ReconstructionOptions { Geometry = options }, cancellationToken: Token));
        }
    }

    [Fact]
    public async Task The_callers_camera_is_used_and_the_bundles_otherwise()
    {
        (RgbImage photo, Mask mask) = Bottle();
        CameraIntrinsics given = CameraIntrinsics.FromFieldOfView(70, photo.Width, photo.Height);
        Reconstruction with = await _pipeline.ReconstructAsync(new GeometryInput(photo, mask) { Camera = given }, cancellationToken: Token);
        Reconstruction without = await _pipeline.ReconstructAsync(photo, mask, cancellationToken: Token);
        Assert.Equal(given, with.Camera);
        Assert.Equal(CameraIntrinsics.FromFieldOfView(50, photo.Width, photo.Height), without.Camera);
        Assert.False(without.Pose.IsMetric);
        Assert.Equal(without.Pose, with.Pose);
    }

    [Fact]
    public async Task Gaussians_are_refused_before_any_work()
    {
        (RgbImage photo, Mask mask) = Bottle();
        var reports = new ReportList();
        Assert.Equal(AssetFormats.Mesh, _pipeline.Formats);
        BundleException error = await Assert.ThrowsAsync<BundleException>(() => _pipeline.ReconstructAsync(
            photo, mask, new ReconstructionOptions { Formats = AssetFormats.Gaussians | AssetFormats.Mesh }, reports, Token));
        Assert.Contains("Gaussians is asked for", error.Message, StringComparison.Ordinal);
        Assert.Empty(reports.Items);
        Reconstruction result = await _pipeline.ReconstructAsync(photo, mask, new ReconstructionOptions { Formats = AssetFormats.Mesh }, cancellationToken: Token);
        Assert.True(result.HasMesh && !result.HasGaussians);
        Assert.Contains("AssetFormats.Gaussians", Assert.Throws<InvalidOperationException>(() => result.Gaussians).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disposed_pipeline_says_so()
    {
        (RgbImage photo, Mask mask) = Bottle();
        _pipeline.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _pipeline.ReconstructAsync(photo, mask, cancellationToken: Token));
    }

    private static ReconstructionOptions Seed(ulong seed) => new() { Geometry = new GeometryOptions { Seed = seed } };

    private static (RgbImage Photo, Mask Mask) Bottle()
    {
        string folder = Path.Combine(Repository.Root, "tests", "fixtures", "compact-stage1", "samples", "04_bottle");
        return (RgbImage.Load(Path.Combine(folder, "image.png")), Mask.Load(Path.Combine(folder, "mask.png")));
    }

    /// <summary>A shaded disc on a plain ground.</summary>
    private static (RgbImage Photo, Mask Mask) Disc(int width, int height)
    {
        byte[] pixels = new byte[3 * width * height], mask = new byte[width * height];
        int radius = Math.Min(width, height) / 3;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                long dx = x - (width / 2), dy = y - (height / 2);
                bool inside = (dx * dx) + (dy * dy) < (long)radius * radius;
                int i = (y * width) + x;
                mask[i] = inside ? (byte)1 : (byte)0;
                pixels[3 * i] = inside ? (byte)(200 - (dx * 50 / radius)) : (byte)60;
                pixels[(3 * i) + 1] = inside ? (byte)(120 - (dy * 50 / radius)) : (byte)90;
                pixels[(3 * i) + 2] = 80;
            }
        }

        return (new RgbImage(width, height, pixels), new Mask(width, height, mask));
    }

    private static byte[] Glb(Reconstruction result)
    {
        using var stream = new MemoryStream();
        Export.GlbWriter.Write(result.Mesh, result.Pose, stream);
        return stream.ToArray();
    }

    /// <summary>Collects reports on the reporting thread, unlike <see cref="Progress{T}"/>.</summary>
    private sealed class ReportList(Action<ReconstructionProgress>? then = null) : IProgress<ReconstructionProgress>
    {
        public List<ReconstructionProgress> Items { get; } = [];

        public void Report(ReconstructionProgress value)
        {
            Items.Add(value);
            then?.Invoke(value);
        }
    }
}
