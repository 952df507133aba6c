using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Sam3D.Conversion;
using Sam3D.Masks;
using Sam3D.Networks;
using Sam3D.Segmentation;
using Sam3D.Sessions;

namespace Sam3D.Benchmarks;

/// <summary>A photograph opened, asked for words and examples, and clicked on, with a bundle of SAM 3 at its released size: <c>segment sam3 BUNDLE</c>.</summary>
internal static class ConceptRun
{
    public const string Model = "sam3";
    private const int Width = 1536, Height = 1024, Images = 3, Words = 3;

    public static async Task<int> RunAsync(string folder)
    {
        ConceptNetworks networks = ConceptNetworks.Released;
        ShapeOps image = networks.CountImage(), text = networks.CountText(), none = NoExample(networks.Head), one = networks.CountGeometry(1), detector = networks.CountDetector(0);
        ShapeOps withBox = networks.CountDetector(1), clickEncoder = networks.CountClickEncoder(), clickDecoder = networks.CountClick();
        double product = SegmentRun.Product();
        PeakMemory.Take();
        long start = Stopwatch.GetTimestamp();
        using OnnxConceptSegmenter segmenter = OnnxConceptSegmenter.Open(folder, new RuntimeOptions { Device = DevicePreference.Cpu });
        double load = Milliseconds(start);
        long loaded = PeakMemory.Take();
        RgbImage photo = SyntheticPhoto.Create(Width, Height).Photo;
        WarmUp(segmenter, photo);
        List<double> picture = [], first = [], word = [], known = [], box = [], firstClick = [], click = [];
        int objects = 0;
        for (int i = 0; i < Images; i++)
        {
            start = Stopwatch.GetTimestamp();
            using ISegmentationSession session = await segmenter.OpenAsync(photo).ConfigureAwait(false);
            picture.Add(Milliseconds(start));
            for (int k = 0; k < Words; k++)
            {
                objects = await TimeAsync(session, new SegmentationPrompt { Text = $"chair {i} {k}" }, k == 0 ? first : word).ConfigureAwait(false);
                await TimeAsync(session, new SegmentationPrompt { Text = $"chair {i} {k}" }, known).ConfigureAwait(false);
            }

            BoxPrompt example = new(new Vector2(300, 300), new Vector2(700, 800));
            await TimeAsync(session, new SegmentationPrompt { Boxes = [example] }, box).ConfigureAwait(false);
            for (int k = 0; k < Words; k++)
            {
                await TimeAsync(session, new SegmentationPrompt { Points = [new PointPrompt(new Vector2(100 + (300 * k), 512))] }, k == 0 ? firstClick : click).ConfigureAwait(false);
            }
        }

        long peak = PeakMemory.Take();
        Console.WriteLine(FormattableString.Invariant(
            $"{Model}, {Width}×{Height} pixels, {ProcessorCores.Usable} threads; product {product:F0} GFLOP/s; loaded in {load:F0} ms, {loaded / 1e6:F0} MB; peak {peak / 1e6:F0} MB; {objects} objects"));
        Console.WriteLine("| What | Time | Of the picture | G multiply-adds | GFLOP/s | Of the product |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        double opened = SegmentRun.Median(picture);
        void Row(string what, List<double> times, params ShapeOps[] work)
        {
            double time = SegmentRun.Median(times), adds = work.Sum(w => (double)w.MultiplyAdds), rate = 2 * adds / time / 1e6;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {what} | {time:F0} ms | {100 * time / opened:F1} % | {adds / 1e9:F1} | {rate:F0} | {rate / product:F2} |"));
        }

        Row("picture", picture, image);
        Row("first word", first, text, none, detector);
        Row("another word", word, text, detector);
        Row("a known word", known, detector);
        Row("a box around an example", box, one, withBox);
        Row("first click", firstClick, clickEncoder, clickDecoder);
        Row("further click", click, clickDecoder);
        return 0;
    }

    /// <summary>What stands for no example, made once a picture.</summary>
    private static ShapeOps NoExample(ConceptHeadConfig head)
    {
        var ops = new ShapeOps();
        TensorShape tokens = new ShapeBuilder(ops).Input("tokens", 1, head.Grid * head.Grid, head.Width);
        ConceptGeometryEncoder.Apply(new ParameterScope<TensorShape>(ops)["geometry_encoder"], head, tokens, null, null);
        return ops;
    }

    /// <summary>Scores of random weights say nothing: the threshold is set so that some objects count.</summary>
    private static void WarmUp(OnnxConceptSegmenter segmenter, RgbImage photo)
    {
        const float OfBest = 0.97f;
        PromptFrame frame = PromptFrame.Create(photo.Width, photo.Height, ConceptNetworks.Released.Vision.ImageSize, PictureFit.StretchBytes);
        using KeptTensors picture = segmenter.Network.Encode(photo, frame, CancellationToken.None);
        var question = new ConceptQuestion(segmenter.Describe("warm up", CancellationToken.None), [], 1);
        segmenter.ScoreThreshold = OfBest * segmenter.Network.Find(picture, frame, question, CancellationToken.None).Best;
    }

    private static async Task<int> TimeAsync(ISegmentationSession session, SegmentationPrompt prompt, List<double> times)
    {
        long start = Stopwatch.GetTimestamp();
        int count = 0;
        try
        {
            count = (await session.SegmentAsync(prompt).ConfigureAwait(false)).Count;
        }
        catch (MaskException)
        {
            // Nothing counts; the work was done.
        }

        times.Add(Milliseconds(start));
        return count;
    }

    private static double Milliseconds(long start) => Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}
