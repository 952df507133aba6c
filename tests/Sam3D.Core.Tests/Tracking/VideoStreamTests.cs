using System.Numerics;
using Sam3D.Tracking;

namespace Sam3D.Core.Tests.Tracking;

public sealed class VideoStreamTests
{
    private static readonly TrackerSpec Spec = new() { Width = 4, Grid = 2, ImageSize = 32, Memories = 3, Pointers = 2, HoleArea = 0 };

    [Fact]
    public async Task Objects_are_followed_from_their_first_prompt_on()
    {
        List<VideoMasks> found = await Track(Frames(6), Click(1, 7), Click(3, 9));
        Assert.Equal([0, 1, 2, 3, 4, 5], found.Select(f => f.Frame));
        Assert.Equal(["", "7", "7", "7 9", "7 9", "7 9"], found.Select(f => string.Join(' ', f.Objects.Select(o => o.Id))));

        // The networks below answer with the left half.
        Mask mask = found[5].Objects[0].Mask;
        Assert.Equal((40, 30, 20 * 30), (mask.Width, mask.Height, mask.Count));
    }

    [Fact]
    public async Task Each_frame_is_encoded_once_and_only_if_there_is_something_to_find()
    {
        var model = new TestVideoModel(Spec);
        await foreach (VideoMasks _ in new VideoStream(model, "test").TrackAsync(Frames(5), [Click(2, 1), Click(2, 2), Click(4, 1)], TestContext.Current.CancellationToken))
        {
        }

        Assert.Equal(3, model.Encoded);
    }

    [Fact]
    public async Task A_click_on_a_later_frame_corrects_what_is_tracked_there()
    {
        var model = new TestVideoModel(Spec);
        SegmentationPrompt beside = new() { Points = [new PointPrompt(new Vector2(5, 5), IsForeground: false)] };
        await foreach (VideoMasks _ in new VideoStream(model, "test").TrackAsync(Frames(3), [Click(0, 1), new VideoPrompt(2, 1, beside)], TestContext.Current.CancellationToken))
        {
        }

        // Frame 0: the click without memories. Frames 1 and 2: tracked. Frame 2 again: memories, the click, and the mask that was tracked.
        Assert.Equal(["1 alone", "0", "0", "1 refines"], model.Calls);
    }

    [Fact]
    public async Task Several_prompts_on_a_frame_are_steps()
    {
        var model = new TestVideoModel(Spec);
        await foreach (VideoMasks _ in new VideoStream(model, "test").TrackAsync(Frames(1), [Click(0, 1), Click(0, 1)], TestContext.Current.CancellationToken))
        {
        }

        Assert.Equal(["1 alone", "2 refines"], model.Calls);
    }

    [Fact]
    public async Task A_video_without_frames_is_refused()
    {
        Assert.Contains("has no frames", (await Assert.ThrowsAsync<ImageException>(() => Track(Frames(0), Click(0, 1)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_of_one_pixel_is_refused()
    {
        ImageException error = await Assert.ThrowsAsync<ImageException>(() => Track(Frames(1, last: Picture(1, 1)), Click(0, 1)));
        Assert.Contains("1×1 pixels, expected at least 2×2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_of_another_size_is_refused()
    {
        ImageException error = await Assert.ThrowsAsync<ImageException>(() => Track(Frames(3, last: Picture(41, 30)), Click(0, 1)));
        Assert.Contains("Frame 2 of the video has 41×30 pixels, expected 40×30", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_behind_the_last_frame_is_refused()
    {
        PromptException error = await Assert.ThrowsAsync<PromptException>(() => Track(Frames(3), Click(0, 1), Click(3, 1)));
        Assert.Contains("prompt on frame 3, but the video has 3 frames", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_click_outside_of_the_frame_is_refused()
    {
        var outside = new VideoPrompt(0, 1, new SegmentationPrompt { Points = [new PointPrompt(new Vector2(41, 3))] });
        Assert.Contains("outside", (await Assert.ThrowsAsync<PromptException>(() => Track(Frames(1), outside))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_violations_are_named_at_once()
    {
        var box = new BoxPrompt(new Vector2(1, 1), new Vector2(9, 9));
        PromptException error = await Assert.ThrowsAsync<PromptException>(() => Track(
            Frames(1), Click(-1, 1), new VideoPrompt(0, 2, new SegmentationPrompt { Text = "cat" }), new VideoPrompt(0, 5, SegmentationPrompt.Salient), new VideoPrompt(0, 3, new SegmentationPrompt { Boxes = [box, box] }), new VideoPrompt(0, 4, new SegmentationPrompt { Boxes = [box], Mask = new Mask(40, 30, new byte[1200]) })));
        Assert.All((string[])["frames count from 0", "object 2 on frame 0 has Text, but test understands", "object 5 on frame 0 has nothing in it", "has 2 boxes", "a mask beside"], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.Contains("there is none", (await Assert.ThrowsAsync<PromptException>(() => Track(Frames(1)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_stops_it()
    {
        using var source = new CancellationTokenSource();
        int seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (VideoMasks _ in new VideoStream(new TestVideoModel(Spec), "test").TrackAsync(Frames(100), [Click(0, 1)], source.Token))
            {
                if (++seen == 2)
                {
                    await source.CancelAsync();
                }
            }
        });
        Assert.Equal(2, seen);
    }

    private static VideoPrompt Click(int frame, int id) => new(frame, id, new SegmentationPrompt { Points = [new PointPrompt(new Vector2(5, 5))] });

    private static RgbImage Picture(int width, int height) => new(width, height, new byte[3 * width * height]);

    private static async IAsyncEnumerable<VideoFrame> Frames(int count, RgbImage? last = null)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return new VideoFrame(i == count - 1 && last is not null ? last : Picture(40, 30));
        }
    }

    private static async Task<List<VideoMasks>> Track(IAsyncEnumerable<VideoFrame> frames, params VideoPrompt[] prompts)
    {
        List<VideoMasks> all = [];
        await foreach (VideoMasks masks in new VideoStream(new TestVideoModel(Spec), "test").TrackAsync(frames, prompts, TestContext.Current.CancellationToken))
        {
            all.Add(masks);
        }

        return all;
    }
}
