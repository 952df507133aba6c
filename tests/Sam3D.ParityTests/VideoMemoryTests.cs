using System.Numerics;

namespace Sam3D.ParityTests;

/// <summary>Tracking of long videos on networks of the size of the cases. Runs alone: it counts the memory of the process.</summary>
[CollectionDefinition(nameof(VideoMemoryTests), DisableParallelization = true)]
[Collection(nameof(VideoMemoryTests))]
public sealed class VideoMemoryTests
{
    private const int Frames = 1000, Full = 100;
    private const long Allowed = 256 << 10;

    [Fact]
    public async Task Memory_does_not_grow_after_the_bank_is_full()
    {
        using VideoBundle bundle = VideoBundle.OfFrames(SegmentationCase.Open("sam2_video_clicks"));
        IReadOnlyList<RgbImage> pictures = VideoBundle.Pictures(VideoBundle.Frames);
        var click = new VideoPrompt(0, 1, new SegmentationPrompt { Points = [new PointPrompt(new Vector2(79, 55))] });
        long before = 0, native = 0;
        int seen = 0;
        await foreach (VideoMasks masks in bundle.Segmenter.TrackAsync(
            VideoFrames.FromCallback(i => i < Frames ? pictures[i % pictures.Count] : null, TestContext.Current.CancellationToken), [click], TestContext.Current.CancellationToken))
        {
            Assert.Single(masks.Objects);
            if (seen++ == Full)
            {
                (before, native) = (GC.GetTotalMemory(forceFullCollection: true), Resident());
            }
        }

        long growth = GC.GetTotalMemory(forceFullCollection: true) - before, grown = Resident() - native;
        TestContext.Current.TestOutputHelper!.WriteLine($"{seen} frames: {growth} bytes more than after {Full} frames (limit {Allowed}); {grown >> 10} KiB of the process (limit {ProcessAllowed >> 10})");
        Assert.Equal(Frames, seen);
        Assert.True(growth < Allowed, $"{growth} bytes more.");
        Assert.True(grown < ProcessAllowed, $"{grown} bytes more of the process.");
    }

    // Freed blocks of other tests may be taken again.
    private const long ProcessAllowed = 64 << 20;

    private static long Resident()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
