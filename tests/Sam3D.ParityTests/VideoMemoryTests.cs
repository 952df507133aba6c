using Sam3D.Networks;
using Sam3D.Tracking;

namespace Sam3D.ParityTests;

/// <summary>Tracking of long videos on networks of the size of the cases. Runs alone: it counts the memory of the process.</summary>
[CollectionDefinition(nameof(VideoMemoryTests), DisableParallelization = true)]
[Collection(nameof(VideoMemoryTests))]
public sealed class VideoMemoryTests
{
    private const int Frames = 1000, Full = 100;
    private const long Allowed = 256 << 10;

    [Fact]
    public void Memory_does_not_grow_after_the_bank_is_full()
    {
        FixtureCase fixture = SegmentationCase.Open(Fixtures.Discover("SAM2VideoPredictor", Fixtures.Segmentation)[0]);
        using var weights = new WeightSet(fixture);
        SamDecoderConfig decoder = SegmentationCase.Sam2Decoder(fixture, weights);
        MemoryConfig memory = SegmentationCase.Memory(fixture, weights);
        using var networks = new TrackerRun(weights, decoder, memory) { Observes = false };
        var spec = new TrackerSpec { Width = memory.Width, Grid = memory.Grid, ImageSize = decoder.ImageSize, Memories = memory.Memories, Pointers = 4 };
        FixtureCase frames = SegmentationCase.Open("sam2_video_frames");
        FrameFeatures[] features = [.. Enumerable.Range(0, 7).Select(i => networks.Frame(frames[$"f{i}.backbone_fpn.2"], frames[$"f{i}.backbone_fpn.0"], frames[$"f{i}.backbone_fpn.1"]))];
        var tracker = new VideoTracker(networks, spec);
        tracker.Click(1, 0, features[0], new ClickList([60, 70], [1]));
        tracker.Settle(_ => features[0]);

        long before = 0;
        int kept = 0;
        for (int number = 0; number < Frames; number++)
        {
            Assert.Single(tracker.Track(number, features[number % features.Length], forgets: true));
            if (number == Full)
            {
                before = GC.GetTotalMemory(forceFullCollection: true);
                kept = tracker.Objects.Sum(o => o.Bank.Tracked.Count);
            }
        }

        long growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper!.WriteLine($"{Frames} frames: {kept} frames kept, {growth} bytes more than after {Full} frames (limit {Allowed})");
        Assert.Equal(kept, tracker.Objects.Sum(o => o.Bank.Tracked.Count));
        Assert.True(growth < Allowed, $"{growth} bytes more.");
    }
}
