using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Masks;
using Sam3D.Segmentation;
using Sam3D.Sessions;

namespace Sam3D.ParityTests;

/// <summary>Sessions, errors, and the conversion around <see cref="OnnxConceptSegmenter"/>.</summary>
[Collection(SharedConcepts.Name)]
public sealed class OnnxConceptSegmenterTests(SharedConcepts shared)
{
    private const PromptKinds All = PromptKinds.Text | PromptKinds.Boxes | PromptKinds.Points | PromptKinds.Mask | PromptKinds.Previous;

    private static readonly SegmentationPrompt Car = new() { Text = "a red car" };

    private static CancellationToken None => TestContext.Current.CancellationToken;

    private static BoxPrompt Box(float x0, float y0, float x1, float y1, bool isForeground = true) => new(new Vector2(x0, y0), new Vector2(x1, y1), isForeground);

    [Fact]
    public async Task A_session_answers_words_boxes_and_clicks()
    {
        OnnxConceptSegmenter segmenter = shared.With(0.3f);
        Assert.Equal(All, segmenter.SupportedPrompts);
        using ISegmentationSession session = await segmenter.OpenAsync(shared.Case.Image, None);
        IReadOnlyList<ScoredMask> cars = await session.SegmentAsync(Car, None), again = await session.SegmentAsync(Car with { Text = "  A  RED car " }, None);
        Assert.Equal(cars.Select(m => m.Score), again.Select(m => m.Score));
        Assert.Equal(cars.Select(m => m.Score).OrderDescending(), cars.Select(m => m.Score));
        Assert.Equal(cars.SelectMany(m => m.Mask.Values.ToArray()), (await segmenter.SegmentAsync(shared.Case.Image, Car, None)).SelectMany(m => m.Mask.Values.ToArray()));

        // A click is for one object, which may be corrected.
        var click = new SegmentationPrompt { Points = [new PointPrompt(new Vector2(60, 70))] };
        IReadOnlyList<ScoredMask> clicked = await session.SegmentAsync(click, None);
        Assert.Equal(3, clicked.Count);
        Assert.Null(clicked[0].Box);
        ScoredMask better = Assert.Single(await session.SegmentAsync(click with { Previous = clicked[0], Boxes = [Box(10, 10, 100, 110)] }, None));
        int[] ids = [.. cars.Concat(again).Concat(clicked).Append(better).Select(m => m.Id)];
        Assert.Equal(Enumerable.Range(0, ids.Length), ids);
    }

    /// <summary>The converted mask decoder on the features of the tracker's cases, at their first click.</summary>
    [Fact]
    public void A_click_is_decoded_as_by_the_official_tracker()
    {
        FixtureCase features = SegmentationCase.OfRepository("sam3_tracker_features"), clicks = SegmentationCase.OfRepository("sam3_tracker_clicks_nosel");
        using SafetensorsFile weights = SafetensorsFile.Open(Path.Combine(Repository.Root, "tests", "fixtures", Fixtures.Segmentation, "sam3_tracker.weights.safetensors"));
        float[] nothing = weights.ReadSingle("no_mem_embed");
        Tensor coarse = features["f0.backbone_fpn.2"];
        int size = clicks.Int("S"), plane = coarse.Shape[2] * coarse.Shape[3];
        OrtValue Value(Tensor tensor) => OrtValue.CreateTensorValueFromMemory(tensor.Values, [.. tensor.Shape.Select(d => (long)d)]);
        OnnxConceptSegmenter segmenter = shared.With(0.5f);
        using var picture = new KeptTensors(
            new Dictionary<string, OrtValue>
            {
                ["image_embeddings"] = Value(new Tensor(coarse.Shape, [.. coarse.Values.Select((v, i) => v + nothing[i / plane])])),
                ["high_res_feats_0"] = Value(features["f0.backbone_fpn.0"]),
                ["high_res_feats_1"] = Value(features["f0.backbone_fpn.1"]),
            },
            null);
        PromptPoints points = PromptPoints.Create(
            [new PointPrompt(new Vector2(0.45f, 0.55f) * size)], null, PromptFrame.Create(size, size, size, PictureFit.StretchBytes), shared.Case.Manifest.Segmentation, padsInside: false);
        (ArraySegment<float> masks, float[] qualities) = segmenter.Clicks!.Decode(picture, [points], null, None)[0];
        Parity.Check(clicks, "p0.f0.sam0.ious", qualities[1..]);
        int best = Enumerable.Range(1, 3).MaxBy(i => qualities[i]), pixels = masks.Count / qualities.Length;
        Parity.Check(clicks, "p0.f0.sam0.low_res_masks", masks.Slice(best * pixels, pixels).AsSpan());
    }

