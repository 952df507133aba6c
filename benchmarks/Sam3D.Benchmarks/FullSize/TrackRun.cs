using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Sam3D.Conversion;
using Sam3D.Sessions;
using Sam3D.Tracking;

namespace Sam3D.Benchmarks;

/// <summary>
/// Objects followed through frames with a bundle of released size: <c>track MODEL BUNDLE [OBJECTS]</c>. MODEL names the synthetic checkpoint that the bundle was converted from. The memory bank
/// has all of its seven memories when the clock runs.
/// </summary>
internal static class TrackRun
{
    public const string Verb = "track";
    private const int Width = 1280, Height = 720, Full = 8;

    public static async Task<int> RunAsync(string[] args)
    {
        (string model, string folder, int objects) = (args[0], args[1], args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1);
        (ShapeOps picture, ShapeOps masks) = SyntheticSegmenter.Count(model, points: 2);
        (ShapeOps attention, ShapeOps memory) = SyntheticSegmenter.CountVideo(model, memories: 7, pointers: 16);
        double product = SegmentRun.Product();
        PeakMemory.Take();

        // A picture of SAM 3 takes as long as ten of SAM 2.
        bool isLong = model == ConceptRun.Model;
        int count = Full + (isLong ? 3 : 6);

        using OnnxVideoSegmenter segmenter = OnnxVideoSegmenter.Open(folder, new RuntimeOptions { Device = DevicePreference.Cpu });
        RgbImage photo = SyntheticPhoto.Create(Width, Height).Photo;
        VideoPrompt[] prompts =
        [
            .. Enumerable.Range(1, objects).Select(i => new VideoPrompt(0, i, new SegmentationPrompt { Points = [new PointPrompt(new Vector2(200 * i, 360))] })),
        ];
        var frames = new List<double>();
        long start = Stopwatch.GetTimestamp();
        await foreach (VideoMasks found in segmenter.TrackAsync(VideoFrames.FromCallback(i => i < count ? photo : null), prompts).ConfigureAwait(false))
        {
            if (found.Frame >= Full)
            {
                frames.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            start = Stopwatch.GetTimestamp();
        }

        IReadOnlyDictionary<string, double> parts = Parts(segmenter.Model, photo, isLong ? 1 : 5);
        double frame = Median(frames);
        double each = masks.MultiplyAdds + attention.MultiplyAdds + memory.MultiplyAdds, all = picture.MultiplyAdds + (objects * each), rate = 2 * all / frame / 1e6;
        Console.WriteLine($"{model}, {Width}×{Height} pixels, {ProcessorCores.Usable} threads; product {product:F0} GFLOP/s; medians of {frames.Count} frames behind the first {Full}");
        Console.WriteLine("| Model | Objects | Frame | Picture | Attention | Decoder | Memory | G multiply-adds | GFLOP/s | Of the product | Peak memory |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {model} | {objects} | {frame:F0} ms | {parts["picture"]:F0} ms | {parts["attention"]:F0} ms | {parts["decoder"]:F0} ms | {parts["memory"]:F0} ms | {all / 1e9:F1} | {rate:F0} | {rate / product:F2} | {PeakMemory.Take() / 1e6:F0} MB |"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"G multiply-adds: picture {picture.MultiplyAdds / 1e9:F1}, attention {attention.MultiplyAdds / 1e9:F1}, decoder {masks.MultiplyAdds / 1e9:F2}, memory {memory.MultiplyAdds / 1e9:F2}"));
        return 0;
    }

    /// <summary>Each network by itself, with a full bank.</summary>
    private static Dictionary<string, double> Parts(VideoModel model, RgbImage photo, int pictures)
    {
        TrackerSpec spec = model.Spec;
        TrackerNetworks networks = model.Networks(CancellationToken.None);
        FrameFeatures features = model.Encode(photo, null, CancellationToken.None).Features;
        float[] mask = new float[spec.MemorySide * spec.MemorySide], memory = networks.Remember(features, mask, isAbsent: false);
        var seen = new TrackedFrame { Mask = [], Pointer = networks.AbsentPointer, Score = 1, Quality = 1, Memory = memory };
        var bank = new MemorySelection(
            [.. Enumerable.Range(0, spec.Memories).Select(i => (spec.Memories - 1 - i, seen))], [.. Enumerable.Range(1, spec.Pointers).Select(i => ((float)i / spec.Pointers, seen))]);
        float[] embedding = networks.Attend(features, bank);
        return new Dictionary<string, double>
        {
            ["picture"] = Time(() => model.Encode(photo, null, CancellationToken.None), pictures),
            ["attention"] = Time(() => networks.Attend(features, bank)),
            ["decoder"] = Time(() => networks.Decode(features, embedding, ClickList.Empty.Padded(), null)),
            ["memory"] = Time(() => networks.Remember(features, mask, isAbsent: false)),
        };
    }

    private static double Time(Action run, int repeats = 5)
    {
        var times = new List<double>();
        for (int i = 0; i < repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Median(times);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
