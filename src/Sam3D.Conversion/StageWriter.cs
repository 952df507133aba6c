namespace Sam3D.Conversion;

/// <summary>Records graphs and writes them as stages of a bundle, with progress.</summary>
/// <param name="writer">The bundle.</param>
/// <param name="progress">Told about every graph; may be <see langword="null"/>.</param>
/// <param name="planned">Number of graphs that will be written or found to be there already.</param>
/// <param name="cancellationToken">Honoured between tensors.</param>
internal sealed class StageWriter(
    BundleWriter writer, IProgress<ConversionProgress>? progress, int planned, CancellationToken cancellationToken)
{
    private int _finished;

    /// <summary>Records a graph and writes it.</summary>
    /// <param name="stage">Name of the stage.</param>
    /// <param name="checkpoint">Where the network's parameters are.</param>
    /// <param name="record">Calls the network and names its inputs and outputs.</param>
    /// <param name="float32Attention">Whether attention stays in float32 in every precision.</param>
    public void Write(string stage, ICheckpoint checkpoint, Action<OnnxGraphBuilder> record, bool float32Attention = false)
    {
        progress?.Report(new ConversionProgress(stage, _finished, planned));
        cancellationToken.ThrowIfCancellationRequested();
        var builder = new OnnxGraphBuilder(stage, checkpoint, PrecisionPolicy.Of(stage, writer.Precision))
        {
            Float32Attention = float32Attention,
            Float32Products = writer.Float32Products,
        };
        record(builder);
        writer.WriteStage(stage, builder, cancellationToken);
        _finished++;
    }

    /// <summary>Counts a graph that need not be written, because the bundle has an equal one.</summary>
    public void Share() => _finished++;

    /// <summary>Reports the end.</summary>
    public void Complete() => progress?.Report(new ConversionProgress("", _finished, planned));
}
