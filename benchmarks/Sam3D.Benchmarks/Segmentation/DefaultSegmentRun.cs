using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Sam3D.Evaluation;
using Sam3D.Import;

namespace Sam3D.Benchmarks;

/// <summary>
/// How well the embedded segmenter answers clicks and boxes: <c>segment-default PHOTOS [OBJECTS]</c>. PHOTOS is a folder of photographs with <c>NAME.mask.png</c> beside
/// them; OBJECTS one of PNG files whose alpha is the object, or of folders with a mesh each, which are drawn; they are pasted into the photographs.
/// </summary>
internal static class DefaultSegmentRun
{
    public const string Verb = "segment-default";
    private const int MaxClicks = 5, Seed = 1;

    public static async Task<int> RunAsync(string[] args)
    {
        (string Name, RgbImage Image, Mask Mask)[] photos =
        [
            .. Directory.EnumerateFiles(args[0]).Where(f => f.Contains(".mask.", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(f =>
            {
                string name = Path.GetFileName(f).Split('.')[0];
                return (name, RgbImage.Load(Directory.EnumerateFiles(args[0], name + ".*").First(p => p != f)), Mask.Load(f));
            }),
        ];
        ClickTarget[] targets = args.Length > 1
            ? [.. ClickTarget.Paste(Objects(args[1]), [.. photos.Select(p => p.Image)], Seed)]
            : [.. photos.Select(p => new ClickTarget(p.Name, p.Image, p.Mask))];

        using GraphCutSegmenter segmenter = GraphCutSegmenter.CreateDefault(new RuntimeOptions { Device = DevicePreference.Cpu });
        using var colors = new GraphCutSegmenter();
        using var salient = SalientObjectSegmenter.CreateDefault(new RuntimeOptions { Device = DevicePreference.Cpu });
        var scores = new Dictionary<string, List<double>>();
        var times = new Dictionary<string, List<double>>();
        foreach (ClickTarget target in targets)
        {
            await MeasureAsync(target, segmenter, "", scores, times).ConfigureAwait(false);
            await MeasureAsync(target, colors, "without saliency: ", scores, times).ConfigureAwait(false);
            Add(scores, "nothing: the salient object", await SalientAsync(salient, target).ConfigureAwait(false));
            Add(scores, "box filled", Box(target).IoU(target.Truth));
            if (targets.Length <= 3 || args.Contains("--each"))
            {
                Console.WriteLine($"{target.Name}: {string.Join("; ", scores.Select(s => $"{s.Key} {s.Value[^1]:F2}"))}");
            }
        }

        Console.WriteLine($"{targets.Length} pictures");
        Console.WriteLine("| Prompt | Mean IoU | Median IoU | IoU ≥ 0.8 | Median time |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        foreach ((string key, List<double> values) in scores)
        {
            double[] sorted = [.. values.Order()];
            string time = times.TryGetValue(key, out List<double>? t) ? $"{t.Order().ElementAt(t.Count / 2):F0} ms" : "";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {key} | {values.Average():F3} | {sorted[sorted.Length / 2]:F3} | {100.0 * values.Count(v => v >= 0.8) / values.Count:F0} % | {time} |"));
        }

        return 0;
    }

    private static async Task MeasureAsync(
        ClickTarget target, GraphCutSegmenter segmenter, string prefix, Dictionary<string, List<double>> scores, Dictionary<string, List<double>> times)
    {
        async Task<IReadOnlyList<ScoredMask>> AskAsync(ISegmentationSession session, string key, SegmentationPrompt prompt)
        {
            long start = Stopwatch.GetTimestamp();
            IReadOnlyList<ScoredMask> found;
            try
            {
                found = await session.SegmentAsync(prompt).ConfigureAwait(false);
            }
            catch (MaskException)
            {
                found = [new ScoredMask(new Mask(target.Photo.Width, target.Photo.Height, new byte[target.Photo.Width * target.Photo.Height]), 0)];
            }

            Add(times, prefix + key, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Add(scores, prefix + key, found[0].Mask.IoU(target.Truth));
            return found;
        }

        // 1. The exact box, and one that is drawn carelessly
        (int width, int height) = (target.Photo.Width, target.Photo.Height);
        PixelBounds b = target.Truth.GetBounds()!.Value;
        using (ISegmentationSession session = await segmenter.OpenAsync(target.Photo).ConfigureAwait(false))
        {
            await AskAsync(session, "box", Prompt(new Vector2(b.Left, b.Top), new Vector2(b.Right + 1, b.Bottom + 1))).ConfigureAwait(false);
        }

        using (ISegmentationSession session = await segmenter.OpenAsync(target.Photo).ConfigureAwait(false))
        {
            (float x, float y) = (0.1f * b.Width, 0.1f * b.Height);
            await AskAsync(session, "box, 10 % too large", Prompt(
                new Vector2(Math.Max(0, b.Left - x), Math.Max(0, b.Top - y)), new Vector2(Math.Min(width, b.Right + 1 + x), Math.Min(height, b.Bottom + 1 + y)))).ConfigureAwait(false);
        }

        // 2. Clicks, each into the middle of the largest mistake
        using ISegmentationSession clicked = await segmenter.OpenAsync(target.Photo).ConfigureAwait(false);
        int first = ClickTarget.Innermost(width, height, i => target.Truth.Values[i] != 0);
        List<PointPrompt> clicks = [Click(first, true)];
        for (int count = 1; count <= MaxClicks; count++)
        {
            IReadOnlyList<ScoredMask> found = await AskAsync(clicked, count == 1 ? "1 click" : $"{count} clicks", new SegmentationPrompt { Points = [.. clicks] }).ConfigureAwait(false);
            if (count == 1)
            {
                Add(scores, $"{prefix}1 click, best of its masks", found.Max(f => f.Mask.IoU(target.Truth)));
            }

            Mask mask = found[0].Mask;
            int missing = ClickTarget.Innermost(width, height, i => target.Truth.Values[i] != 0 && mask.Values[i] == 0);
            int surplus = ClickTarget.Innermost(width, height, i => target.Truth.Values[i] == 0 && mask.Values[i] != 0);
            bool adds = target.Truth.Values.ToArray().Where((v, i) => v != 0 && mask.Values[i] == 0).Count() >= target.Truth.Values.ToArray().Where((v, i) => v == 0 && mask.Values[i] != 0).Count();
            int next = adds ? missing : surplus;
            if (next >= 0 && clicks.TrueForAll(c => c.Position != Click(next, adds).Position))
            {
                clicks.Add(Click(next, adds));
            }
        }

        PointPrompt Click(int pixel, bool isOn) => new(new Vector2((pixel % width) + 0.5f, (pixel / width) + 0.5f), isOn);
    }

    private static SegmentationPrompt Prompt(Vector2 min, Vector2 max) => new() { Boxes = [new BoxPrompt(min, max)] };

    private static async Task<double> SalientAsync(SalientObjectSegmenter salient, ClickTarget target)
    {
        try
        {
            return (await salient.SegmentAsync(target.Photo, SegmentationPrompt.Salient).ConfigureAwait(false))[0].Mask.IoU(target.Truth);
        }
        catch (MaskException)
        {
            return 0;
        }
    }

    private static Mask Box(ClickTarget target)
    {
        PixelBounds b = target.Truth.GetBounds()!.Value;
        byte[] values = new byte[target.Photo.Width * target.Photo.Height];
        for (int y = b.Top; y <= b.Bottom; y++)
        {
            values.AsSpan((y * target.Photo.Width) + b.Left, b.Width).Fill(byte.MaxValue);
        }

        return new Mask(target.Photo.Width, target.Photo.Height, values);
    }

    private static IEnumerable<(string Name, RgbImage Image, Mask Mask)> Objects(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*.png").Order(StringComparer.Ordinal))
        {
            var image = RgbImage.Load(file);
            yield return (Path.GetFileNameWithoutExtension(file), image, Mask.FromAlpha(image));
        }

        foreach (string mesh in Directory.EnumerateFiles(folder, "*.obj", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            EvaluationCase? drawn = null;
            try
            {
                drawn = RenderedCases.Draw(Path.GetFileNameWithoutExtension(mesh), MeshFile.Load(mesh), 0, new RenderedCaseOptions { Size = 512, Views = 1 });
            }
            catch (Sam3DException e)
            {
                Console.Error.WriteLine(e.Message);
            }

            if (drawn is not null)
            {
                yield return (drawn.Name, drawn.Image!, drawn.Mask!);
            }
        }
    }

    private static void Add(Dictionary<string, List<double>> all, string key, double value)
    {
        if (!all.TryGetValue(key, out List<double>? values))
        {
            all.Add(key, values = []);
        }

        values.Add(value);
    }
}
