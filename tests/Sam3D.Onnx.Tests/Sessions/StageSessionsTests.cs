using Sam3D.Bundles;
using Sam3D.Sessions;

namespace Sam3D.Onnx.Tests.Sessions;

public sealed class StageSessionsTests
{
    private const string Stage = BundleManifest.StructureDecoderStage;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(MemoryBudget.Fastest, true)]
    [InlineData(MemoryBudget.Balanced, true)] // compact-stage1 is small
    [InlineData(MemoryBudget.Smallest, false)]
    public void The_budget_says_what_stays_after_the_last_user(MemoryBudget budget, bool stays)
    {
        using ModelBundle bundle = CompactStage1.OpenBundle();
        using var sessions = new StageSessions(bundle, Options(budget));
        StageLease first = sessions.Rent(Stage, None), second = sessions.Rent(Stage, None);
        Assert.Same(first.Session, second.Session);
        first.Dispose();
        Assert.Equal([Stage], sessions.Loaded);
        second.Dispose();
        second.Dispose();
        Assert.Equal(stays ? [Stage] : [], sessions.Loaded);
    }

    [Theory]
    [InlineData(MemoryBudget.Balanced, 256L << 20, true)]
    [InlineData(MemoryBudget.Balanced, (256L << 20) + 1, false)]
    [InlineData(MemoryBudget.Fastest, 1L << 40, true)]
    [InlineData(MemoryBudget.Smallest, 1, false)]
    public void The_size_of_a_network_decides_where_the_budget_is_balanced(MemoryBudget budget, long bytes, bool stays) =>
        Assert.Equal(stays, StageSessions.Stays(budget, bytes));

    [Fact]
    public void Disposing_waits_for_the_last_user()
    {
        using ModelBundle bundle = CompactStage1.OpenBundle();
        var sessions = new StageSessions(bundle, Options(MemoryBudget.Fastest));
        StageLease lease = sessions.Rent(BundleManifest.GeometryModulationStage, None);
        sessions.Dispose();
        Assert.NotEmpty(lease.Session.Run([new("t", new float[1], 1), new("d", new float[1], 1)], None)["modulation"].Values.ToArray());
        lease.Dispose();
        Assert.Empty(sessions.Loaded);
        Assert.Throws<ObjectDisposedException>(() => sessions.Rent(Stage, None));
    }

    [Fact]
    public void Smallest_gives_the_same_result()
    {
        using ModelBundle bundle = CompactStage1.OpenBundle();
        float[] latent = [.. Enumerable.Range(0, 512).Select(i => MathF.Sin(i))];
        float[][] results = [.. Enum.GetValues<MemoryBudget>().Select(budget =>
        {
            using var sessions = new StageSessions(bundle, Options(budget));
            using StageLease lease = sessions.Rent(Stage, None);
            return lease.Session.Run([new("latent", latent, 1, 64, 8)], None)["logits"].Values.ToArray();
        })];
        Assert.All(results, r => Assert.Equal(results[0], r));
    }

    [Fact]
    public void Kept_outputs_are_inputs_of_another_graph_and_outlive_their_session()
    {
        var factory = new SessionFactory(Options(MemoryBudget.Balanced));
        KeptTensors kept;
        using (GraphSession first = factory.Create(StageModel.FromBytes(TinyOnnx.Scale(2, 3), Spec("x", "y"), "first"), None))
        {
            kept = first.RunAndKeep([new("x", new float[] { 1, 10 }, 2)], None);
        }

        using (kept)
        {
            var renamed = new KeptTensors(new Dictionary<string, Microsoft.ML.OnnxRuntime.OrtValue> { ["x"] = kept.Values["y"] }, null);
            using GraphSession second = factory.Create(StageModel.FromBytes(TinyOnnx.Scale(5, 7), Spec("x", "y"), "second"), None);
            float[] y = new float[2];
            using (GraphBinding binding = second.Bind([], [new("y", y, 2)], renamed))
            {
                binding.Run(None);
            }

            Assert.Equal([10, 210], y);
            Assert.Throws<ArgumentException>(() => second.Bind([new("x", y, 2)], [], renamed));
        }
    }

    private static StageSpec Spec(string input, string output) =>
        new() { File = "x.onnx", Inputs = [new TensorSpec(input, [2])], Outputs = [new TensorSpec(output, [2])] };

    private static RuntimeOptions Options(MemoryBudget budget) => new() { Device = DevicePreference.Cpu, MemoryBudget = budget };
}
