using System.Numerics;
using Sam3D.Bundles;
using Sam3D.Conversion;

namespace Sam3D.ParityTests;

/// <summary>Sessions, errors, and the conversion around <see cref="OnnxSegmenter"/>.</summary>
public sealed class OnnxSegmenterTests(OnnxSegmenterTests.Model shared) : IClassFixture<OnnxSegmenterTests.Model>
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    private static SegmentationPrompt Click(float x, float y) => new() { Points = [new PointPrompt(new Vector2(x, y))] };

    [Fact]
    public async Task A_session_answers_like_a_call_of_its_own()
    {
        using ISegmentationSession session = await shared.Case.Segmenter.OpenAsync(shared.Case.Image, None);
        Assert.Same(shared.Case.Image.GetType(), session.Image.GetType());
        IReadOnlyList<ScoredMask> first = await session.SegmentAsync(Click(30, 40), None), alone = await shared.Case.Segmenter.SegmentAsync(shared.Case.Image, Click(30, 40), None);
        Assert.Equal(3, first.Count);
        Assert.Equal(first.Select(m => m.Score), alone.Select(m => m.Score));
        Assert.Equal(first.SelectMany(m => m.Mask.Values.ToArray()), alone.SelectMany(m => m.Mask.Values.ToArray()));
        Assert.Equal(first.Select(m => m.Score).OrderDescending(), first.Select(m => m.Score));
        Assert.Equal([0, 1, 2], first.Select(m => m.Id));
        Assert.Single(await session.SegmentAsync(Click(30, 40) with { Alternatives = false }, None));
    }

    [Theory]
    [InlineData(false, GraphPrecision.Float16)]
    [InlineData(true, GraphPrecision.Float16)]
    [InlineData(false, GraphPrecision.Int8)]
    [InlineData(true, GraphPrecision.Int8)]
    public async Task Narrow_weights_give_nearly_the_same_masks(bool isSecond, GraphPrecision precision)
    {
        // No segmenter's layers are 8-bit: asked for, they are float16.
        using var exact = new SegmenterCase(SegmentationCase.OfRepository(isSecond), isSecond);
        using var narrow = new SegmenterCase(SegmentationCase.OfRepository(isSecond), isSecond, precision);
        Assert.All(narrow.Manifest.Stages.Values, s => Assert.Equal(GraphPrecision.Float16, s.Precision));
        IReadOnlyList<ScoredMask> expected = await exact.Segmenter.SegmentAsync(exact.Image, Click(30, 40), None), actual = await narrow.Segmenter.SegmentAsync(exact.Image, Click(30, 40), None);
        double error = expected.Zip(actual).Max(p => Compare.RelativeRms(p.First.Logits!.Values, p.Second.Logits!.Values));
        TestContext.Current.TestOutputHelper!.WriteLine($"{narrow.Manifest.Name} {precision}: logits differ by {error:E2}, relative RMS");
        Assert.True(error < 2e-2, $"{error:E2}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_memory_of_both_graphs_is_estimated(bool isSecond)
    {
        using var model = new SegmenterCase(SegmentationCase.OfRepository(isSecond), isSecond);
        foreach ((string stage, StageSpec spec) in model.Manifest.Stages.Where(s => s.Key != SegmentationManifest.MaskPromptStage))
        {
            using FileStream graph = File.OpenRead(Path.Combine(model.Bundle, spec.File));
            Dictionary<string, long[]> inputs = spec.Inputs.ToDictionary(i => i.Name, i => i.Shape.Select(s => s < 0 ? 2 : s).ToArray());
            GraphMemoryEstimate estimate = GraphMemory.Estimate(graph, inputs, GraphMemoryOptions.Cpu)[0];
            long stored = model.Manifest.Files.Single(f => f.Name == spec.File).Size;
            TestContext.Current.TestOutputHelper!.WriteLine($"{stage}: {estimate.Weights} bytes of weights in a file of {stored}, {estimate.Working} while it runs");
            Assert.InRange(estimate.Weights, stored / 2, stored * 4);
            Assert.InRange(estimate.Working, 10_000, 100_000_000);
        }
    }

    [Fact]
    public async Task Calls_at_the_same_time_do_not_disturb_each_other()
    {
        using ISegmentationSession session = await shared.Case.Segmenter.OpenAsync(shared.Case.Image, None);
        IReadOnlyList<ScoredMask> alone = await session.SegmentAsync(Click(30, 40), None);
        IReadOnlyList<ScoredMask>[] together = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => session.SegmentAsync(Click(30, 40), None).AsTask()));
        Assert.All(together, t => Assert.Equal(alone.Select(m => m.Score), t.Select(m => m.Score)));
        Assert.Equal(27, together.SelectMany(t => t).Concat(alone).DistinctBy(m => m.Id).Count());
    }

    [Fact]
    public async Task A_rough_mask_is_refined()
    {
        using ISegmentationSession session = await shared.Case.Segmenter.OpenAsync(shared.Case.Image, None);
        byte[] rough = new byte[session.Image.Width * session.Image.Height];
        rough.AsSpan(0, rough.Length / 2).Fill(1);
        var mask = new Mask(session.Image.Width, session.Image.Height, rough);
        ScoredMask with = Assert.Single(await session.SegmentAsync(Click(30, 40) with { Mask = mask }, None));
        ScoredMask without = Assert.Single(await session.SegmentAsync(Click(30, 40) with { Alternatives = false }, None));
        Assert.NotEqual(without.Score, with.Score);
    }

    [Fact]
    public async Task Wrong_prompts_and_pictures_are_refused()
    {
        using ISegmentationSession session = await shared.Case.Segmenter.OpenAsync(shared.Case.Image, None), other = await shared.Case.Segmenter.OpenAsync(shared.Case.Image, None);
        async Task<string> Refused<T>(Func<Task> call)
            where T : Sam3DException => (await Assert.ThrowsAsync<T>(call)).Message;
        Assert.Contains("is empty", await Refused<PromptException>(async () => await session.SegmentAsync(SegmentationPrompt.Salient, None)), StringComparison.Ordinal);
        Assert.Contains("is outside", await Refused<PromptException>(async () => await session.SegmentAsync(Click(3000, 1), None)), StringComparison.Ordinal);
        Assert.Contains("has Text", await Refused<PromptException>(async () => await session.SegmentAsync(new() { Text = "cup" }, None)), StringComparison.Ordinal);
        ScoredMask foreign = (await other.SegmentAsync(Click(30, 40), None))[0];
        Assert.Contains("not made by this session", await Refused<PromptException>(async () => await session.SegmentAsync(Click(30, 40) with { Previous = foreign }, None)), StringComparison.Ordinal);
        Assert.Contains("1×1", await Refused<ImageException>(async () => await shared.Case.Segmenter.OpenAsync(new RgbImage(1, 1, new byte[3]), None)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_and_disposed_sessions_stop()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await shared.Case.Segmenter.OpenAsync(shared.Case.Image, cancelled.Token));
        ISegmentationSession session = await shared.Case.Segmenter.OpenAsync(shared.Case.Image, None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await session.SegmentAsync(Click(1, 1), cancelled.Token));
        session.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await session.SegmentAsync(Click(1, 1), None));
    }

    [Fact]
    public void A_damaged_bundle_is_refused()
    {
        using var folder = new TemporaryFolder();
        foreach (string file in Directory.GetFiles(shared.Case.Bundle))
        {
            File.Copy(file, folder.File(Path.GetFileName(file)));
        }

        string graph = folder.File(shared.Case.Manifest.Stages[SegmentationManifest.DecoderStage].File);
        byte[] bytes = File.ReadAllBytes(graph);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(graph, bytes);
        Assert.Contains("damaged or was changed", Assert.Throws<BundleException>(() => OnnxSegmenter.Open(folder.Path, cancellationToken: None)).Message, StringComparison.Ordinal);
        Assert.Contains("it is a segmenter, which OnnxSegmenter opens", Assert.Throws<BundleException>(() => ModelBundle.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_that_is_no_segmenter_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("a.pt"), PyTorchWriter.Build([PyTorchWriter.Single("layer.weight", [1, 1], 1f)]));
        CheckpointException none = Assert.Throws<CheckpointException>(() => SegmentationConverter.Convert(folder.File("a.pt"), folder.File("b"), cancellationToken: None));
        Assert.Contains("a.pt: it holds none of SAM", none.Message, StringComparison.Ordinal);

        // Without its sizes the case's image encoder is none of the released ones.
        using var weights = new WeightSet(shared.Case.Fixture);
        File.WriteAllBytes(folder.File("c.pt"), PyTorchWriter.Build(
            [.. weights.Tensors.Values.Select(t => PyTorchWriter.Single(t.Name, [.. t.Shape], weights.ReadSingle(t.Name)))], under: "model"));
        CheckpointException size = Assert.Throws<CheckpointException>(() => SegmentationConverter.Convert(folder.File("c.pt"), folder.File("d"), cancellationToken: None));
        Assert.Contains("none of the released sizes of SAM 2 (tiny, small, base+, large)", size.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("d")));
    }

    [Fact]
    public void Converting_again_replaces_only_what_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("sam.pth");
        FixtureCase fixture = SegmentationCase.OfRepository(isSecond: false);
        using var weights = new WeightSet(fixture);
        File.WriteAllBytes(file, PyTorchWriter.Build([.. weights.Tensors.Values.Select(t => PyTorchWriter.Single(t.Name, [.. t.Shape], weights.ReadSingle(t.Name)))]));
        SegmentationManifest first = SegmentationConverter.Convert(file, folder.File("b"), cancellationToken: None);
        Assert.Throws<ExportException>(() => SegmentationConverter.Convert(file, folder.File("b"), cancellationToken: None));
        SegmentationManifest second = SegmentationConverter.Convert(file, folder.File("b"), new ConversionOptions { Overwrite = true }, cancellationToken: None);
        Assert.Equal(first.Files, second.Files);
    }

    /// <summary>SAM 2 of the repository's case.</summary>
    public sealed class Model : IDisposable
    {
        internal SegmenterCase Case { get; } = new(SegmentationCase.OfRepository(isSecond: true), isSecond: true);

        public void Dispose() => Case.Dispose();
    }
}
