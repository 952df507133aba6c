using System.Diagnostics;
using System.Globalization;
using Sam3D.TestKit;

namespace Sam3D.Benchmarks;

/// <summary>
/// One object through a model of released size, with time, memory and rate of every stage:
/// <c>full-size CHECKPOINT BUNDLE [--memory smallest|balanced|fastest] [--steps N] [--texture-steps N]</c>.
/// </summary>
/// <remarks>Rates are those of steps that load nothing, where a stage has any: of the second and later ones.</remarks>
internal static class FullSizeRun
{
    public const string Verb = "full-size";
    private const double OperationsPerMultiplyAdd = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        string Value(string name, string none) => Array.IndexOf(args, name) is >= 0 and var i ? args[i + 1] : none;
        (string checkpoint, string folder) = (args[0], args[1]);
        var budget = Enum.Parse<MemoryBudget>(Value("--memory", "smallest"), ignoreCase: true);
        var options = new ReconstructionOptions
        {
            Geometry = new GeometryOptions { Seed = 1, Steps = int.Parse(Value("--steps", "2"), CultureInfo.InvariantCulture) },
            Texture = new TextureOptions { Seed = 1, Steps = int.Parse(Value("--texture-steps", "2"), CultureInfo.InvariantCulture) },
        };
        string photos = Path.Combine(Repository.Root, "tests", "fixtures", "photos");
        RgbImage photo = RgbImage.Load(Path.Combine(photos, "coffee.png"));
        Mask mask = Mask.Load(Path.Combine(photos, "coffee.mask.png"));

        long started = Stopwatch.GetTimestamp();
        using var pipeline = ReconstructionPipeline.Create(folder, new RuntimeOptions { Device = DevicePreference.Cpu, MemoryBudget = budget });
        var watch = new StageWatch();
        Reconstruction result = await pipeline.ReconstructAsync(photo, mask, options, watch);
        watch.Stop();
        TimeSpan total = Stopwatch.GetElapsedTime(started);
        double rate = ProductRate();
        var counts = new FullSizeCounts(checkpoint, result.Voxels);
        Console.WriteLine(
            $"{pipeline.Device.Name}; {budget}; {result.Voxels.Count} voxels, {counts.CoarseVoxels} in the transformer; {result.Mesh.TriangleCount} triangles, {result.Gaussians.Count} Gaussians");
        Console.WriteLine($"Total {Seconds(total)} s, peak memory {Megabytes(watch.Measures.Max(m => m.PeakBytes))} MB; matrix product 4096×1024×4096: {rate:F0} GFLOP/s");
        Console.WriteLine();
        Console.WriteLine("| Stage | Time | Peak memory | Measured part | Its time | T multiply-adds | GFLOP/s | Of the product |");
        Console.WriteLine("|---|---:|---:|---|---:|---:|---:|---:|");
        foreach (StageMeasure m in watch.Measures)
        {
            Console.WriteLine($"| {m.Stage} | {Seconds(m.Total)} s | {Megabytes(m.PeakBytes)} MB | {Rate(m, counts, rate)} |");
        }

        return 0;
    }

    private static string Rate(StageMeasure measure, FullSizeCounts counts, double rate)
    {
        (string part, TimeSpan time, double work) = measure.Stage switch
        {
            ReconstructionStage.EncodeCondition => ("both masks", measure.Steps[1], counts.Embedder(1)),
            ReconstructionStage.SampleGeometry => ("guided step", measure.Steps[^1], counts.GeometryStep()),
            ReconstructionStage.DecodeStructure => ("all, loading included", measure.Total, counts.Structure()),
            ReconstructionStage.SampleTexture => ("guided step", measure.Steps[^1], counts.TextureStep()),
            ReconstructionStage.DecodeGaussians => ("network", measure.Steps[1], counts.Gaussians("slat_decoder_gs")),
            ReconstructionStage.DecodeMesh => ("network", measure.Steps[1], counts.Mesh()),
            _ => ("", measure.Total, 0),
        };
        double achieved = OperationsPerMultiplyAdd * work / time.TotalSeconds / 1e9;
        return work == 0
            ? "| | | |"
            : $"{part} | {Seconds(time)} s | {Number(work / 1e12)} | {achieved:F0} | {Number(achieved / rate)}";
    }

    /// <summary>The median rate of the large product, in GFLOP/s.</summary>
    internal static double ProductRate()
    {
        using BoundGraph graph = LargeProduct.Create(Environment.ProcessorCount);
        double[] seconds = new double[9];
        graph.Run();
        for (int i = 0; i < seconds.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            graph.Run();
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        Array.Sort(seconds);
        return OperationsPerMultiplyAdd * LargeProduct.Size.MultiplyAdds / seconds[seconds.Length / 2] / 1e9;
    }

    private static string Number(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("F0", CultureInfo.InvariantCulture);
}
