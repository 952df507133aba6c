using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Placement;

namespace Sam3D.ParityTests;

/// <summary>
/// The whole way of the depth network: a checkpoint of MoGe's form becomes a stage of a bundle, which <see cref="OnnxDepthEstimator"/> runs; its point maps are those of the
/// official <c>infer</c>.
/// </summary>
public sealed class MogeEstimatorTests : IDisposable
{
    private static readonly RuntimeOptions Cpu = new() { Device = DevicePreference.Cpu };
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Cases => [.. Fixtures.Discover("MoGeModel")];

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Infer(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        DepthEstimate result = Estimate(fixture, new DepthOptions { Tokens = MogeCase.Tokens(fixture) });
        Assert.False(result.PointMap.IsMetric);
        Parity.Check(fixture.Name, "out.infer.points", Official(fixture["out.infer.points"]), result.PointMap.Points, Parity.Solve);
        Parity.Check(fixture.Name, "out.infer.depth", Finite(fixture["out.infer.depth"].Values), Depth(result), Parity.Solve);
        Parity.Check(fixture, "out.infer.intrinsics", Intrinsics(result.Camera), Parity.Solve);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Infer_with_forced_projection(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        DepthEstimate result = Estimate(fixture, new DepthOptions { Tokens = MogeCase.Tokens(fixture), ForceProjection = true });
        Parity.Check(
            fixture.Name, "out.infer_force_projection.points", Official(fixture["out.infer_force_projection.points"]), result.PointMap.Points, Parity.Solve);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Infer_at_the_default_resolution(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        DepthEstimate result = Estimate(fixture, new DepthOptions());
        Parity.Check(fixture, "out.infer_default_tokens.intrinsics", Intrinsics(result.Camera), Parity.Solve);

        // "Row 0" is the picture's middle row.
        int width = result.PointMap.Width, middle = result.PointMap.Height / 2;
        Parity.Check(
            fixture.Name, "out.infer_default_tokens.depth_row0", Finite(fixture["out.infer_default_tokens.depth_row0"].Values),
            Depth(result).AsSpan(middle * width, width), Parity.Solve);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public async Task Photographs_of_any_size_pass_one_network_at_once(string name)
    {
        using OnnxDepthEstimator estimator = Convert(Fixtures.Open(name), maxInlineBytes: 0);
        (int Width, int Height)[] sizes = [(70, 70), (64, 200), (301, 99), (1, 2), (700, 700)];
        DepthEstimate[] results = await Task.WhenAll(sizes.Select(async s => await estimator.EstimateAsync(Noise(s.Width, s.Height), None)));
        foreach (((int width, int height), DepthEstimate result) in sizes.Zip(results))
        {
            Assert.Equal((width, height), (result.PointMap.Width, result.PointMap.Height));
            Assert.InRange(result.Camera.FocalY, 1e-3f, 1e3f);
            Assert.Equal(result.Camera.FocalX * width, result.Camera.FocalY * height, 1e-3f * height);
            Assert.All(result.PointMap.Points.ToArray().Chunk(3), p => Assert.Equal(float.IsNaN(p[0]), float.IsNaN(p[2])));
        }

        DepthEstimate again = await estimator.EstimateAsync(Noise(64, 200), None);
        Assert.Equal(results[1].PointMap.Points.ToArray(), again.PointMap.Points.ToArray());
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public async Task Unusable_calls_end_in_one_line(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        OnnxDepthEstimator estimator = Convert(fixture);
        ImageException narrow = await Assert.ThrowsAsync<ImageException>(async () => await estimator.EstimateAsync(Noise(2000, 3), None));
        Assert.Contains("2000×3", narrow.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await estimator.EstimateAsync(Noise(70, 70), new CancellationToken(canceled: true)));
        estimator.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await estimator.EstimateAsync(Noise(70, 70), None));

        // No logit is above this.
        MogeCase.WriteCheckpoint(fixture, _folder.File("blind.pt"), config => config["mask_threshold"] = 1e9);
        MogeConverter.AddTo(_folder.File("blind.pt"), _folder.File("bundle"), new ConversionOptions { Overwrite = true }, cancellationToken: None);
        using OnnxDepthEstimator blind = new(ModelBundle.Open(_folder.File("bundle")), Cpu);
        PointMapException empty = await Assert.ThrowsAsync<PointMapException>(async () => await blind.EstimateAsync(Noise(70, 70), None));
        Assert.Contains("70×70", empty.Message, StringComparison.Ordinal);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void The_stage_joins_a_bundle_and_is_replaced_only_when_asked(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        Convert(fixture, maxInlineBytes: 0).Dispose();
        string folder = _folder.File("bundle"), checkpoint = _folder.File("model.pt");
        Assert.Equal(["bundle.json", "depth.onnx", "depth.onnx.data", TinyBundle.Graph], Names(folder));
        using (ModelBundle bundle = ModelBundle.Open(folder))
        {
            bundle.VerifyAll(cancellationToken: None);
            Assert.Equal(MogeCase.Spec(fixture), bundle.Manifest.Depth);
            Assert.Equal("tiny", bundle.Manifest.Name);
        }

        ExportException occupied = Assert.Throws<ExportException>(() => MogeConverter.AddTo(checkpoint, folder, cancellationToken: None));
        Assert.Contains("already has a depth network", occupied.Message, StringComparison.Ordinal);

        MogeConverter.AddTo(checkpoint, folder, new ConversionOptions { Overwrite = true }, cancellationToken: None);
        Assert.Equal(["bundle.json", "depth.onnx", TinyBundle.Graph], Names(folder));
        using ModelBundle replaced = ModelBundle.Open(folder);
        replaced.VerifyAll(cancellationToken: None);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void A_failed_conversion_leaves_the_bundle_as_it_was(string name)
    {
        FixtureCase fixture = Fixtures.Open(name);
        string folder = _folder.File("bundle"), checkpoint = _folder.File("model.pt");
        Directory.CreateDirectory(folder);
        TinyBundle.Write(folder, (TinyBundle.Graph, TinyOnnx.Scale([.. TinyBundle.Weights])));
        byte[] manifest = File.ReadAllBytes(Path.Combine(folder, BundleManifest.FileName));

        MogeCase.WriteCheckpoint(fixture, checkpoint, config => config["dim_proj"] = 7);
        CheckpointException shape = Assert.Throws<CheckpointException>(() => MogeConverter.AddTo(checkpoint, folder, cancellationToken: None));
        Assert.Contains("head.projects.0.weight", shape.Message, StringComparison.Ordinal);

        File.WriteAllBytes(checkpoint, PyTorchWriter.Build([PyTorchWriter.Single("x", [1], 1)], under: "model"));
        CheckpointException foreign = Assert.Throws<CheckpointException>(() => MogeConverter.AddTo(checkpoint, folder, cancellationToken: None));
        Assert.Contains("'model_config'", foreign.Message, StringComparison.Ordinal);

        Assert.Throws<CheckpointException>(() => MogeConverter.AddTo(_folder.File("missing.pt"), folder, cancellationToken: None));
        Assert.Throws<BundleException>(() => MogeConverter.AddTo(checkpoint, _folder.File("nowhere"), cancellationToken: None));
        MogeCase.WriteCheckpoint(fixture, checkpoint);
        Assert.ThrowsAny<OperationCanceledException>(() => MogeConverter.AddTo(
            checkpoint, folder, new ConversionOptions { MaxInlineBytes = 0 }, cancellationToken: new CancellationToken(canceled: true)));

        Assert.Equal(["bundle.json", TinyBundle.Graph], Names(folder));
        Assert.Equal(manifest, File.ReadAllBytes(Path.Combine(folder, BundleManifest.FileName)));
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Names(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    private OnnxDepthEstimator Convert(FixtureCase fixture, DepthOptions? options = null, long maxInlineBytes = 64 << 20)
    {
        string folder = _folder.File("bundle"), checkpoint = _folder.File("model.pt");
        Directory.CreateDirectory(folder);
        TinyBundle.Write(folder, (TinyBundle.Graph, TinyOnnx.Scale([.. TinyBundle.Weights])));
        MogeCase.WriteCheckpoint(fixture, checkpoint);
        MogeConverter.AddTo(checkpoint, folder, new ConversionOptions { MaxInlineBytes = maxInlineBytes }, cancellationToken: None);
        return new OnnxDepthEstimator(ModelBundle.Open(folder), Cpu, options);
    }

    private DepthEstimate Estimate(FixtureCase fixture, DepthOptions options)
    {
        Tensor image = fixture["in.image"];
        using OnnxDepthEstimator estimator = Convert(fixture, options);
        return estimator.Estimate(image.Values, image.Shape[2], image.Shape[1], None);
    }

    /// <summary>Points of OpenCV's axes, infinite where masked, as the pipeline turns them.</summary>
    private static float[] Official(Tensor points)
    {
        float[] turned = new float[points.Values.Length];
        CameraTransforms.HalfTurn(points.Values, turned);
        return turned;
    }

    private static float[] Finite(float[] values) => [.. values.Select(v => float.IsFinite(v) ? v : float.NaN)];

    private static float[] Depth(DepthEstimate result) => [.. result.PointMap.Points.ToArray().Where((_, i) => i % 3 == 2)];

    private static float[] Intrinsics(CameraIntrinsics camera) =>
        [camera.FocalX, 0, camera.CenterX, 0, camera.FocalY, camera.CenterY, 0, 0, 1];

    private static RgbImage Noise(int width, int height)
    {
        byte[] pixels = new byte[3 * width * height];
        new Random(width + (1000 * height)).NextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }
}
