using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Networks;
using Sam3D.Sessions;
using Sam3D.Stages;
using Sam3D.TestKit;

namespace Sam3D.Benchmarks;

/// <summary>
/// A decoder of released size with random weights, without any checkpoint: where its time goes, and its memory beside the estimate:
/// <c>voxel-decoder gaussians|mesh N [--scattered] [--fp16]</c>. N voxels are a ball's shell, or lie anywhere in the grid.
/// </summary>
internal static class VoxelDecoderRun
{
    public const string Verb = "voxel-decoder";
    private const int Runs = 3, Resolution = 64, Levels = 2;

    public static int Run(string[] args)
    {
        bool isMesh = args[0] == "mesh";
        int count = int.Parse(args[1], CultureInfo.InvariantCulture);
        VoxelIndex[] voxels = args.Contains("--scattered") ? MeshDecoderRun.Scattered(Resolution, count) : MeshDecoderRun.Shell(Resolution, count);
        StructuredLatentFlowConfig flow = TextureFlowConfig.Read(new SyntheticTemplates(SyntheticSize.Full).Config("slat_generator.yaml"), Resolution);
        using var folder = new TemporaryFolder();
        string graph = Path.Combine(folder.Path, "decoder.onnx");
        SparseTransformerConfig config = Write(graph, isMesh, flow, args.Contains("--fp16") ? GraphPrecision.Float16 : GraphPrecision.Float32);

        var index = new VoxelIndexWork(new SparseVoxels(Resolution, voxels), Levels);
        float[] latents = RandomValues.Normal(voxels.Length * config.LatentChannels, 0);
        NamedTensor[] inputs =
        [
            new NamedTensor("latents", latents, voxels.Length, config.LatentChannels),
            .. index.Windows(config.WindowSize, RefinementGraphs.WindowGroups),
            .. isMesh ? index.Subdivide(4 * Resolution).Inputs : [],
        ];
        Console.WriteLine($"{voxels.Length} voxels; matrix product 4096×1024×4096: {FullSizeRun.ProductRate().ToString("F0", CultureInfo.InvariantCulture)} GFLOP/s");
        Measure(graph, inputs);
        return 0;
    }

    private static SparseTransformerConfig Write(string path, bool isMesh, StructuredLatentFlowConfig flow, GraphPrecision precision)
    {
        string name = isMesh ? "slat_decoder_mesh" : "slat_decoder_gs";
        ConfigNode node = new SyntheticTemplates(SyntheticSize.Full).Config(name + ".yaml");
        using SyntheticWeights weights = SyntheticCheckpoint.Open(name + ".ckpt", new SyntheticCheckpointOptions { Size = SyntheticSize.Full });
        var builder = new OnnxGraphBuilder(name, weights, precision);
        SparseTransformerConfig transformer;
        if (isMesh)
        {
            MeshDecoderConfig config = VoxelDecoderConfig.ReadMesh(node, flow);
            RefinementGraphs.RecordMesh(builder, config);
            transformer = config.Transformer;
        }
        else
        {
            GaussianDecoderConfig config = VoxelDecoderConfig.ReadGaussians(node, flow);
            RefinementGraphs.RecordGaussians(builder, config);
            transformer = config.Transformer;
        }

        using FileStream graph = File.Create(path), data = File.Create(path + ".data");
        OnnxModelWriter.WriteExternal(builder, graph, data, "decoder.onnx.data");
        return transformer;
    }

    /// <summary>Runs with the settings of the smallest budget, and prints the time of each operator of the best run.</summary>
    private static void Measure(string graph, NamedTensor[] inputs)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = Environment.ProcessorCount,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            EnableMemoryPattern = false,
            EnableProfiling = true,
            ProfileOutputPathPrefix = graph,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "1");
        options.AddSessionConfigEntry("session.disable_prepacking", "1");
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
        PeakMemory.Take();
        long before = Environment.WorkingSet;
        long loading = Stopwatch.GetTimestamp();
        var session = new InferenceSession(graph, options);
        double load = Stopwatch.GetElapsedTime(loading).TotalSeconds;
        Dictionary<string, OrtValue> values = inputs.ToDictionary(
            i => i.Name,
            i => i.Type == TensorElement.Int32 ? OrtValue.CreateTensorValueFromMemory(i.Rows.ToArray(), i.Shape) : OrtValue.CreateTensorValueFromMemory(i.Values.ToArray(), i.Shape));
        var times = new List<double>();
        using var run = new RunOptions();
        for (int i = 0; i < Runs; i++)
        {
            long started = Stopwatch.GetTimestamp();
            session.Run(run, values, [.. session.OutputMetadata.Keys]).Dispose();
            times.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        long taken = PeakMemory.Take() - before - inputs.Sum(i => (long)i.Length * sizeof(float));
        using (FileStream file = File.OpenRead(graph))
        {
            GraphMemoryEstimate estimate = GraphMemory.Estimate(file, inputs.ToDictionary(i => i.Name, i => i.Shape), GraphMemoryOptions.Cpu)[0];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Memory {taken / 1e6:F0} MB, estimated {(estimate.Weights + estimate.Working + estimate.Outputs) / 1e6:F0} MB: weights {estimate.Weights / 1e6:F0}, working {estimate.Working / 1e6:F0}, outputs {estimate.Outputs / 1e6:F0}"));
        }

        string profile = session.EndProfiling();
        session.Dispose();
        Console.WriteLine($"Load {load.ToString("F2", CultureInfo.InvariantCulture)} s, runs {string.Join(", ", times.Select(t => t.ToString("F2", CultureInfo.InvariantCulture)))} s");
        Print(profile);
    }

    private static void Print(string profile)
    {
        using JsonDocument events = JsonDocument.Parse(File.ReadAllBytes(profile));
        var nodes = from e in events.RootElement.EnumerateArray()
                    where e.GetProperty("cat").GetString() == "Node" && e.GetProperty("name").GetString()!.EndsWith("_kernel_time", StringComparison.Ordinal)
                    group e.GetProperty("dur").GetDouble() / 1e6 / Runs by e.GetProperty("args").GetProperty("op_name").GetString() into operators
                    orderby operators.Sum() descending
                    select (Operator: operators.Key, Seconds: operators.Sum(), Count: operators.Count() / Runs);
        Console.WriteLine("| Operator | Nodes | Time of a run |");
        Console.WriteLine("|---|---:|---:|");
        foreach ((string name, double seconds, int count) in nodes.Where(n => n.Seconds >= 0.005))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| `{name}` | {count} | {seconds:F2} s |"));
        }
    }
}
