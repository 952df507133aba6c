namespace Sam3D.Conversion.Tests.Graphs.Memory;

public sealed class ArenaModelTests
{
    private const long Mega = 1 << 20;

    [Fact]
    public void RegionsDouble()
    {
        var arena = new ArenaModel();
        arena.Allocate(1);
        Assert.Equal(Mega, arena.Reserved);
        arena.Allocate(Mega);
        Assert.Equal(3 * Mega, arena.Reserved);
        arena.Allocate(20 * Mega);
        Assert.Equal(35 * Mega, arena.Reserved);
        Assert.Equal((21 * Mega) + 256, arena.Touched);
    }

    [Fact]
    public void FreeNeighboursBecomeOne()
    {
        var arena = new ArenaModel();
        ArenaModel.Block a = arena.Allocate(Mega / 4), b = arena.Allocate(Mega / 4), c = arena.Allocate(Mega / 4);
        arena.Free(a);
        arena.Free(c);
        arena.Free(b);
        arena.Allocate(Mega);
        Assert.Equal(Mega, arena.Reserved);
        Assert.Equal(Mega, arena.Touched);
        Assert.Equal(Mega, arena.Live);
    }

    [Fact]
    public void AGapThatIsTooSmallStaysInMemory()
    {
        var arena = new ArenaModel();
        ArenaModel.Block a = arena.Allocate(4 * Mega);
        arena.Allocate(Mega);
        arena.Free(a);
        arena.Allocate(5 * Mega);
        Assert.Equal(10 * Mega, arena.Touched);
        Assert.Equal(6 * Mega, arena.Live);
    }

    [Fact]
    public void NothingIsGivenOutTwice()
    {
        var random = new Random(1);
        var arena = new ArenaModel();
        List<(ArenaModel.Block Block, long Size)> used = [];
        long live = 0, largest = 0;
        for (int i = 0; i < 20_000; i++)
        {
            if (used.Count > 0 && random.Next(2) == 0)
            {
                int at = random.Next(used.Count);
                arena.Free(used[at].Block);
                live -= used[at].Size;
                used.RemoveAt(at);
            }
            else
            {
                long size = 256L * random.Next(1, 1 << random.Next(1, 14));
                ArenaModel.Block block = arena.Allocate(size);
                foreach ((ArenaModel.Block other, long otherSize) in used.Where(u => u.Block.Region == block.Region))
                {
                    Assert.True(block.Start >= other.Start + otherSize || other.Start >= block.Start + size);
                }

                used.Add((block, size));
                live += size;
                largest = Math.Max(largest, live);
            }
        }

        Assert.Equal(largest, arena.Live);
        Assert.InRange(arena.Touched, largest, arena.Reserved);
    }
}
