namespace Sam3D.Conversion.Tests.Graphs.Memory;

/// <summary>Graphs that must be refused in words, and none may hang, overflow or take memory.</summary>
public sealed class HostileGraphTests
{
    private static TestGraph One => new TestGraph().Input("x", isFree: true, 4, 4).Output("y");

    [Fact]
    public void AnUnknownOperatorIsNamed() => Assert.Contains("'Loop' is not known", One.Node("Loop", "x", "y").Refused(), StringComparison.Ordinal);

    [Fact]
    public void NodesThatWaitForEachOther() =>
        Assert.Contains("wait for each other", One.Node("Add", "x b", "a").Node("Add", "a x", "b").Node("Add", "a b", "y").Refused(), StringComparison.Ordinal);

    [Fact]
    public void ATensorWithTwoOrigins() =>
        Assert.Contains("'y'", One.Node("Relu", "x", "y").Node("Tanh", "x", "y").Refused(), StringComparison.Ordinal);

    [Fact]
    public void ATensorWithoutOrigin() => Assert.Contains("'z'", One.Node("Add", "x z", "y").Refused(), StringComparison.Ordinal);

    [Fact]
    public void AnOutputWithoutOrigin() => Assert.Contains("'y'", One.Node("Relu", "x", "z").Refused(), StringComparison.Ordinal);

    [Fact]
    public void AnInputWithoutSizes()
    {
        TestGraph graph = One.Node("Relu", "x", "y");
        graph.Inputs.Clear();
        Assert.Contains("'x'", graph.Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void SizesBeyondAnyMemory()
    {
        TestGraph graph = One.Integers("s", 1L << 40, 1L << 40, 4, 4).Node("Expand", "x s", "y");
        Assert.Contains("too large", graph.Refused(), StringComparison.Ordinal);
        graph = One.Integers("s", 1L << 30, 1L << 20, 4, 4).Node("Expand", "x s", "y");
        Assert.Contains("'y' is [", graph.Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void MoreSizesThanATensorMayHave() =>
        Assert.Contains("'y' is [", One.Integers("s", [.. Enumerable.Repeat(1L, 30)]).Node("Expand", "x s", "y").Refused(), StringComparison.Ordinal);

    [Fact]
    public void SumsThatDouble()
    {
        // Each node doubles the list of sizes: a billion of them at the end.
        TestGraph graph = One.Integers("s0", 1, 1);
        for (int i = 0; i < 29; i++)
        {
            graph.Node("Concat", $"s{i} s{i}", $"s{i + 1}", ("axis", 0));
        }

        Assert.Contains("follow from data", graph.Node("Expand", "x s29", "y").Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void AShapeThatFollowsFromData() =>
        Assert.Contains("follow from data", One.Node("Reshape", "x x", "y").Refused(), StringComparison.Ordinal);

    [Theory]
    [InlineData("Split", "x parts")]
    [InlineData("Gather", "x parts")]
    [InlineData("Concat", "x x")]
    public void AnAxisThatIsNotThere(string op, string inputs) => Assert.Contains(
        "has no axis 7", One.Integers("parts", 1, 3).Node(op, inputs, "y", ("axis", 7)).Refused(), StringComparison.Ordinal);

    [Theory]
    [InlineData("MatMul", "x w")]
    [InlineData("Add", "x w")]
    [InlineData("Conv", "x w")]
    [InlineData("Transpose", "w")]
    [InlineData("Slice", "x s s t")]
    [InlineData("Pad", "x s")]
    public void InputsThatDoNotFitTogether(string op, string inputs)
    {
        TestGraph graph = One.Weight("w", 3, 5, 7).Integers("s", 0).Integers("t", 0, 1).Node(op, inputs, "y");
        if (op == "Transpose")
        {
            graph.Proto.Node[0].Attribute.Add(new OnnxFormat.AttributeProto { Name = "perm", Ints = { 0, 0, 9 } });
        }

        Assert.Contains("do not fit together", graph.Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void ALongChainIsNoRecursion()
    {
        TestGraph graph = One;
        for (int i = 0; i < GraphMemory.MaxNodes - 1; i++)
        {
            graph.Node("Relu", i == 0 ? "x" : $"v{i}", $"v{i + 1}");
        }

        Assert.True(graph.Node("Relu", $"v{GraphMemory.MaxNodes - 1}", "y").Estimate().Live <= 256);
        Assert.Contains("more than", graph.Node("Relu", "x", "z").Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryBeginningOfAFileIsReadOrRefused()
    {
        using var whole = new MemoryStream();
        using var weights = new MemoryCheckpoint(("w", [8, 4]));
        var builder = new OnnxGraphBuilder("g", weights);
        builder.Output("y", builder.Linear(builder.Input("x", -1, 4), builder.Parameter("w", 8, 4), null), -1, 8);
        OnnxModelWriter.WriteInline(builder, whole);
        byte[] bytes = whole.ToArray();
        var sizes = new Dictionary<string, long[]> { ["x"] = [2, 4] };
        Assert.Equal(8 * 4 * sizeof(float), GraphMemory.Estimate(new MemoryStream(bytes), sizes, GraphMemoryOptions.Cpu)[0].Weights);
        for (int length = 0; length < bytes.Length; length++)
        {
            Exception? refusal = Record.Exception(() => GraphMemory.Estimate(new MemoryStream(bytes, 0, length), sizes, GraphMemoryOptions.Cpu));
            Assert.True(refusal is null or InvalidDataException, $"{length} bytes: {refusal}");
        }
    }
}
