using System.Numerics;
using System.Text.Json;
using Sam3D.Bundles;

namespace Sam3D.ParityTests;

/// <summary>Videos with SAM 3: the tracker of a converted bundle against the recorded ones, clicks and texts on pictures.</summary>
public sealed class OnnxConceptVideoTests(OnnxConceptVideoTests.Model shared) : IClassFixture<OnnxConceptVideoTests.Model>
{
    // Random weights are never sure.
    private const float Threshold = 0.3f;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public static TheoryData<string> Videos => SegmentationCase.Cases("Sam3TrackerPredictor");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Videos))]
    public void Every_recorded_step_is_that_of_the_bundle(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        using GroupCase video = GroupCase.Open(fixture, weights, shared.Segmenter.Model.Networks(None));
        foreach (JsonElement step in fixture.Json.GetProperty("steps").EnumerateArray())
        {
            video.Play(step);
        }

        Assert.Empty(video.Unchecked());
    }

    [Fact]
    public void The_bundle_states_the_rules_of_the_release()
    {
        TrackingSpec tracking = shared.Case.Manifest.Tracking!;
        Assert.Equal((4, 16, 4, 0, true, true), (tracking.Memories, tracking.Pointers, tracking.MaxPromptedFrames, tracking.HoleArea, tracking.SelectsMemories, tracking.IsThird));
        Assert.Equal(PromptKinds.Points | PromptKinds.Boxes | PromptKinds.Mask | PromptKinds.Text, shared.Segmenter.SupportedPrompts);
    }

    [Fact]
    public async Task A_text_and_clicks_are_answered_on_every_frame_and_every_run_is_the_same()
    {
        var click = new VideoPrompt(0, 3, new SegmentationPrompt { Points = [new PointPrompt(new Vector2(20, 20))] });
        var text = new VideoPrompt(1, 5, new SegmentationPrompt { Text = "a red car" });
        List<VideoMasks> first = await Track(20, click, text), again = await Track(20, click, text);
        Assert.Equal(Enumerable.Range(0, 20), first.Select(f => f.Frame));
        Assert.All(first, f => Assert.Equal(3, f.Objects[0].Id));
        int[] found = [.. first.SelectMany(f => f.Objects.Skip(1)).Select(o => o.Id).Distinct().Order()];
        TestContext.Current.TestOutputHelper!.WriteLine($"objects of the text: {string.Join(", ", found)}");
        Assert.All(found, id => Assert.True(id >= 5));
        Assert.All(first.SelectMany(f => f.Objects.Skip(1)), o => Assert.True(o.Mask.Count > 0 && o.Score is > Threshold and <= 1));
        Assert.Equal(first.Select(Text), again.Select(Text));
    }

    [Fact]
    public async Task What_the_text_finds_on_one_frame_is_what_the_picture_model_finds()
    {
        // The picture model keeps doubles, which the video model drops: each object of the video is one of the picture.
        RgbImage image = shared.Case.OfficialInput;
        using OnnxConceptSegmenter pictures = shared.Case.Open(Threshold);
        IReadOnlyList<ScoredMask> expected = await pictures.SegmentAsync(image, new SegmentationPrompt { Text = "a red car" }, None);
        await foreach (VideoMasks masks in shared.Segmenter.TrackAsync(
            VideoFrames.FromCallback(i => i == 0 ? image : null, None), [new VideoPrompt(0, 1, new SegmentationPrompt { Text = "a red car" })], None))
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"{expected.Count} objects in the picture, {masks.Objects.Count} in the video");
            Assert.InRange(masks.Objects.Count, 1, expected.Count);
            Assert.Equal(expected.Max(e => e.Score), masks.Objects.Max(o => o.Score), 1e-3f);
        }
    }

    private async Task<List<VideoMasks>> Track(int count, params VideoPrompt[] prompts)
    {
        IReadOnlyList<RgbImage> pictures = VideoBundle.Pictures(VideoBundle.Frames);
        var all = new List<VideoMasks>();
        await foreach (VideoMasks masks in shared.Segmenter.TrackAsync(VideoFrames.FromCallback(i => i < count ? pictures[i % pictures.Count] : null, None), prompts, None))
        {
            all.Add(masks);
        }

        return all;
    }

    private static string Text(VideoMasks masks) => string.Join(' ', masks.Objects.Select(o => $"{o.Id}:{o.Mask.Count}:{o.Score}"));

    /// <summary>SAM 3 at the size of the cases.</summary>
    public sealed class Model : IDisposable
    {
        public Model()
        {
            SegmentationManifest manifest = Case.Manifest with { Concepts = Case.Manifest.Concepts! with { ScoreThreshold = Threshold } };
            using (FileStream stream = File.Create(Path.Combine(Case.Bundle, BundleManifest.FileName)))
            {
                BundleManifestSerializer.Write(manifest, stream);
            }

            Segmenter = OnnxVideoSegmenter.Open(Case.Bundle, new RuntimeOptions { Device = DevicePreference.Cpu }, None);
        }

        internal ConceptSegmenterCase Case { get; } = new();

        internal OnnxVideoSegmenter Segmenter { get; }

        public void Dispose()
        {
            Segmenter.Dispose();
            Case.Dispose();
        }
    }
}