    [Fact]
    public async Task Wrong_prompts_are_refused()
    {
        OnnxConceptSegmenter segmenter = shared.With(0.5f);
        using ISegmentationSession session = await segmenter.OpenAsync(shared.Case.Image, None);
        async Task Refused(string says, SegmentationPrompt prompt)
        {
            string message = (await Assert.ThrowsAsync<PromptException>(async () => await session.SegmentAsync(prompt, None))).Message;
            Assert.Contains(says, message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
            Assert.Equal(message, (await Assert.ThrowsAsync<PromptException>(async () => await segmenter.SegmentAsync(shared.Case.Image, prompt, None))).Message);
        }

        await Refused("must be told what to look for: give a word", SegmentationPrompt.Salient);
        await Refused("its text is empty", new() { Text = " \t" });
        await Refused("its text is empty", new() { Text = "" });
        await Refused("its text has 5000 characters, expected at most 4096", new() { Text = new string('x', 5000) });
        await Refused("has no area", Car with { Boxes = [Box(10, 10, 10, 30)] });
        await Refused("reaches beyond it, expected 0 to 210 and 0 to 140", Car with { Boxes = [Box(10, 10, 500, 30)] });
        await Refused("reaches beyond it", Car with { Boxes = [Box(float.NegativeInfinity, 10, 50, 30)] });
        await Refused("has no area", Car with { Boxes = [Box(float.NaN, 10, 50, 30)] });
        await Refused("is both an example and none", Car with { Boxes = [Box(10, 10, 50, 30), Box(10, 10, 50, 30, false)] });
        await Refused("its boxes only say what is not wanted", new() { Boxes = [Box(10, 10, 50, 30, false)] });
        await Refused("has a text, which asks for every object of a kind, beside clicks", Car with { Points = [new PointPrompt(new Vector2(5, 5))] });
        await Refused("is outside of it", new() { Points = [new PointPrompt(new Vector2(500, 5))] });
        await Assert.ThrowsAsync<ImageException>(async () => await segmenter.OpenAsync(new RgbImage(1, 1, new byte[3]), None));
        Assert.Throws<ArgumentException>(() => shared.Case.Open(1.5f));
    }

    [Fact]
    public async Task What_is_not_there_is_told_with_the_best_score()
    {
        OnnxConceptSegmenter segmenter = shared.With(1);
        MaskException nothing = await Assert.ThrowsAsync<MaskException>(async () => await segmenter.SegmentAsync(shared.Case.Image, Car, None));
        Assert.Matches("Nothing that is 'a red car' was found in the picture of 210×140 pixels: the best of all has a score of 0\\.\\d+, expected more than 1\\.000", nothing.Message);
    }

    [Fact]
    public async Task Long_words_are_cut_as_in_the_official_tokenizer()
    {
        OnnxConceptSegmenter segmenter = shared.With(0);
        using ISegmentationSession session = await segmenter.OpenAsync(shared.Case.Image, None);
        string thirty = string.Join(' ', Enumerable.Repeat("car", 30));
        IReadOnlyList<ScoredMask> cut = await session.SegmentAsync(new() { Text = thirty + " person" }, None), whole = await session.SegmentAsync(new() { Text = thirty }, None);
        Assert.Equal(whole.Select(m => m.Score), cut.Select(m => m.Score));
        IReadOnlyList<ScoredMask> other = await session.SegmentAsync(new() { Text = string.Join(' ', Enumerable.Repeat("car", 29)) + " person" }, None);
        Assert.NotEqual(whole.Select(m => m.Score), other.Select(m => m.Score));
    }

    [Theory]
    [InlineData(GraphPrecision.Float16)]
    [InlineData(GraphPrecision.Int8)]
    public async Task Narrow_weights_give_nearly_the_same_scores(GraphPrecision precision)
    {
        // No segmenter's layers are 8-bit: asked for, they are float16.
        using var narrow = new ConceptSegmenterCase(precision);
        Assert.All(narrow.Manifest.Stages.Values, s => Assert.Equal(GraphPrecision.Float16, s.Precision));
        using OnnxConceptSegmenter other = narrow.Open(0.2f);
        float[] expected = [.. (await shared.With(0.2f).SegmentAsync(shared.Case.Image, Car, None)).Select(m => m.Score)];
        float[] actual = [.. (await other.SegmentAsync(shared.Case.Image, Car, None)).Select(m => m.Score)];
        TestContext.Current.TestOutputHelper!.WriteLine($"{precision}: {string.Join(", ", expected)} and {string.Join(", ", actual)}");
        Assert.InRange(actual.Length, expected.Length - 1, expected.Length + 1);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, 2e-2f));
    }

    [Fact]
    public async Task Calls_at_the_same_time_do_not_disturb_each_other()
    {
        OnnxConceptSegmenter segmenter = shared.With(0.3f);
        using ISegmentationSession session = await segmenter.OpenAsync(shared.Case.Image, None);
        var click = new SegmentationPrompt { Points = [new PointPrompt(new Vector2(60, 70))] };
        float[] alone = [.. (await session.SegmentAsync(Car, None)).Select(m => m.Score)];
        IReadOnlyList<ScoredMask>[] together = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => session.SegmentAsync(i % 2 == 0 ? Car : click, None).AsTask()));
        Assert.All(together.Where((_, i) => i % 2 == 0), t => Assert.Equal(alone, t.Select(m => m.Score)));
        session.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await session.SegmentAsync(Car, None));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await session.SegmentAsync(click, None));
    }

    [Fact]
    public void The_memory_of_all_graphs_is_estimated()
    {
        foreach ((string stage, StageSpec spec) in shared.Case.Manifest.Stages.Where(s => s.Key != SegmentationManifest.MaskPromptStage))
        {
            using FileStream graph = File.OpenRead(Path.Combine(shared.Case.Bundle, spec.File));
            GraphMemoryEstimate estimate = GraphMemory.Estimate(
                graph, spec.Inputs.ToDictionary(i => i.Name, i => i.Shape.Select(s => s < 0 ? i.Name.StartsWith("prompt", StringComparison.Ordinal) ? 35 : 2 : s).ToArray()), GraphMemoryOptions.Cpu)[0];
            TestContext.Current.TestOutputHelper!.WriteLine($"{stage}: {estimate.Weights} bytes of weights, {estimate.Working} while it runs");
            Assert.InRange(estimate.Weights, 10_000, 100_000_000);
            Assert.InRange(estimate.Working, 10_000, 100_000_000);
        }
    }

    [Fact]
    public void A_checkpoint_without_its_tokenizer_is_refused()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("sam3.pt");
        File.Copy(shared.Case.Checkpoint, file);
        SegmentationManifest Convert() => SegmentationConverter.Convert(
            file, folder.File("bundle"), null, new SegmentationSizes { Concepts = ConceptSegmenterCase.Sizes(shared.Case.Fixture) }, null, None);
        Assert.Contains("its tokenizer file is not beside it: copy bpe_simple_vocab_16e6.txt.gz", Assert.Throws<CheckpointException>(Convert).Message, StringComparison.Ordinal);
        File.WriteAllText(folder.File("merges.txt"), "#version: 0.2\na b\n");
        Assert.Contains("merges.txt has 1 merges", Assert.Throws<CheckpointException>(Convert).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("bundle")));

        // Of other sizes than the release, and nothing says which.
        CheckpointException other = Assert.Throws<CheckpointException>(() => SegmentationConverter.Convert(file, folder.File("bundle"), cancellationToken: None));
        Assert.Contains("is not that of SAM 3", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_is_opened_by_what_it_takes_and_checked()
    {
        Assert.Contains("open it with OnnxConceptSegmenter", Assert.Throws<BundleException>(() => OnnxSegmenter.Open(shared.Case.Bundle, cancellationToken: None)).Message, StringComparison.Ordinal);
        using var second = new SegmenterCase(SegmentationCase.OfRepository(isSecond: true), isSecond: true);
        var cpu = new RuntimeOptions { Device = DevicePreference.Cpu };
        using ISegmenter words = SegmenterBundle.Open(shared.Case.Bundle, cpu, None), clicks = SegmenterBundle.Open(second.Bundle, cpu, None);
        Assert.Equal(All, words.SupportedPrompts);
        Assert.Equal(All & ~PromptKinds.Text, clicks.SupportedPrompts);
        Assert.Contains("takes clicks and boxes but no words", Assert.Throws<BundleException>(() => OnnxConceptSegmenter.Open(second.Bundle, cancellationToken: None)).Message, StringComparison.Ordinal);

        using var folder = new TemporaryFolder();
        foreach (string file in Directory.GetFiles(shared.Case.Bundle))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }

        string tokenizer = folder.File(shared.Case.Manifest.Concepts!.Tokenizer);
        File.AppendAllText(tokenizer, "x y\n");
        Assert.Contains("expected", Assert.Throws<BundleException>(() => OnnxConceptSegmenter.Open(folder.Path, cancellationToken: None)).Message, StringComparison.Ordinal);
        File.Delete(tokenizer);
        Assert.Contains("has no file 'merges.txt'", Assert.Throws<BundleException>(() => OnnxConceptSegmenter.Open(folder.Path, cancellationToken: None)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_detector_alone_takes_no_clicks()
    {
        using var alone = new ConceptSegmenterCase(hasClicks: false);
        using OnnxConceptSegmenter segmenter = alone.Open(0.3f);
        Assert.Equal(PromptKinds.Text | PromptKinds.Boxes, segmenter.SupportedPrompts);
        Assert.NotEmpty(await segmenter.SegmentAsync(alone.Image, Car, None));
        PromptException refused = await Assert.ThrowsAsync<PromptException>(
            async () => await segmenter.SegmentAsync(alone.Image, new() { Points = [new PointPrompt(new Vector2(5, 5))] }, None));
        Assert.Contains("The prompt has Points", refused.Message, StringComparison.Ordinal);
    }
}
