using Sam3D.Conversion.OnnxFormat;

namespace Sam3D.Conversion.Tests.Graphs.Memory;

public sealed class GraphMemoryTests
{
    private const long Mega = 1 << 20;
    private const long Row = 1 << 18; // float32 numbers of one MiB

    [Fact]
    public void TensorsLiveUntilTheirLastUse()
    {
        // y = (x·w)·w: both products at once, then the first is free again.
        TestGraph graph = new TestGraph().Input("x", isFree: true, 512, 512).Weight("w", 512, 512).Output("y")
            .Node("MatMul", "x w", "a").Node("MatMul", "a w", "b").Node("MatMul", "b w", "c").Node("MatMul", "c w", "y");
        GraphMemoryEstimate estimate = graph.Estimate();
        Assert.Equal(Mega, estimate.Weights);
        Assert.Equal(Mega, estimate.Outputs);
        Assert.Equal(2 * Mega, estimate.Live);
    }

    [Fact]
    public void ATensorThatIsWantedLaterStays()
    {
        TestGraph graph = new TestGraph().Input("x", isFree: true, 512, 512).Weight("w", 512, 512).Output("y")
            .Node("MatMul", "x w", "a").Node("MatMul", "a w", "b").Node("MatMul", "b w", "c").Node("MatMul", "c w", "d").Node("Add", "a d", "y");
        Assert.Equal(3 * Mega, graph.Estimate().Live);
    }

    /// <summary>The output of an addition takes the place of an input only where the sizes are known to be equal before a run.</summary>
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void InPlaceOnlyWhereTheSizesAreKnown(bool isUnknown, int expected)
    {
        TestGraph graph = new TestGraph().Input("x", isFree: true, Row, 1).Weight("w", 1).Integers("flat", -1).Output("y")
            .Node("MatMul", "x one", "a").Weight("one", 1, 1);
        string value = isUnknown ? "r" : "a";
        graph.Node("Reshape", "a flat", "r").Node("Mul", $"{value} w", "s").Node("Reshape", "s flat", "t").Node("ReduceSum", "t axis", "y").Integers("axis", 0);
        Assert.Equal(expected * Mega, graph.Estimate().Live);
    }

    /// <summary>A buffer that is free for a tensor of its size stays for it: that is how ONNX Runtime plans.</summary>
    [Fact]
    public void ABufferIsKeptForATensorOfItsSize()
    {
        TestGraph graph = new TestGraph().Input("x", isFree: false, 512, 512).Weight("w", 512, 512).Weight("v", 512, 1024).Weight("u", 1024, 512).Output("y")
            .Node("MatMul", "x w", "a").Node("MatMul", "a v", "b").Node("MatMul", "b u", "c").Node("MatMul", "c v", "d").Node("MatMul", "d u", "y");
        GraphMemoryEstimate estimate = graph.Estimate();

        // a and c are one buffer, b and d another.
        Assert.Equal(3 * Mega, estimate.Live);
        Assert.InRange(estimate.Working, 3 * Mega, 4 * Mega);
    }

    [Fact]
    public void ConstantNodesAreWeights()
    {
        TestGraph graph = new TestGraph().Input("x", isFree: true, 4, 256).Weight("a", 256, 256).Weight("b", 256, 1).Output("y")
            .Node("Add", "a b", "sum").Node("MatMul", "x sum", "y");
        GraphMemoryEstimate estimate = graph.Estimate();
        Assert.Equal(256 * 256 * sizeof(float), estimate.Weights);
        Assert.Equal(0, estimate.Live);
    }

    [Fact]
    public void HalfIsWidenedOnTheProcessorAlone()
    {
        TestGraph graph = new TestGraph().Input("x", isFree: true, 512, 512).Output("y")
            .Node("Cast", "x", "h", ("to", TestGraph.Half)).Node("MatMul", "h w", "p").Node("Cast", "p", "q", ("to", TestGraph.Float)).Node("MatMul", "q v", "y")
            .Weight("v", 512, 512);
        graph.Proto.Initializer.Add(new TensorProto { Name = "w", DataType = TestGraph.Half, Dims = { 512, 512 } });
        Assert.Equal(2 * Mega, graph.Estimate(GraphMemoryOptions.Cpu).Weights);
        Assert.Equal(Mega * 3 / 2, graph.Estimate(GraphMemoryOptions.Cuda).Weights);
    }

    /// <summary>A sparse convolution gathers for one product at a time, whatever ONNX Runtime's order: 27 gathers at once would be 27 times the features.</summary>
    [Theory]
    [InlineData(Bundles.GraphPrecision.Float32)]
    [InlineData(Bundles.GraphPrecision.Float16)]
    public void ASparseConvolutionTakesAFewTimesItsFeatures(Bundles.GraphPrecision precision)
    {
        const int Voxels = 100_000, Channels = 256;
        using var weights = new MemoryCheckpoint(("weight", [Channels, 3, 3, 3, Channels]), ("bias", [Channels]));
        var builder = new OnnxGraphBuilder("sparse", weights, precision);
        GraphValue x = builder.Input("x", -9, Channels), neighbors = builder.IndexInput("neighbors", -9, 27);
        GraphValue y = builder.SubmanifoldConv(
            x, neighbors, builder.Parameter("weight", Channels, 3, 3, 3, Channels), builder.Parameter("bias", Channels), parts: 1);
        builder.Output("y", y, -9, Channels);
        var sizes = new Dictionary<string, long[]> { ["x"] = [Voxels, Channels], ["neighbors"] = [Voxels, 27] };
        using var file = new MemoryStream();
        OnnxModelWriter.WriteInline(builder, file);
        file.Position = 0;
        GraphMemoryEstimate estimate = GraphMemory.Estimate(file, sizes, GraphMemoryOptions.Cpu)[0];
        long features = (long)Voxels * Channels * sizeof(float);
        Assert.InRange(estimate.Live, features, 6 * features);
        Assert.Equal(features, estimate.Outputs);
    }
}
