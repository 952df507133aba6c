using System.Numerics;

namespace Sam3D.Onnx.Tests;

/// <summary>Depth as the first stage of a pipeline of one's own parts.</summary>
public sealed class DepthInPipelineTests
{
    private static readonly CameraIntrinsics Estimated = CameraIntrinsics.FromFieldOfView(40, 4, 3);
    private static readonly CameraIntrinsics Given = CameraIntrinsics.FromFieldOfView(70, 4, 3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_estimate_takes_the_place_of_a_missing_point_map(bool hasCamera)
    {
        var parts = new Parts();
        using var pipeline = new ReconstructionPipeline(parts, parts, new DeviceInfo(DeviceKind.Cpu, "test"), parts);
        Reconstruction result = await pipeline.ReconstructAsync(Input(camera: hasCamera ? Given : null), cancellationToken: Token);
        Assert.Equal(1, parts.Estimates);
        Assert.Same(parts.Map, parts.Seen!.PointMap);
        Assert.Equal(hasCamera ? Given : Estimated, parts.Seen.Camera);
        Assert.Equal(ReconstructionStage.EstimateDepth, result.Timings[0].Stage);
    }

    [Fact]
    public async Task A_point_map_that_is_given_or_not_wanted_is_not_estimated()
    {
        var parts = new Parts();
        using var pipeline = new ReconstructionPipeline(parts, parts, new DeviceInfo(DeviceKind.Cpu, "test"), parts);
        var map = new PointMap(4, 3, new float[36]);
        await pipeline.ReconstructAsync(Input(map), cancellationToken: Token);
        Assert.Same(map, parts.Seen!.PointMap);
        await pipeline.ReconstructAsync(Input(), new ReconstructionOptions { EstimateDepth = false }, cancellationToken: Token);
        Assert.Null(parts.Seen.PointMap);
        Assert.Equal(0, parts.Estimates);
    }

    [Fact]
    public async Task Cancelling_while_estimating_ends_the_run_there()
    {
        var parts = new Parts();
        using var pipeline = new ReconstructionPipeline(parts, parts, new DeviceInfo(DeviceKind.Cpu, "test"), parts);
        using var source = new CancellationTokenSource();
        parts.OnEstimate = source.Cancel;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pipeline.ReconstructAsync(Input(), cancellationToken: source.Token));
        Assert.Null(parts.Seen);
    }

    [Fact]
    public async Task A_mask_that_cannot_be_used_is_refused_before_depth()
    {
        var parts = new Parts();
        using var pipeline = new ReconstructionPipeline(parts, parts, new DeviceInfo(DeviceKind.Cpu, "test"), parts);
        var input = new GeometryInput(new RgbImage(4, 3, new byte[36]), new Mask(4, 3, new byte[12]));
        await Assert.ThrowsAsync<MaskException>(() => pipeline.ReconstructAsync(input, cancellationToken: Token));
        Assert.Equal(0, parts.Estimates);
    }

    private static GeometryInput Input(PointMap? map = null, CameraIntrinsics? camera = null)
    {
        byte[] mask = new byte[12];
        Array.Fill(mask, (byte)1);
        return new GeometryInput(new RgbImage(4, 3, new byte[36]), new Mask(4, 3, mask)) { PointMap = map, Camera = camera };
    }

    /// <summary>All parts of a pipeline, which remember what they were given.</summary>
    private sealed class Parts : IGeometryModel, ITextureRefiner, IDepthEstimator
    {
        public PointMap Map { get; } = new(4, 3, new float[36]);

        public int Estimates { get; private set; }

        public Action? OnEstimate { get; set; }

        public GeometryInput? Seen { get; private set; }

        public AssetFormats Formats => AssetFormats.Mesh;

        public ValueTask<DepthEstimate> EstimateAsync(RgbImage image, CancellationToken cancellationToken = default)
        {
            Estimates++;
            OnEstimate?.Invoke();
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult(new DepthEstimate(Map, Estimated));
        }

        public ValueTask<GeometryResult> GenerateAsync(
            GeometryInput input, GeometryOptions? options = null, IProgress<ReconstructionProgress>? progress = null, CancellationToken cancellationToken = default)
        {
            Seen = input;
            return ValueTask.FromResult(new GeometryResult
            {
                Voxels = new SparseVoxels(1, [default]),
                Occupancy = new OccupancyGrid(1, [1f]),
                Pose = new ObjectPose { Rotation = Quaternion.Identity, Translation = Vector3.UnitZ, Scale = 1 },
                Camera = input.Camera ?? Estimated,
                ConditionTokens = ReadOnlyMemory<float>.Empty,
                Latents = new Dictionary<string, float[]>(),
            });
        }

        public void Validate(ReconstructionOptions options)
        {
        }

        public ValueTask<RefinedAppearance> RefineAsync(
            GeometryInput input,
            GeometryResult geometry,
            ReconstructionOptions? options = null,
            IProgress<ReconstructionProgress>? progress = null,
            CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(new RefinedAppearance { Mesh = new TriangleMesh([Vector3.Zero, Vector3.UnitX, Vector3.UnitY], [0, 1, 2]) });

        public void Dispose()
        {
        }
    }
}
