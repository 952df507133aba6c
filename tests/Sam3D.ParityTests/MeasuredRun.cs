using System.Globalization;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Sessions;
using Sam3D.Tensors;

namespace Sam3D.ParityTests;

/// <summary>What a graph takes in memory when it is loaded and run, and what was estimated. The process must do nothing else.</summary>
internal static class MeasuredRun
{
    /// <summary>The largest memory of loading a graph and of two runs, above what the process had before.</summary>
    public static (long Taken, GraphMemoryEstimate Estimate) Memory(
        TemporaryFolder folder, StageSpec spec, NamedTensor[] inputs, NamedTensor[] outputs, MemoryBudget budget)
    {
        GraphMemoryEstimate estimate;
        using (FileStream file = File.OpenRead(folder.File(spec.File)))
        {
            estimate = GraphMemory.Estimate(file, inputs.ToDictionary(i => i.Name, i => i.Shape), GraphMemoryOptions.Cpu)[0];
        }

        // What the first session of a process takes for itself is no part of the estimate.
        var factory = new SessionFactory(new RuntimeOptions { Device = DevicePreference.Cpu, MemoryBudget = budget });
        GraphSession Load() => factory.Create(StageModel.FromFile(folder.File(spec.File), spec, spec.File), TestContext.Current.CancellationToken);
        Load().Dispose();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
        File.WriteAllBytes("/proc/self/clear_refs", "5"u8); // forgets the largest memory so far
        long before = Status("VmRSS");
        using (GraphSession session = Load())
        using (GraphBinding binding = session.Bind(inputs, outputs))
        {
            binding.Run(TestContext.Current.CancellationToken);
            binding.Run(TestContext.Current.CancellationToken);
        }

        return (Status("VmHWM") - before, estimate);
    }

    /// <summary>A tensor of random numbers.</summary>
    public static NamedTensor Random(string name, long[] shape)
    {
        float[] values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        Philox.FillNormal(values, seed: 1, stream: 0);
        return new NamedTensor(name, values, shape);
    }

    /// <summary>A line of this process' status, in bytes.</summary>
    private static long Status(string name) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").Single(l => l.StartsWith(name + ":", StringComparison.Ordinal)).Split(':', 'k')[1].Trim(), CultureInfo.InvariantCulture);
}
