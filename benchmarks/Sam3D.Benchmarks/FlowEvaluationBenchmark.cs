using BenchmarkDotNet.Attributes;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Sessions;
using Sam3D.Stages;
using Sam3D.TestKit;

namespace Sam3D.Benchmarks;

/// <summary>
/// One evaluation of the geometry flow of compact-stage1 as the pipeline calls it; beside it the bare matrix products of that
/// evaluation, of the same sizes and as many, and one large matrix product, all on the same runtime with the same threads.
/// </summary>
[Rates("GFLOP/s", nameof(OwnProducts), nameof(Large))]
public class FlowEvaluationBenchmark : ICountedBenchmark
{
    private const double OperationsPerMultiplyAdd = 2;
    private const double Time = 0.5;

    private StageSessions? _sessions;
    private StageLease? _flow;
    private KeptTensors? _context;
    private FlowEvaluation? _evaluation;
    private BoundGraph? _graph;
    private float[] _state = [], _conditional = [], _unconditional = [];

    [ParamsSource(typeof(BenchmarkRun), nameof(BenchmarkRun.ThreadCounts))]
    public int Threads { get; set; }

    /// <summary>1 without guidance; 2 with it.</summary>
    [Params(1, 2)]
    public int Batch { get; set; }

    double ICountedBenchmark.WorkOf(string method) => OperationsPerMultiplyAdd
        * (method == nameof(Large) ? LargeProduct.Size.MultiplyAdds : CompactNetworks.CountFlow(CompactNetworks.Flow, Batch).MultiplyAdds);

    [GlobalSetup(Target = nameof(Evaluation))]
    public void SetUpEvaluation()
    {
        ModelBundle bundle = CompactStage1.OpenBundle();
        _sessions = new StageSessions(bundle, new RuntimeOptions { Device = DevicePreference.Cpu, Threads = Threads });
        BundleManifest manifest = bundle.Manifest;
        int tokens = CompactNetworks.Flow.ConditionTokens;
        var condition = new NamedTensor("condition", RandomValues.Normal(tokens * manifest.Condition.Width, 0), 1, tokens, manifest.Condition.Width);
        using (StageLease context = _sessions.Rent(BundleManifest.GeometryContextStage, CancellationToken.None))
        {
            _context = context.Session.RunAndKeep([condition]);
        }

        ModulationTable modulations = ModulationTable.Create(
            _sessions, BundleManifest.GeometryModulationStage, [Time], manifest.Sampling.TimeScale, 0, CancellationToken.None);
        _flow = _sessions.Rent(BundleManifest.GeometryFlowStage, CancellationToken.None);
        _evaluation = new FlowEvaluation(_flow.Session, manifest, condition, _context, modulations, guided: Batch == 2);
        _state = RandomValues.Normal(manifest.Latents.Sum(l => l.Tokens * l.Channels), 1);
        _conditional = new float[_state.Length];
        _unconditional = Batch == 2 ? new float[_state.Length] : [];
    }

    [GlobalSetup(Target = nameof(OwnProducts))]
    public void SetUpOwnProducts()
    {
        ShapeOps counter = CompactNetworks.CountFlow(CompactNetworks.Flow, Batch);
        _graph = new BoundGraph(MatrixProductGraph.Record(counter.Products), Threads);
    }

    [GlobalSetup(Target = nameof(Large))]
    public void SetUpLarge() => _graph = LargeProduct.Create(Threads);

    [GlobalCleanup]
    public void CleanUp()
    {
        _evaluation?.Dispose();
        _context?.Dispose();
        _flow?.Dispose();
        _sessions?.Dispose();
        _sessions?.Bundle.Dispose();
        _graph?.Dispose();
    }

    [Benchmark]
    public void Evaluation() => _evaluation!.Run(Time, _state, _conditional, _unconditional, CancellationToken.None);

    [Benchmark(Baseline = true)]
    public void OwnProducts() => _graph!.Run();

    [Benchmark]
    public void Large() => _graph!.Run();
}
