using Sam3D.Bundles;
using Sam3D.Sessions;

namespace Sam3D.Onnx.Tests.Sessions;

public sealed class SessionFactoryTests
{
    private static readonly SessionFactory Factory = new(new RuntimeOptions { Device = DevicePreference.Cpu });

    [Fact]
    public void Differences_between_graph_and_manifest_are_all_named()
    {
        var spec = new StageSpec
        {
            File = "tiny.onnx",
            Inputs = [new TensorSpec("tokens", [2])],
            Outputs = [new TensorSpec("y", [3]), new TensorSpec("pose", [1])],
        };
        string message = Refused(StageModel.FromBytes(TinyOnnx.Scale(2, 3), spec, "tiny.onnx"));
        Assert.Contains("the graph has no input 'tokens'", message, StringComparison.Ordinal);
        Assert.Contains("the graph has a further input 'x'", message, StringComparison.Ordinal);
        Assert.Contains("output 'y' is [2], expected [3]", message, StringComparison.Ordinal);
        Assert.Contains("the graph has no output 'pose'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MemoryBudget.Fastest, false)]
    [InlineData(MemoryBudget.Balanced, true)]
    [InlineData(MemoryBudget.Smallest, true)]
    public void Single_runs_return_memory_unless_time_is_all_that_counts(MemoryBudget budget, bool returns)
    {
        var factory = new SessionFactory(new RuntimeOptions { Device = DevicePreference.Cpu, MemoryBudget = budget });
        using GraphSession session = factory.Create(GraphSessionTests.Model(TinyOnnx.Scale(2, 3), 2), TestContext.Current.CancellationToken);
        Assert.Equal(returns, session.ReturnsMemory);
        float[] y = session.Run([new NamedTensor("x", new float[] { 5, 7 }, 2)], TestContext.Current.CancellationToken)["y"].Values.ToArray();
        Assert.Equal([10f, 21f], y);
    }

    [Fact]
    public void Other_element_types_are_named() =>
        Assert.Contains("Int64, expected float32", Refused(GraphSessionTests.Model(TinyOnnx.Identity(7, [2]), 2)), StringComparison.Ordinal);

    [Fact]
    public void A_size_that_the_graph_fixes_cannot_be_free_in_the_manifest() =>
        Assert.Contains("input 'x' is [2], expected [free]", Refused(GraphSessionTests.Model(TinyOnnx.Identity(2), -1)), StringComparison.Ordinal);

    [Fact]
    public void A_size_that_the_graph_leaves_free_can_be_fixed_in_the_manifest() =>
        Factory.Create(GraphSessionTests.Model(TinyOnnx.Identity(-1), 2), TestContext.Current.CancellationToken).Dispose();

    [Fact]
    public void Files_that_are_no_graph_give_one_line()
    {
        Refused(GraphSessionTests.Model([], 2));
        Refused(GraphSessionTests.Model([1, 2, 3, 4, 5, 6, 7, 8], 2));
        byte[] graph = TinyOnnx.Scale(2, 3);
        Refused(GraphSessionTests.Model(graph[..(graph.Length / 2)], 2));
    }

    [Fact]
    public void Mutated_graphs_load_or_give_one_line()
    {
        byte[] graph = TinyOnnx.ConstantExternally(2, "w.data");
        byte[] inside = TinyOnnx.Scale(2, 3);
        var random = new Random(11);
        int refused = 0;
        for (int i = 0; i < 1000; i++)
        {
            byte[] mutated = [.. i % 2 == 0 ? graph : inside];
            for (int k = random.Next(1, 4); k > 0; k--)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            try
            {
                using var stream = new MemoryStream(mutated);
                ExternalData.ThrowIfOutside(stream, [], "tiny.onnx");
                Factory.Create(GraphSessionTests.Model(mutated, 2), TestContext.Current.CancellationToken).Dispose();
            }
            catch (BundleException e)
            {
                Assert.DoesNotContain('\n', e.Message);
                refused++;
            }
        }

        Assert.InRange(refused, 500, 999);
    }

    [Fact]
    public void A_cancelled_token_is_honoured()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => Factory.Create(GraphSessionTests.Model(TinyOnnx.Scale(2), 1), cancellation.Token));
    }

    private static string Refused(StageModel model)
    {
        BundleException error = Assert.Throws<BundleException>(() => Factory.Create(model, TestContext.Current.CancellationToken));
        Assert.StartsWith("tiny.onnx", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        TestContext.Current.TestOutputHelper!.WriteLine(error.Message);
        return error.Message;
    }
}
