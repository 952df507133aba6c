using System.Numerics;
using System.Text.Json;
using Sam3D.Bundles;
using Sam3D.Conversion;
using Sam3D.Tracking;

namespace Sam3D.ParityTests;

/// <summary>Videos from pictures and prompts to masks, with converted bundles on ONNX Runtime.</summary>
public sealed class OnnxVideoSegmenterTests
{
    private const string Clicks = "sam2_video_clicks";

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public static TheoryData<string> Videos => SegmentationCase.Cases("SAM2VideoPredictor");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Videos))]
    public void Every_recorded_step_is_that_of_the_bundle(string name)
    {
        FixtureCase fixture = SegmentationCase.Open(name);
        using var weights = new WeightSet(fixture);
        VideoCase.Override(fixture, weights);
        using var bundle = new VideoBundle(fixture, weights, VideoBundle.Frames);
        using VideoCase video = VideoCase.Open(fixture, weights, bundle.Segmenter.Model.Networks(None));
        video.PlayAll();
    }

    [Fact]
    public void Frames_go_in_as_the_official_code_prepares_them()
    {
        FixtureCase frames = VideoBundle.Frames;
        using VideoBundle bundle = VideoBundle.OfFrames(SegmentationCase.Open(Clicks));
        IReadOnlyList<RgbImage> pictures = VideoBundle.Pictures(frames);
        Tensor input = frames["input"];
        float[] prepared =
        [
            .. pictures.Take(input.Shape[0]).SelectMany(p => VideoPicture.Prepare(p, input.Shape[3], [123.675f, 116.28f, 103.53f], [58.395f, 57.12f, 57.375f])),
        ];
        Parity.Check(frames, "input", prepared, 1e-6);
        foreach ((int i, RgbImage picture) in pictures.Index())
        {
            (FrameFeatures features, _) = bundle.Segmenter.Model.Encode(picture, null, None);
            Parity.Check(frames, $"f{i}.backbone_fpn.0", features.Fine);
            Parity.Check(frames, $"f{i}.backbone_fpn.1", features.Middle);
            Parity.Check(frames, $"f{i}.backbone_fpn.2", features.Pixels);
        }
    }

    /// <summary>The recorded video in one piece: two clicks one after the other, then all frames.</summary>
    [Fact]
    public async Task Clicks_and_pictures_become_the_recorded_masks()
    {
        FixtureCase fixture = SegmentationCase.Open(Clicks);
        using VideoBundle bundle = VideoBundle.OfFrames(fixture);
        var prompts = new List<VideoPrompt>();
        foreach (JsonElement step in fixture.Json.GetProperty("steps").EnumerateArray().Where(s => s.TryGetProperty("points", out _)))
        {
            float[] place = [.. step.GetProperty("points")[0].EnumerateArray().Select(e => e.GetSingle())];
            prompts.Add(new VideoPrompt(step.GetProperty("frame").GetInt32(), step.GetProperty("obj_id").GetInt32(), new SegmentationPrompt
            {
                Points = [new PointPrompt(new Vector2(place[0], place[1]), step.GetProperty("labels")[0].GetInt32() == 1)],
            }));
        }

        IReadOnlyList<RgbImage> pictures = VideoBundle.Pictures(VideoBundle.Frames);
        int seen = 0, compared = 0;
        await foreach (VideoMasks masks in bundle.Segmenter.TrackAsync(VideoFrames.FromCallback(i => i < pictures.Count ? pictures[i] : null, None), prompts, None))
        {
            Assert.Equal(seen++, masks.Frame);
            VideoObject found = Assert.Single(masks.Objects);
            Assert.Equal(7, found.Id);
            string key = $"p2.obj0.f{masks.Frame}.video_mask_logits";
            if (fixture.Has(key))
            {
                float[] expected = fixture[key].Values;
                int wrong = expected.Where((v, i) => Math.Abs(v) > 1e-3 && v > 0 != found.Mask.Values[i] > 0).Count();
                TestContext.Current.TestOutputHelper!.WriteLine($"{key}: {wrong} of {expected.Length} pixels differ, {found.Mask.Count} belong to the object");
                Assert.Equal(0, wrong);
                compared++;
            }
        }

        Assert.Equal(7, seen);
        Assert.InRange(compared, 2, 7);
    }

    [Fact]
    public async Task A_bundle_for_videos_still_answers_clicks_on_pictures()
    {
        using VideoBundle bundle = VideoBundle.OfFrames(SegmentationCase.Open(Clicks));
        using OnnxSegmenter segmenter = OnnxSegmenter.Open(bundle.Folder, new RuntimeOptions { Device = DevicePreference.Cpu }, None);
        var click = new SegmentationPrompt { Points = [new PointPrompt(new Vector2(79, 55))] };
        Assert.Equal(3, (await segmenter.SegmentAsync(VideoBundle.Pictures(VideoBundle.Frames)[0], click, None)).Count);
    }

    [Fact]
    public void A_bundle_for_pictures_alone_is_refused()
    {
        using var model = new SegmenterCase(SegmentationCase.OfRepository(isSecond: false), isSecond: false);
        BundleException error = Assert.Throws<BundleException>(() => OnnxVideoSegmenter.Open(model.Bundle, cancellationToken: None));
        Assert.Contains("is for pictures alone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_stops_within_a_network_call()
    {
        using VideoBundle bundle = VideoBundle.OfFrames(SegmentationCase.Open(Clicks));
        using var source = new CancellationTokenSource();
        RgbImage picture = VideoBundle.Pictures(VideoBundle.Frames)[0];
        var click = new VideoPrompt(0, 1, new SegmentationPrompt { Points = [new PointPrompt(new Vector2(79, 55))] });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (VideoMasks masks in bundle.Segmenter.TrackAsync(VideoFrames.FromCallback(i => picture, None), [click], source.Token))
            {
                if (masks.Frame == 1)
                {
                    await source.CancelAsync();
                }
            }
        });
    }
}
