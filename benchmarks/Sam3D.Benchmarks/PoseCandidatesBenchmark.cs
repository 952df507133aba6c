using BenchmarkDotNet.Attributes;
using Sam3D.Sessions;
using Sam3D.Stages;
using Sam3D.TestKit;

namespace Sam3D.Benchmarks;

/// <summary>A whole sampling run of compact-stage1 with several placements of its shape, one thread.</summary>
public class PoseCandidatesBenchmark
{
    private StageSessions? _sessions;
    private FlowStage? _flow;
    private float[] _condition = [];

    [Params(1, 2, 8, 32)]
    public int Candidates { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        int tokens = CompactNetworks.Flow.ConditionTokens;
        _sessions = new StageSessions(CompactStage1.OpenBundle(), new RuntimeOptions { Device = DevicePreference.Cpu, Threads = 1 });
        _flow = new FlowStage(_sessions, tokens);
        _condition = RandomValues.Normal(tokens * CompactNetworks.Flow.ConditionChannels, 0);
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _sessions?.Dispose();
        _sessions?.Bundle.Dispose();
    }

    [Benchmark]
    public IReadOnlyDictionary<string, float[]> Sample() =>
        _flow!.Sample(_condition, new GeometryOptions { PoseCandidates = Candidates }, (_, _) => { }, CancellationToken.None);
}
