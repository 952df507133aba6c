using Sam3D.Bundles;
using Sam3D.Sessions;

namespace Sam3D.Onnx.Tests.Sessions;

public sealed class GraphSessionTests
{
    private static readonly SessionFactory Factory = new(new RuntimeOptions { Device = DevicePreference.Cpu, Threads = 2 });

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public void A_bound_run_reads_and_writes_the_buffers_in_place()
    {
        using GraphSession session = Load(TinyOnnx.Scale(2, 3), [2]);
        float[] x = [1, 1], y = new float[2];
        using GraphBinding binding = session.Bind([new("x", x, 2)], [new("y", y, 2)]);
        binding.Run(None);
        Assert.Equal([2, 3], y);
        x[0] = 10;
        binding.Run(None);
        Assert.Equal([20, 3], y);
    }

    [Fact]
    public void A_part_of_an_array_can_be_bound()
    {
        using GraphSession session = Load(TinyOnnx.Scale(2, 3), [2]);
        float[] all = [0, 1, 1, 0, 0, 0];
        session.Run([new("x", all.AsMemory(1, 2), 2)], [new("y", all.AsMemory(3, 2), 2)], None);
        Assert.Equal([0, 1, 1, 2, 3, 0], all);
    }

    [Fact]
    public void A_free_size_takes_any_size_and_comes_back_with_its_shape()
    {
        using GraphSession session = Load(TinyOnnx.Identity(-1, 2), [-1, 2]);
        foreach (int rows in new[] { 1, 5 })
        {
            NamedTensor y = session.Run([new("x", new float[2 * rows], rows, 2)], None)["y"];
            Assert.Equal([rows, 2], y.Shape);
            Assert.Equal(2 * rows, y.Values.Length);
        }
    }

    [Fact]
    public void Row_numbers_are_passed_as_integers()
    {
        var spec = new StageSpec
        {
            File = "g",
            Inputs = [new TensorSpec("x", [2]) { Type = TensorElement.Int32 }],
            Outputs = [new TensorSpec("y", [2])],
        };
        byte[] graph = TinyOnnx.Cast(from: 6, to: 1, [2]);
        using GraphSession session = Factory.Create(StageModel.FromBytes(graph, spec, "g"), None);
        float[] y = new float[2];
        session.Run([new NamedTensor("x", (ReadOnlyMemory<int>)new[] { 3, -4 }, 2)], [new("y", y, 2)], None);
        Assert.Equal([3, -4], y);

        // A manifest that says float32 is told, and so is a caller that passes it.
        StageSpec wrong = spec with { Inputs = [new TensorSpec("x", [2])] };
        Assert.Contains("of Int32, expected float32", Assert.Throws<BundleException>(
            () => Factory.Create(StageModel.FromBytes(graph, wrong, "g"), None)).Message, StringComparison.Ordinal);
        Assert.Contains("'x' is Int32 in the graph, expected Float32", Assert.Throws<BundleException>(
            () => session.Run([new("x", new float[2], 2)], [new("y", y, 2)], None)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bound_run_allocates_only_handles()
    {
        using GraphSession session = Load(TinyOnnx.Identity(1 << 20), [1 << 20]);
        float[] x = new float[1 << 20], y = new float[1 << 20];
        using GraphBinding binding = session.Bind([new("x", x, x.Length)], [new("y", y, y.Length)]);
        binding.Run(None);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            binding.Run(None);
        }

        long bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 10;
        TestContext.Current.TestOutputHelper!.WriteLine($"{bytes} bytes a run");
        Assert.True(bytes < 2048, $"{bytes} bytes a run");
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes()
    {
        using GraphSession session = Load(TinyOnnx.MatMulChain(64, 20), [64, 64]);
        var random = new Random(7);
        float[] x = [.. Enumerable.Range(0, 64 * 64).Select(_ => random.NextSingle())];
        float[] first = session.Run([new("x", x, 64, 64)], None)["y"].Values.ToArray();
        using GraphSession again = Load(TinyOnnx.MatMulChain(64, 20), [64, 64]);
        Assert.Equal(first, again.Run([new("x", x, 64, 64)], None)["y"].Values.ToArray());
    }

    [Fact]
    public void Cancelling_ends_a_call_that_is_running()
    {
        using GraphSession session = Load(TinyOnnx.MatMulChain(512, 4000), [512, 512]);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        float[] x = new float[512 * 512], y = new float[512 * 512];
        OperationCanceledException error = Assert.ThrowsAny<OperationCanceledException>(() =>
            session.Run([new("x", x, 512, 512)], [new("y", y, 512, 512)], cancellation.Token));
        Assert.Equal(cancellation.Token, error.CancellationToken);

        // The session works on: a run with another token is not cancelled.
        using GraphSession small = Load(TinyOnnx.Scale(2), [1]);
        Assert.Throws<OperationCanceledException>(() => small.Run([new("x", new float[1], 1)], cancellation.Token));
        Assert.Equal([2], small.Run([new("x", new float[] { 1 }, 1)], None)["y"].Values.ToArray());
    }

    [Fact]
    public void Runs_at_the_same_time_do_not_disturb_each_other()
    {
        using GraphSession session = Load(TinyOnnx.Scale(2, 3), [2]);
        Parallel.For(0, 200, i =>
        {
            float[] y = session.Run([new("x", new float[] { i, i }, 2)], CancellationToken.None)["y"].Values.ToArray();
            Assert.Equal([2 * i, 3 * i], y);
        });
    }

    [Fact]
    public void A_binding_outlives_its_session()
    {
        GraphSession session = Load(TinyOnnx.Scale(2, 3), [2]);
        float[] y = new float[2];
        using GraphBinding binding = session.Bind([new("x", new float[] { 1, 2 }, 2)], [new("y", y, 2)]);
        session.Dispose();
        session.Dispose();
        binding.Run(None);
        Assert.Equal([2, 6], y);
        Assert.Throws<ObjectDisposedException>(() => session.Run([new("x", new float[2], 2)], None));
        binding.Dispose();
        binding.Dispose();
        Assert.Throws<ObjectDisposedException>(() => binding.Run(None));
    }

    [Fact]
    public void Wrong_arguments_are_named()
    {
        using GraphSession session = Load(TinyOnnx.Scale(2, 3), [2]);
        Assert.Contains("'z'", Assert.Throws<ArgumentException>(() => session.Run([new("z", new float[2], 2)], None)).Message, StringComparison.Ordinal);
        Assert.Contains("3 values", Assert.Throws<ArgumentException>(() => session.Run([new("x", new float[3], 2)], None)).Message, StringComparison.Ordinal);
        Assert.Contains("0 times", Assert.Throws<ArgumentException>(() => session.Run([], None)).Message, StringComparison.Ordinal);
        Assert.Contains("[3]", Assert.Throws<BundleException>(() => session.Run([new("x", new float[3], 3)], None)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_that_fails_while_running_gives_a_bundle_error()
    {
        // Three numbers come out, and the buffer holds two.
        using GraphSession session = Load(TinyOnnx.Identity(-1), [-1]);
        BundleException error = Assert.Throws<BundleException>(() =>
            session.Run([new("x", new float[3], 3)], [new("y", new float[2], 2)], None));
        Assert.Contains("failed while running", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    internal static GraphSession Load(byte[] model, long[] shape) => Factory.Create(Model(model, shape), None);

    internal static StageModel Model(byte[] model, params long[] shape) => StageModel.FromBytes(
        model, new StageSpec { File = "tiny.onnx", Inputs = [new TensorSpec("x", shape)], Outputs = [new TensorSpec("y", shape)] }, "tiny.onnx");
}
