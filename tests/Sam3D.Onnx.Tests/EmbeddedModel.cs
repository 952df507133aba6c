namespace Sam3D.Onnx.Tests;

/// <summary>The embedded model, and what it makes of a picture with its own defaults, once for all tests of a class.</summary>
public sealed class EmbeddedModel : IAsyncLifetime
{
    private Reconstruction? _whole;

    /// <summary>The pipeline that a package's user gets.</summary>
    public ReconstructionPipeline Pipeline { get; } = ReconstructionPipeline.Create(new RuntimeOptions { Device = DevicePreference.Cpu });

    /// <summary>The photograph.</summary>
    public RgbImage Photo { get; } = RgbImage.Load(Path.Combine(CompactStage1.Checkpoint, "samples", "04_bottle", "image.png"));

    /// <summary>Its mask.</summary>
    public Mask Mask { get; } = Mask.Load(Path.Combine(CompactStage1.Checkpoint, "samples", "04_bottle", "mask.png"));

    /// <summary>The reports of the run.</summary>
    public List<ReconstructionProgress> Reports { get; } = [];

    /// <summary>What came of it.</summary>
    public Reconstruction Whole => _whole!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() =>
        _whole = await Pipeline.ReconstructAsync(Photo, Mask, progress: new Listed(Reports), cancellationToken: TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Pipeline.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class Listed(List<ReconstructionProgress> reports) : IProgress<ReconstructionProgress>
    {
        public void Report(ReconstructionProgress value) => reports.Add(value);
    }
}
