using Sam3D.Concepts;
using Sam3D.Tracking;

namespace Sam3D.Core.Tests.Tracking;

/// <summary>Texts in videos, with networks that follow the half of the picture that a memory says.</summary>
public sealed class ConceptTrackerTests
{
    private static readonly TrackerSpec Spec = new()
    {
        Width = 4,
        Grid = 4,
        ImageSize = 56,
        Memories = 3,
        Pointers = 4,
        HoleArea = 0,
        MaxPromptedFrames = 4,
        SelectsMemories = true,
        IsThird = true,
        RoundsMemories = false,
    };

    private static float[] Left => TestVideoModel.HalfOf(Spec, isLeft: true);

    private static float[] Right => TestVideoModel.HalfOf(Spec, isLeft: false);

    [Fact]
    public async Task Objects_of_a_text_are_found_and_followed()
    {
        // The left one from frame 0 on, the right one from frame 5 on; both on every frame.
        TestVideoModel model = Model(frame => frame < 5 ? [new(0.9f, Left)] : [new(0.9f, Left), new(0.8f, Right)]);
        List<VideoMasks> found = await Track(model, 40);
        Assert.Equal(Enumerable.Range(0, 40), found.Select(f => f.Frame));
        Assert.All(found, f => Assert.Equal(f.Frame < 5 ? [7] : [7, 8], f.Objects.Select(o => o.Id)));
        Assert.Equal([0.9f, 0.8f], found[39].Objects.Select(o => o.Score));
        Assert.Equal((40, 30, 20 * 30), (found[39].Objects[0].Mask.Width, found[39].Objects[0].Mask.Height, found[39].Objects[0].Mask.Count));
        Assert.Equal(0, found[39].Objects[0].Mask.IoU(found[39].Objects[1].Mask));
    }

    [Fact]
    public async Task What_only_one_frame_shows_was_a_mistake_from_the_beginning()
    {
        // The right one is detected on frame 3 alone; the tracker sees it ever after.
        TestVideoModel model = Model(frame => frame == 3 ? [new(0.9f, Left), new(0.9f, Right)] : [new(0.9f, Left)]);
        List<VideoMasks> found = await Track(model, 30);
        Assert.Equal(30, found.Count);
        Assert.All(found, f => Assert.Equal([7], f.Objects.Select(o => o.Id)));
    }

    [Theory]
    [InlineData(0.71f, 1)]
    [InlineData(0.69f, 0)]
    public async Task Beside_others_only_sure_detections_begin_objects(float score, int expected)
    {
        TestVideoModel model = Model(frame => frame == 0 ? [new(0.51f, Left)] : [new(0.9f, Left), new(score, Right)]);
        Assert.Equal(1 + expected, (await Track(model, 3))[2].Objects.Count);
    }

    [Fact]
    public async Task Results_come_when_they_are_sure()
    {
        TestVideoModel model = Model(_ => [new(0.9f, Left)]);
        int read = 0;
        var behind = new List<int>();
        await foreach (VideoMasks masks in new VideoStream(model, "test").TrackAsync(Frames(40, () => read++), [Text(0)], TestContext.Current.CancellationToken))
        {
            behind.Add(read - masks.Frame);
        }

        Assert.Equal([.. Enumerable.Repeat(15, 26), .. Enumerable.Range(1, 14).Reverse()], behind);
    }

    [Fact]
    public async Task A_text_begins_on_its_frame_and_clicks_live_beside_it()
    {
        TestVideoModel model = Model(_ => [new(0.9f, Right)]);
        var click = new VideoPrompt(1, 8, new SegmentationPrompt { Points = [new PointPrompt(new System.Numerics.Vector2(5, 5))] });
        var found = new List<VideoMasks>();
        await foreach (VideoMasks masks in new VideoStream(model, "test").TrackAsync(Frames(4), [click, Text(2)], TestContext.Current.CancellationToken))
        {
            found.Add(masks);
        }

        Assert.Equal(["", "8", "8 7", "8 7"], found.Select(f => string.Join(' ', f.Objects.Select(o => o.Id))));
    }

    [Fact]
    public void Memory_is_bounded_however_many_frames_come()
    {
        var tracker = new ConceptTracker(Model(_ => []).Networks(TestContext.Current.CancellationToken), Spec, new ConceptVideoRules(), () => 1, 40, 30);
        var features = new FrameFeatures(new float[64], new float[64], [], []);
        for (int i = 0; i < 200; i++)
        {
            Assert.Single(tracker.Next(i, features, [new(0.95f, Left)]));
        }

        Assert.InRange(tracker.Remembered, 1, Spec.Pointers + Spec.MaxPromptedFrames + 3);
    }

    private static TestVideoModel Model(Func<int, IReadOnlyList<ConceptDetection>> finds) =>
        new(Spec) { Finds = finds, Masks = (_, memory) => memory is [2] ? Right : Left };

    private static VideoPrompt Text(int frame) => new(frame, 7, new SegmentationPrompt { Text = "half" });

    private static async Task<List<VideoMasks>> Track(TestVideoModel model, int count)
    {
        List<VideoMasks> all = [];
        await foreach (VideoMasks masks in new VideoStream(model, "test").TrackAsync(Frames(count), [Text(0)], TestContext.Current.CancellationToken))
        {
            all.Add(masks);
        }

        return all;
    }

    private static async IAsyncEnumerable<VideoFrame> Frames(int count, Action? read = null)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            read?.Invoke();
            yield return new VideoFrame(new RgbImage(40, 30, new byte[3 * 40 * 30]));
        }
    }
}
