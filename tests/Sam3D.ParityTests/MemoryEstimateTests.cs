using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Sessions;

namespace Sam3D.ParityTests;

/// <summary>What a graph of released width takes in memory, against the estimate. Alone, as other tests take memory too.</summary>
[CollectionDefinition(nameof(MemoryEstimateTests), DisableParallelization = true)]
[Collection(nameof(MemoryEstimateTests))]
public sealed class MemoryEstimateTests
{
    private const double Tolerance = 0.25;
    private const int Batch = 2;

    // One block of the released geometry flow.
    private static readonly GeometryFlowConfig Flow = new()
    {
        ModelChannels = 1024,
        ConditionChannels = 1024,
        ConditionTokens = 7528,
        NumBlocks = 1,
        NumHeads = 16,
        MlpHidden = 4096,
        Latents =
        [
            new("shape", 4096, 8), new("6drotation_normalized", 1, 6), new("translation", 1, 3), new("scale", 1, 3), new("translation_scale", 1, 1),
        ],
        SharedStreams = new Dictionary<string, IReadOnlyList<string>>
        {
            ["6drotation_normalized"] = ["6drotation_normalized", "translation", "scale", "translation_scale"],
        },
    };

    /// <summary>Both branches, one layout.</summary>
    private static long[] Sizes(TensorSpec tensor)
    {
        long layout = Flow.Latents.Count - 1, all = Flow.Latents.Sum(l => l.Tokens);
        return tensor.Name == BundleManifest.CandidateMask
            ? [1, 1, layout, all]
            : [.. tensor.Shape.Select((size, axis) => size >= 0 ? size : axis == 0 ? Batch : 1)];
    }

    [Theory]
    [InlineData(GraphPrecision.Float32, MemoryBudget.Fastest)]
    [InlineData(GraphPrecision.Float32, MemoryBudget.Smallest)]
    [InlineData(GraphPrecision.Int8, MemoryBudget.Smallest)]
    public void AFlowOfReleasedWidthTakesWhatIsEstimated(GraphPrecision precision, MemoryBudget budget)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Only Linux tells the largest memory since a moment.");
        }

        using var folder = new TemporaryFolder();
        StageSpec spec = Write(folder, precision);
        NamedTensor[] inputs = [.. spec.Inputs.Select(i => MeasuredRun.Random(i.Name, Sizes(i)))];
        NamedTensor[] outputs = [.. spec.Outputs.Select(o => MeasuredRun.Random(o.Name, Sizes(o)))];
        (long taken, GraphMemoryEstimate estimate) = MeasuredRun.Memory(folder, spec, inputs, outputs, budget);
        long expected = estimate.Weights + estimate.Working;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{precision}, {budget}: {taken >> 20} MiB, estimated {expected >> 20} MiB, {estimate.Weights >> 20} of them weights and {estimate.Live >> 20} in use at once");
        Assert.InRange(taken, expected * (1 - Tolerance), expected * (1 + Tolerance));
    }

    private static StageSpec Write(TemporaryFolder folder, GraphPrecision precision)
    {
        using SyntheticWeights weights = SyntheticWeights.For(NetworkShapes.GeometryFlow(new ShapeOps(), "reverse_fn.backbone", Flow), seed: 3);
        var builder = new OnnxGraphBuilder("flow", weights, precision);
        GeometryGraphs.RecordFlow(builder, Flow);
        using FileStream graph = File.Create(folder.File("flow.onnx")), data = File.Create(folder.File("flow.onnx.data"));
        OnnxModelWriter.WriteExternal(builder, graph, data, "flow.onnx.data");
        return new StageSpec { File = "flow.onnx", DataFiles = ["flow.onnx.data"], Precision = precision, Inputs = builder.Inputs, Outputs = builder.Outputs };
    }
}
