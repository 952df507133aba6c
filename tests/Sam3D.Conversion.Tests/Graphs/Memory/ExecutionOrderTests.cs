namespace Sam3D.Conversion.Tests.Graphs.Memory;

public sealed class ExecutionOrderTests
{
    /// <summary>Of a node's inputs the one that was recorded last is made first.</summary>
    [Theory]
    [InlineData("a b", "a b s y")]
    [InlineData("b a", "b a s y")]
    public void TheLastRecordedIsEnteredFirst(string recorded, string expected)
    {
        TestGraph graph = new TestGraph().Input("x", isFree: true, 4).Output("y");
        foreach (string name in recorded.Split(' ').Reverse())
        {
            graph.Node("Relu", "x", name);
        }

        graph.Node("Relu", "x", "unused").Node("Add", "a b", "s").Node("Relu", "s", "y");
        Assert.Equal(expected, string.Join(' ', ExecutionOrder.Of(graph.Proto).Select(n => n.Output[0])));
    }
}
