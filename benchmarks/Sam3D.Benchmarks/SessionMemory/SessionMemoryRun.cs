using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.TestKit;

namespace Sam3D.Benchmarks;

/// <summary>
/// Two blocks of the geometry flow at released size with each setting of a session, every one in a process of its own: <c>session-memory [fp32|fp16|int8]</c>.
/// The numbers are what <c>docs/decisions/0014-memory.md</c> decides by.
/// </summary>
internal static class SessionMemoryRun
{
    public const string Verb = "session-memory";
    private const int Blocks = 2, Batch = 2, Runs = 3;
    private const string Graph = "flow.onnx";

    private static readonly string[] Settings =
        ["defaults", "no pattern", "no pattern, no prepacking", "no pattern, no arena", "no pattern, arena of exact regions", "no pattern, arena shrunk after runs"];

    public static int Run(string[] args)
    {
        if (args is [string folder, string setting])
        {
            return Measure(folder, setting);
        }

        GraphPrecision precision = args is [string name]
            ? name switch { "fp16" => GraphPrecision.Float16, "int8" => GraphPrecision.Int8, _ => GraphPrecision.Float32 }
            : GraphPrecision.Float32;
        using var graphs = new TemporaryFolder();
        Write(graphs.Path, precision);
        Console.WriteLine("| Setting | Load, s | After loading, MB | Largest of run 1, MB | of run 3 | Between runs | A run, s |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (string each in Settings)
        {
            string[] command = [.. Environment.GetCommandLineArgs().Take(1), Verb, graphs.Path, each];
            using Process child = Process.Start(Environment.ProcessPath!, Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? ["exec", .. command] : command[1..]);
            child.WaitForExit();
        }

        return 0;
    }

    private static void Write(string folder, GraphPrecision precision)
    {
        GeometryFlowConfig config = Config();
        using var weights = RandomWeights.For(NetworkShapes.GeometryFlow(new ShapeOps(), "reverse_fn.backbone", config));
        var builder = new OnnxGraphBuilder("geometry_flow", weights, precision);
        GeometryGraphs.RecordFlow(builder, config);
        using FileStream graph = File.Create(Path.Combine(folder, Graph)), data = File.Create(Path.Combine(folder, Graph + ".data"));
        OnnxModelWriter.WriteExternal(builder, graph, data, Graph + ".data");
    }

    private static GeometryFlowConfig Config()
    {
        ConfigNode generator = new SyntheticTemplates(SyntheticSize.Full).Config("ss_generator.yaml");
        int tokens = ConditionConfig.Read(generator["module"]["condition_embedder"]["backbone"]).Tokens;
        return GeneratorConfig.ReadFlow(generator, tokens) with { NumBlocks = Blocks };
    }

    private static int Measure(string folder, string setting)
    {
        using var run = new RunOptions();
        using SessionOptions options = Options(setting, run);
        long started = Stopwatch.GetTimestamp();
        using var session = new InferenceSession(Path.Combine(folder, Graph), options);
        TimeSpan load = Stopwatch.GetElapsedTime(started);
        long loaded = Environment.WorkingSet, inputs = 0;
        Dictionary<(string Name, int Axis), long> sizes = FlowSizes.Create(Config(), Batch);
        var values = new Dictionary<string, OrtValue>();
        foreach ((string name, NodeMetadata node) in session.InputMetadata)
        {
            long[] shape = [.. node.Dimensions.Select((d, axis) => d < 0 ? sizes[(name, axis)] : d)];
            float[] numbers = RandomValues.Normal(checked((int)shape.Aggregate(1L, (a, b) => a * b)), 0);
            inputs += numbers.Length * sizeof(float);
            values.Add(name, OrtValue.CreateTensorValueFromMemory(numbers, shape));
        }

        long first = 0, last = 0, between = 0;
        TimeSpan best = TimeSpan.MaxValue;
        for (int i = 0; i < Runs; i++)
        {
            GC.Collect();
            PeakMemory.Take();
            started = Stopwatch.GetTimestamp();
            session.Run(run, values, [.. session.OutputMetadata.Keys]).Dispose();
            TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
            best = elapsed < best ? elapsed : best;
            (last, between) = (PeakMemory.Take(), Environment.WorkingSet);
            first = i == 0 ? last : first;
        }

        string Mega(long bytes) => ((bytes - inputs) / 1e6).ToString("F0", CultureInfo.InvariantCulture);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {setting} | {load.TotalSeconds:F2} | {loaded / 1e6:F0} | {Mega(first)} | {Mega(last)} | {Mega(between)} | {best.TotalSeconds:F2} |"));
        return 0;
    }

    private static SessionOptions Options(string setting, RunOptions run)
    {
        var options = new SessionOptions { IntraOpNumThreads = 2, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "1");
        options.EnableMemoryPattern = setting == Settings[0];
        options.EnableCpuMemArena = !setting.EndsWith("no arena", StringComparison.Ordinal);
        if (setting.EndsWith("no prepacking", StringComparison.Ordinal))
        {
            options.AddSessionConfigEntry("session.disable_prepacking", "1");
        }
        else if (setting.EndsWith("shrunk after runs", StringComparison.Ordinal))
        {
            run.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
        }
        else if (setting.EndsWith("exact regions", StringComparison.Ordinal))
        {
            const int SameAsRequested = 1, Default = -1;
            using var arena = new OrtArenaCfg(0, SameAsRequested, Default, Default);
            using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
            OrtEnv.Instance().CreateAndRegisterAllocator(memory, arena);
            options.AddSessionConfigEntry("session.use_env_allocators", "1");
        }

        return options;
    }
}
