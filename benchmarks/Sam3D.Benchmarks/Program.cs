using BenchmarkDotNet.Running;
using Sam3D.Benchmarks;

if (args is [FullSizeRun.Verb, .. var arguments])
{
    return await FullSizeRun.RunAsync(arguments);
}

if (args is [MeshDecoderRun.Verb, .. var meshArguments])
{
    return MeshDecoderRun.Run(meshArguments);
}

if (args is [VoxelDecoderRun.Verb, .. var decoderArguments])
{
    return VoxelDecoderRun.Run(decoderArguments);
}

if (args is [SegmentRun.Verb, .. var segmentArguments])
{
    return await SegmentRun.RunAsync(segmentArguments);
}

if (args is [DefaultSegmentRun.Verb, .. var defaultArguments])
{
    return await DefaultSegmentRun.RunAsync(defaultArguments);
}

if (args is [TrackRun.Verb, .. var trackArguments])
{
    return await TrackRun.RunAsync(trackArguments);
}

if (args is [SessionMemoryRun.Verb, .. var sessionArguments])
{
    return SessionMemoryRun.Run(sessionArguments);
}

if (args is [WholeStepRun.Verb, .. var stepArguments])
{
    return WholeStepRun.Run(stepArguments);
}

// Run all of it with: dotnet run -c Release --project benchmarks/Sam3D.Benchmarks -- --filter '*'
BenchmarkRun.IsSmoke = args.Contains(BenchmarkRun.SmokeSwitch);
string[] rest = [.. args.Where(a => a != BenchmarkRun.SmokeSwitch)];
if (BenchmarkRun.IsSmoke && !rest.Contains("--filter"))
{
    rest = [.. rest, "--filter", "*"];
}

var summaries = BenchmarkSwitcher.FromAssembly(typeof(BenchmarkConfig).Assembly).Run(rest, new BenchmarkConfig(BenchmarkRun.IsSmoke)).ToList();
bool succeeded = summaries.All(s => !s.HasCriticalValidationErrors && s.Reports.All(r => r.Success));
return succeeded && (summaries.Count > 0 || !BenchmarkRun.IsSmoke) ? 0 : 1;
