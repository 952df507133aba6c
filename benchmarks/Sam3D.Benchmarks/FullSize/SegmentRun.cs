using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Sessions;

namespace Sam3D.Benchmarks;

/// <summary>
/// A photograph opened and clicked on, with a segmentation bundle of released size: <c>segment MODEL BUNDLE</c>. MODEL names the synthetic checkpoint that the bundle was converted
/// from.
/// </summary>
internal static class SegmentRun
{
    public const string Verb = "segment";
    private const int Width = 1536, Height = 1024, Images = 3, Clicks = 12;

    public static async Task<int> RunAsync(string[] args)
    {
        (string model, string folder) = (args[0], args[1]);
        if (model == ConceptRun.Model)
        {
            return await ConceptRun.RunAsync(folder).ConfigureAwait(false);
        }

        (ShapeOps encoder, ShapeOps decoder) = SyntheticSegmenter.Count(model, points: 2);
        double product = Product();
        PeakMemory.Take();

        long start = Stopwatch.GetTimestamp();
        using OnnxSegmenter segmenter = OnnxSegmenter.Open(folder, new RuntimeOptions { Device = DevicePreference.Cpu });
        double load = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        RgbImage photo = SyntheticPhoto.Create(Width, Height).Photo;
        var opened = new List<double>();
        var clicked = new List<double>();
        for (int i = 0; i < Images; i++)
        {
            start = Stopwatch.GetTimestamp();
            using ISegmentationSession session = await segmenter.OpenAsync(photo).ConfigureAwait(false);
            opened.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            for (int k = 0; k < Clicks; k++)
            {
                var prompt = new SegmentationPrompt { Points = [new PointPrompt(new Vector2(100 + (100 * k), 512))] };
                start = Stopwatch.GetTimestamp();
                await session.SegmentAsync(prompt).ConfigureAwait(false);
                clicked.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        double image = Median(opened), click = Median(clicked), first = image + click;
        Console.WriteLine($"{model}, {Width}×{Height} pixels, {ProcessorCores.Usable} threads; product {product:F0} GFLOP/s; loaded in {load:F0} ms");
        Console.WriteLine("| Model | First click | of it the picture | Further click | Of the first | Picture: G multiply-adds | GFLOP/s | Of the product | Click: G multiply-adds | Peak memory |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        double rate = 2 * encoder.MultiplyAdds / image / 1e6;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {model} | {first:F0} ms | {image:F0} ms | {click:F0} ms | {100 * click / first:F1} % | {encoder.MultiplyAdds / 1e9:F1} | {rate:F0} | {rate / product:F2} | {decoder.MultiplyAdds / 1e9:F2} | {PeakMemory.Take() / 1e6:F0} MB |"));
        return 0;
    }

    /// <summary>The machine's rate in GFLOP/s.</summary>
    public static double Product()
    {
        using BoundGraph product = LargeProduct.Create(ProcessorCores.Usable);
        var times = new List<double>();
        for (int i = 0; i < 12; i++)
        {
            long start = Stopwatch.GetTimestamp();
            product.Run();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return 2 * LargeProduct.Size.MultiplyAdds / Median(times) / 1e6;
    }

    /// <summary>The median.</summary>
    public static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
