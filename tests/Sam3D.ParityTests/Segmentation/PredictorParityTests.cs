using Sam3D.Bundles;
using Sam3D.Imaging;
using Sam3D.Masks;

namespace Sam3D.ParityTests;

/// <summary>Parity of the official predictors from picture and prompt to masks, with converted checkpoints.</summary>
public sealed class PredictorParityTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    public static TheoryData<string> First => SegmentationCase.Cases("SamPredictor");

    public static TheoryData<string> Second => SegmentationCase.Cases("SAM2ImagePredictor");

    public static TheoryData<string> FirstEncoders => SegmentationCase.Cases("ImageEncoderViT");

    public static TheoryData<string> SecondEncoders => SegmentationCase.Cases("ImageEncoder(Hiera, FpnNeck)");

    public static TheoryData<string> OnnxDecoders => SegmentationCase.Cases("SamOnnxModel");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(FirstEncoders))]
    public void Picture_of_sam1(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        RgbImage image = SegmenterCase.Picture(fixture["image_rgb_u8"]);
        Tensor resized = fixture["resized_u8"];
        byte[] bytes = ByteResampler.Resize(image.Pixels.ToArray(), 3, image.Height, image.Width, resized.Shape[0], resized.Shape[1]);
        Parity.Check(fixture, "resized_u8", bytes.Select(b => (float)b), tolerance: 0);

        int size = fixture["input"].Shape[^1];
        SegmentationSpec spec = Spec(size, PictureFit.LongestSide);
        PromptFrame frame = PromptFrame.Create(image.Width, image.Height, size, spec.Fit);
        Assert.Equal([resized.Shape[1], resized.Shape[0]], [frame.ContentWidth, frame.ContentHeight]);
        Parity.Check(fixture, "input", frame.Prepare(image, spec.Mean, spec.Deviation), 1e-6);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(SecondEncoders))]
    public void Picture_of_sam2(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        RgbImage image = SegmenterCase.Picture(fixture["image_rgb_u8"]);
        int size = fixture["input"].Shape[^1];
        SegmentationSpec spec = Spec(size, PictureFit.Stretch);
        Parity.Check(fixture, "input", PromptFrame.Create(image.Width, image.Height, size, spec.Fit).Prepare(image, spec.Mean, spec.Deviation), 1e-5);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(First))]
    public async Task Sam1(string name)
    {
        using var model = new SegmenterCase(SegmentationCase.Open(name), isSecond: false);
        using ISegmentationSession session = await model.Segmenter.OpenAsync(model.Image, None);
        PromptFrame frame = PromptFrame.Create(model.Image.Width, model.Image.Height, model.Manifest.Segmentation.ImageSize, PictureFit.LongestSide);
        CheckPlaces(model, frame, "one_point.model_coords", model.Clicks("one_point").Select(c => c.Position));
        CheckPlaces(model, frame, "box.model_box", model.Boxes("box").SelectMany(b => new[] { b.Min, b.Max }));

        IReadOnlyList<ScoredMask> one = await CheckAsync(model, session, "one_point");
        FixtureCase fixture = model.Fixture;
        int best = Best(fixture["one_point.iou"].Values);
        int side = model.Manifest.Segmentation.ImageSize / 4;
        Parity.Check(fixture, best == 0 ? "one_point.logits0" : "one_point.low_res_logits", best == 0
            ? frame.ToPicture(one[0].Logits!.Values, side)
            : Unsorted(fixture, one));
        await CheckAsync(model, session, "box");
        await CheckAsync(model, session, "box_point_mask");
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Second))]
    public async Task Sam2(string name)
    {
        using var model = new SegmenterCase(SegmentationCase.Open(name), isSecond: true);
        using ISegmentationSession session = await model.Segmenter.OpenAsync(model.Image, None);
        PromptFrame frame = PromptFrame.Create(model.Image.Width, model.Image.Height, model.Manifest.Segmentation.ImageSize, PictureFit.Stretch);
        CheckPlaces(model, frame, "one_point.model_coords", model.Clicks("one_point").Select(c => c.Position));
        CheckPlaces(model, frame, "box.model_box", model.Boxes("box").SelectMany(b => new[] { b.Min, b.Max }));
        CheckPlaces(model, frame, "batched_boxes.model_box", model.Boxes("batched_boxes").SelectMany(b => new[] { b.Min, b.Max }));
        foreach (string prompt in (string[])["one_point", "refine_with_mask", "box", "box_and_points", "batched_boxes"])
        {
            await CheckAsync(model, session, prompt);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Second))]
    public void Holes_and_islands(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        const string Result = "post.fill_hole6_sprinkle5";
        int[] shape = fixture["post.in.low_res_logits"].Shape, full = fixture[$"{Result}.logits"].Shape;
        int pixels = shape[2] * shape[3];
        PromptFrame frame = PromptFrame.Create(full[3], full[2], 4 * shape[3], PictureFit.Stretch);
        float[][] masks = [.. fixture["post.in.low_res_logits"].Values.Chunk(pixels)];
        Assert.All(masks, m => MaskCleaning.Clean(m, shape[3], shape[2], maxHole: 6, maxIsland: 5));
        Parity.Check(fixture, $"{Result}.low", masks.SelectMany(m => m), tolerance: 0);
        Parity.Check(fixture, $"{Result}.logits", masks.SelectMany(m => frame.ToPicture(m, shape[3])), 1e-6);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(OnnxDecoders))]
    public void Scores_of_the_official_onnx_decoder(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        foreach (string prompt in (string[])["points", "box", "one"])
        {
            string key = $"stability.{prompt}.nomask.";
            float[] low = fixture[key + "low_res_masks"].Values;
            Parity.Check(fixture, key + "iou_predictions", low.Chunk(low.Length / 4).Select(m => MaskScores.Stability(m, 0, 1)), 1e-6);
        }

        float[] masks = fixture["std.points.nomask.masks"].Values;
        Parity.Check(fixture, "extra.points.stability_scores", masks.Chunk(masks.Length / 4).Select(m => MaskScores.Stability(m, 0, 1)), 1e-6);
        Parity.Check(fixture, "extra.points.areas", masks.Chunk(masks.Length / 4).Select(m => (float)MaskScores.Area(m, 0)), tolerance: 0);

        // The enlarged masks of the graph are what the session makes of its small ones.
        int[] size = [.. fixture["orig_im_size"].Values.Select(v => (int)v)];
        int side = fixture["std.points.nomask.low_res_masks"].Shape[^1];
        PromptFrame frame = PromptFrame.Create(size[1], size[0], 4 * side, PictureFit.LongestSide);
        Parity.Check(fixture, "std.points.nomask.masks", fixture["std.points.nomask.low_res_masks"].Values.Chunk(side * side).SelectMany(m => frame.ToPicture(m, side)), 1e-5);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Decoders))]
    public void Stability_decides_between_masks(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        Tensor masks = fixture["all.masks"], qualities = fixture["all.iou"];
        float middle = fixture.Json.GetProperty("single_dynamic_thresh_mid").GetSingle();
        foreach ((string key, float least) in new[] { ("single_dynamic_thresh0.98", 0.98f), ("single_dynamic_thresh_mid", middle), ("single_plain", 0f) })
        {
            for (int i = 0; i < masks.Shape[0]; i++)
            {
                int all = masks.Values.Length / masks.Shape[0], one = all / 4;
                ReadOnlySpan<float> own = masks.Values.AsSpan(i * all, all), scores = qualities.Values.AsSpan(i * 4, 4);
                int chosen = MaskScores.Choose(own, scores, 0.05f, least);
                Parity.Check(name, $"{key}.masks[{i}]", fixture[$"{key}.masks"].Values.AsSpan(i * one, one), own.Slice(chosen * one, one), 1e-6);
                Parity.Check(name, $"{key}.iou[{i}]", fixture[$"{key}.iou"].Values.AsSpan(i, 1), scores.Slice(chosen, 1), 1e-6);
            }
        }

        int pixels = masks.Values.Length / masks.Shape[0] / 4;
        Parity.Check(fixture, "all.stability_of_mask0", masks.Values.Chunk(pixels).Where((_, i) => i % 4 == 0).Select(m => MaskScores.Stability(m, 0, 0.05f)), 1e-6);
    }

    public static TheoryData<string> Decoders => SegmentationCase.Cases("MaskDecoder");

    private static SegmentationSpec Spec(int size, PictureFit fit) =>
        new() { ImageSize = size, Fit = fit, PadsBoxes = false, LeastStability = 0, LogitLimit = 0 };

    private static int Best(float[] qualities) => Enumerable.Range(0, qualities.Length).MaxBy(i => qualities[i]);

    private static void CheckPlaces(SegmenterCase model, PromptFrame frame, string tensor, IEnumerable<System.Numerics.Vector2> places) =>
        Parity.Check(model.Fixture, tensor, places.Select(frame.ToSquare).SelectMany(p => new[] { p.X, p.Y }), 1e-6);

    /// <summary>Logits in the order of the case, which does not sort.</summary>
    private static IEnumerable<float> Unsorted(FixtureCase fixture, IReadOnlyList<ScoredMask> found)
    {
        float[] qualities = fixture["one_point.iou"].Values;
        int[] order = [.. Enumerable.Range(0, qualities.Length).OrderByDescending(i => qualities[i])];
        return Enumerable.Range(0, order.Length).SelectMany(i => found[Array.IndexOf(order, i)].Logits!.Values);
    }

    private static async Task<IReadOnlyList<ScoredMask>> CheckAsync(SegmenterCase model, ISegmentationSession session, string prompt)
    {
        FixtureCase fixture = model.Fixture;
        float[] qualities = fixture[prompt + ".iou"].Values, low = fixture[prompt + ".low_res_logits"].Values, masks = fixture[prompt + ".mask"].Values;
        IReadOnlyList<BoxPrompt> boxes = model.Boxes(prompt);
        int side = model.Manifest.Segmentation.ImageSize / 4, pixels = side * side, all = model.Image.Width * model.Image.Height;
        ScoredMask? previous = fixture.Has(prompt + ".in.mask_input")
            ? new ScoredMask(new Mask(1, 1, new byte[1]), 0) { Logits = new MaskLogits(session, side, fixture[prompt + ".in.mask_input"].Values) }
            : null;
        IReadOnlyList<ScoredMask> found = await session.SegmentAsync(
            new SegmentationPrompt { Points = model.Clicks(prompt), Boxes = boxes, Previous = previous, Alternatives = qualities.Length > 1 && boxes.Count < 2 }, None);

        // Boxes come in their order, alternatives best first.
        int[] order = [.. Enumerable.Range(0, qualities.Length)];
        order = boxes.Count > 1 ? order : [.. order.OrderByDescending(i => qualities[i])];
        Assert.Equal(order.Length, found.Count);
        for (int i = 0; i < order.Length; i++)
        {
            ReadOnlySpan<float> logits = low.AsSpan(order[i] * pixels, pixels);
            Parity.Check(fixture.Name, $"{prompt}.iou[{order[i]}]", [Math.Clamp(qualities[order[i]], 0, 1)], [found[i].Score]);
            Parity.Check(fixture.Name, $"{prompt}.low_res_logits[{order[i]}]", logits, found[i].Logits!.Values);
            string full = fixture.Has(prompt + ".logits") ? prompt + ".logits" : "";
            model.CheckMask(
                prompt,
                masks.AsSpan(order[i] * all, all),
                full.Length > 0 ? fixture[full].Values.AsSpan(order[i] * all, all) : [],
                found[i].Mask);
            Assert.Equal(found[i].Mask.GetBounds(), found[i].Bounds);
            Assert.Equal(MaskScores.Stability(logits, 0, 1), found[i].Stability!.Value, 2e-3f);
        }

        Assert.Equal(found.Count, found.DistinctBy(f => f.Id).Count());
        return found;
    }
}
