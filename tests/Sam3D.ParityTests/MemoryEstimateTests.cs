using System.Globalization;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Sessions;
using Sam3D.Tensors;

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

        // 1. The graph, its weights beside it
        using var folder = new TemporaryFolder();
        StageSpec spec = Write(folder, precision);
        Dictionary<string, long[]> sizes = spec.Inputs.ToDictionary(i => i.Name, Sizes);
        GraphMemoryEstimate estimate;
        using (FileStream file = File.OpenRead(folder.File(spec.File)))
        {
            estimate = GraphMemory.Estimate(file, sizes, GraphMemoryOptions.Cpu)[0];
        }

        // 2. What loading it and two runs take
        NamedTensor[] inputs = [.. sizes.Select(i => Random(i.Key, i.Value))];
        NamedTensor[] outputs = [.. spec.Outputs.Select(o => Random(o.Name, Sizes(o)))];
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
        File.WriteAllBytes("/proc/self/clear_refs", "5"u8); // forgets the largest memory so far
        long before = Memory("VmRSS");
        var factory = new SessionFactory(new RuntimeOptions { Device = DevicePreference.Cpu, MemoryBudget = budget });
        using (GraphSession session = factory.Create(StageModel.FromFile(folder.File(spec.File), spec, spec.File), TestContext.Current.CancellationToken))
        using (GraphBinding binding = session.Bind(inputs, outputs))
        {
            binding.Run(TestContext.Current.CancellationToken);
            binding.Run(TestContext.Current.CancellationToken);
        }

        long taken = Memory("VmHWM") - before, expected = estimate.Weights + estimate.Working;
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

    private static NamedTensor Random(string name, long[] shape)
    {
        float[] values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        Philox.FillNormal(values, seed: 1, stream: 0);
        return new NamedTensor(name, values, shape);
    }

    /// <summary>A line of this process' status, in bytes.</summary>
    private static long Memory(string name) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").Single(l => l.StartsWith(name + ":", StringComparison.Ordinal)).Split(':', 'k')[1].Trim(), CultureInfo.InvariantCulture);
}
