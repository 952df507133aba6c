using Sam3D.Tracking;

namespace Sam3D.Core.Tests.Tracking;

public sealed class MemoryBankTests
{
    [Fact]
    public void Prompted_frames_come_first_then_tracked_ones_from_the_oldest()
    {
        MemoryBank bank = Filled(new TrackerSpec { Width = 4, Grid = 1, ImageSize = 16, Memories = 4, Pointers = 3 }, [0], Enumerable.Range(1, 9));
        MemorySelection found = bank.Select(10, reverse: false);
        Assert.Equal([(3, 0), (2, 7), (1, 8), (0, 9)], found.Memories.Select(m => (m.Slot, Number(m.Frame))));
        Assert.Equal([(5f, 0), (0.5f, 9), (1f, 8)], found.Pointers.Select(p => (p.Distance, Number(p.Frame))));
    }

    [Fact]
    public void Backwards_the_future_is_the_past()
    {
        MemoryBank bank = Filled(new TrackerSpec { Width = 4, Grid = 1, ImageSize = 16, Memories = 4, Pointers = 3, FrameCount = 9 }, [2, 8], [5, 6, 7]);
        MemorySelection found = bank.Select(4, reverse: true);
        Assert.Equal([(3, 2), (3, 8), (2, 7), (1, 6), (0, 5)], found.Memories.Select(m => (m.Slot, Number(m.Frame))));
        Assert.Equal([8, 5, 6], found.Pointers.Select(p => Number(p.Frame)));
    }

    [Theory]
    [InlineData(11, false, new[] { 6, 8, 10 })]
    [InlineData(10, false, new[] { 6, 8, 9 })]
    [InlineData(7, true, new[] { 12, 10, 8 })]
    public void Strides_keep_the_newest_frame(int frame, bool reverse, int[] expected)
    {
        MemoryBank bank = Filled(new TrackerSpec { Width = 4, Grid = 1, ImageSize = 16, Memories = 4, Stride = 2 }, [0], Enumerable.Range(1, 20));
        Assert.Equal(expected, bank.Select(frame, reverse).Memories.Skip(1).Select(m => Number(m.Frame)));
    }

    [Fact]
    public void Of_many_prompted_frames_the_nearest_count()
    {
        MemoryBank bank = Filled(new TrackerSpec { Width = 4, Grid = 1, ImageSize = 16, Memories = 3, MaxPromptedFrames = 3 }, [9, 0, 20, 12], []);

        // The nearest before, the nearest after, and of two that are equally far the one that was prompted first.
        Assert.Equal([9, 12, 0], bank.Select(10, reverse: false).Memories.Select(m => Number(m.Frame)).Take(3));
        Assert.Equal([0, 9, 12], bank.Select(1, reverse: false).Memories.Select(m => Number(m.Frame)).Take(3));
    }

    [Fact]
    public void Forgets_what_no_later_frame_sees()
    {
        var spec = new TrackerSpec { Width = 4, Grid = 1, ImageSize = 16, Memories = 4, Pointers = 6, Stride = 3 };
        MemoryBank whole = Filled(spec, [0], Enumerable.Range(1, 99)), small = new(spec);
        small.Prompted[0] = whole.Prompted[0];
        for (int i = 1; i < 100; i++)
        {
            small.Tracked[i] = whole.Tracked[i];
            small.Forget(i);
            MemorySelection expected = whole.Select(i + 1, reverse: false), actual = small.Select(i + 1, reverse: false);
            Assert.Equal(expected.Memories.Where(m => Number(m.Frame) <= i), actual.Memories);
            Assert.Equal(expected.Pointers.Where(p => Number(p.Frame) <= i), actual.Pointers);
        }

        Assert.InRange(small.Tracked.Count, 1, spec.Reach + 1);
    }

    [Fact]
    public void Of_memories_that_are_chosen_the_useful_ones_count_and_the_newest()
    {
        var spec = new TrackerSpec { Width = 4, Grid = 1, ImageSize = 16, Memories = 4, Pointers = 5, SelectsMemories = true };
        MemoryBank bank = Filled(spec, [0], []);
        for (int i = 1; i <= 9; i++)
        {
            // Frames 3, 6 and 9 show nothing.
            bank.Tracked[i] = Frame(i).With([], i % 3 == 0 ? 0.005f : 0.5f);
        }

        MemorySelection found = bank.Select(10, reverse: false);
        Assert.Equal([(3, 0), (2, 7), (1, 8), (0, 9)], found.Memories.Select(m => (m.Slot, Number(m.Frame))));

        // Distances are ranks, and the oldest of the four that are useful has no pointer.
        Assert.Equal([(10f / 4, 0), (0.25f, 9), (0.5f, 8), (0.75f, 7), (1f, 5)], found.Pointers.Select(p => (p.Distance, Number(p.Frame))));
        Assert.Equal([0], bank.Select(0, reverse: false).Pointers.Select(p => Number(p.Frame)));
    }

    [Fact]
    public void Chosen_memories_stay_however_old_they_are_and_no_others()
    {
        var spec = new TrackerSpec { Width = 4, Grid = 1, ImageSize = 16, Memories = 4, Pointers = 6, SelectsMemories = true, MaxPromptedFrames = 3 };
        MemoryBank whole = Filled(spec, [], []), small = Filled(spec, [], []);
        var random = new Random(5);
        for (int i = 0; i < 300; i++)
        {
            foreach (MemoryBank bank in (MemoryBank[])[whole, small])
            {
                if (i % 16 == 0)
                {
                    bank.Prompted[i] = Frame(i);
                }
            }

            if (i % 16 != 0)
            {
                // For a hundred frames there is nothing to be seen.
                whole.Tracked[i] = small.Tracked[i] = Frame(i).With([], i is > 100 and < 200 ? 0 : random.NextSingle() - 0.3f);
            }

            small.Forget(i);
            MemorySelection expected = whole.Select(i + 1, reverse: false), actual = small.Select(i + 1, reverse: false);
            Assert.Equal(expected.Memories.Select(m => (m.Slot, Number(m.Frame))), actual.Memories.Select(m => (m.Slot, Number(m.Frame))));
            Assert.Equal(expected.Pointers.Select(p => (p.Distance, Number(p.Frame))), actual.Pointers.Select(p => (p.Distance, Number(p.Frame))));
            Assert.InRange(small.Tracked.Count, 0, spec.Pointers);
            Assert.InRange(small.Prompted.Count, 1, spec.MaxPromptedFrames + 2);
        }
    }

    private static MemoryBank Filled(TrackerSpec spec, IEnumerable<int> prompted, IEnumerable<int> tracked)
    {
        var bank = new MemoryBank(spec);
        foreach (int i in prompted)
        {
            bank.Prompted[i] = Frame(i);
        }

        foreach (int i in tracked)
        {
            bank.Tracked[i] = Frame(i);
        }

        return bank;
    }

    private static TrackedFrame Frame(int number) => new() { Mask = [], Pointer = [number], Score = 1, Quality = 1, Memory = [] };

    private static int Number(TrackedFrame frame) => (int)frame.Pointer[0];
}
