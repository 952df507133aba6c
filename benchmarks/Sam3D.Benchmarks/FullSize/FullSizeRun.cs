using System.Diagnostics;
using System.Globalization;
using Sam3D.TestKit;

namespace Sam3D.Benchmarks;

/// <summary>
/// One object through a model of released size, with time, memory and rate of every stage:
/// <c>full-size CHECKPOINT BUNDLE [--memory smallest|balanced|fastest] [--steps N] [--texture-steps N] [--warm]</c>.
/// </summary>
/// <remarks>
/// <c>--warm</c> runs a first object before the measured one, so that no network is loaded in the measured run; the second object's pictures are
/// mirrored, so that nothing of the first is used again.
/// </remarks>
internal static class FullSizeRun
{
    public const string Verb = "full-size";
    private const double OperationsPerMultiplyAdd = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        string Value(string name, string none) => Array.IndexOf(args, name) is >= 0 and var i ? args[i + 1] : none;
        (string checkpoint, string folder) = (args[0], args[1]);
        var budget = Enum.Parse<MemoryBudget>(Value("--memory", "smallest"), ignoreCase: true);
        bool warm = args.Contains("--warm");
        var options = new ReconstructionOptions
        {
            Geometry = new GeometryOptions { Seed = 1, Steps = int.Parse(Value("--steps", "2"), CultureInfo.InvariantCulture) },
            Texture = new TextureOptions { Seed = 1, Steps = int.Parse(Value("--texture-steps", "2"), CultureInfo.InvariantCulture) },
        };
        string photos = Path.Combine(Repository.Root, "tests", "fixtures", "photos");
        RgbImage photo = RgbImage.Load(Path.Combine(photos, "coffee.png"));
        Mask mask = Mask.Load(Path.Combine(photos, "coffee.mask.png"));

        double before = warm ? ProductRate() : 0;
        long started = Stopwatch.GetTimestamp();
        using var pipeline = ReconstructionPipeline.Create(folder, new RuntimeOptions { Device = DevicePreference.Cpu, MemoryBudget = budget });
        if (warm)
        {
            await pipeline.ReconstructAsync(Mirrored(photo), Mirrored(mask), options with { Geometry = options.Geometry with { Steps = 1 }, Texture = options.Texture with { Steps = 1 } });
            started = Stopwatch.GetTimestamp();
        }

        var watch = new StageWatch();
        Reconstruction result = await pipeline.ReconstructAsync(photo, mask, options, watch);
        watch.Stop();
        TimeSpan total = Stopwatch.GetElapsedTime(started);
        double rate = warm ? Math.Max(before, ProductRate()) : 0;
        var counts = new FullSizeCounts(checkpoint, result.Voxels);
        Console.WriteLine(
            $"{pipeline.Device.Name}; {budget}; {result.Voxels.Count} voxels, {counts.CoarseVoxels} in the transformer; {result.Mesh.TriangleCount} triangles, {result.Gaussians.Count} Gaussians");
        Console.WriteLine($"Total {Seconds(total)} s, peak memory {Megabytes(watch.Measures.Max(m => m.PeakBytes))} MB");
        if (warm)
        {
            Console.WriteLine($"Matrix product 4096×1024×4096: {rate:F0} GFLOP/s");
        }

        Console.WriteLine();
        Console.WriteLine(warm ? "| Stage | Time | T multiply-adds | GFLOP/s | Of the product |" : "| Stage | Time | Peak memory |");
        Console.WriteLine(warm ? "|---|---:|---:|---:|---:|" : "|---|---:|---:|");
        foreach (StageMeasure m in watch.Measures)
        {
            Console.WriteLine(warm ? WarmRow(m, counts, rate) : $"| {m.Stage} | {Seconds(m.Total)} s | {Megabytes(m.PeakBytes)} MB |");
        }

        return 0;
    }

    private static string WarmRow(StageMeasure measure, FullSizeCounts counts, double rate)
    {
        (double work, bool isStep) = measure.Stage switch
        {
            ReconstructionStage.EncodeCondition => (counts.Condition(), false),
            ReconstructionStage.SampleGeometry => (counts.GeometryStep(), true),
            ReconstructionStage.DecodeStructure => (counts.Structure(), false),
            ReconstructionStage.EncodeTextureCondition => (counts.TextureCondition(), false),
            ReconstructionStage.SampleTexture => (counts.TextureStep(), true),
            ReconstructionStage.DecodeGaussians => (counts.Gaussians("slat_decoder_gs"), false),
            ReconstructionStage.DecodeMesh => (counts.Mesh(), false),
            _ => (0, false),
        };
        string name = isStep ? $"{measure.Stage}, one guided step" : $"{measure.Stage}";
        TimeSpan time = isStep ? measure.LastStep : measure.Total;
        double achieved = OperationsPerMultiplyAdd * work / time.TotalSeconds / 1e9;
        return work == 0
            ? $"| {name} | {Seconds(time)} s | | | |"
            : $"| {name} | {Seconds(time)} s | {(work / 1e12).ToString("F2", CultureInfo.InvariantCulture)} | {achieved:F0} | {(achieved / rate).ToString("F2", CultureInfo.InvariantCulture)} |";
    }

    /// <summary>The median rate of the large product, in GFLOP/s.</summary>
    private static double ProductRate()
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

    private static RgbImage Mirrored(RgbImage image)
    {
        byte[] pixels = image.Pixels.ToArray();
        for (int y = 0; y < image.Height; y++)
        {
            Span<byte> row = pixels.AsSpan(3 * y * image.Width, 3 * image.Width);
            row.Reverse();
            for (int x = 0; x < row.Length; x += 3)
            {
                row.Slice(x, 3).Reverse();
            }
        }

        return new RgbImage(image.Width, image.Height, pixels);
    }

    private static Mask Mirrored(Mask mask)
    {
        byte[] values = mask.Values.ToArray();
        for (int y = 0; y < mask.Height; y++)
        {
            values.AsSpan(y * mask.Width, mask.Width).Reverse();
        }

        return new Mask(mask.Width, mask.Height, values);
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("F0", CultureInfo.InvariantCulture);
}
