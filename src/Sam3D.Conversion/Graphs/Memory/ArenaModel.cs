namespace Sam3D.Conversion;

/// <summary>
/// ONNX Runtime's arena with its default settings, replayed on sizes alone: regions that double, best fit, neighbours that are free become one. It keeps its regions, so that gaps which
/// nothing fits into stay in memory.
/// </summary>
/// <remarks>The numbers are the defaults of ONNX Runtime 1.31 (<c>BFCArena</c>, <c>OrtArenaCfg</c>).</remarks>
internal sealed class ArenaModel
{
    private const long Alignment = 256;
    private const long FirstRegion = 1L << 20;
    private const long LargestStep = 1L << 30;
    private const long LargestWaste = 128L << 20;

    private readonly SortedSet<Block> _free = new(Comparer<Block>.Create(
        (a, b) => a.Size != b.Size ? a.Size.CompareTo(b.Size) : a.Region != b.Region ? a.Region.CompareTo(b.Region) : a.Start.CompareTo(b.Start)));
    private readonly List<long> _touched = [];
    private long _nextRegion = FirstRegion;
    private long _used;

    /// <summary>Bytes of all regions.</summary>
    public long Reserved { get; private set; }

    /// <summary>Bytes that were given out so far: on the processor a page takes memory from when it is first written to.</summary>
    public long Touched => _touched.Sum();

    /// <summary>Bytes that were in use at the same time at most.</summary>
    public long Live { get; private set; }

    /// <summary>Takes memory.</summary>
    /// <param name="bytes">How much, more than 0.</param>
    /// <returns>To be given to <see cref="Free"/>.</returns>
    public Block Allocate(long bytes)
    {
        long size = checked(bytes + Alignment - 1) / Alignment * Alignment;
        Block? block = _free.GetViewBetween(new Block(-1, 0, size), new Block(int.MaxValue, 0, long.MaxValue)).Min;
        if (block is null)
        {
            block = Extend(size);
        }
        else
        {
            _free.Remove(block);
        }

        if (block.Size >= checked(2 * size) || block.Size - size >= LargestWaste)
        {
            Split(block, size);
        }

        block.IsFree = false;
        block.Used = size;
        _used = checked(_used + size);
        Live = Math.Max(Live, _used);
        _touched[block.Region] = Math.Max(_touched[block.Region], block.Start + size);
        return block;
    }

    /// <summary>Gives memory back to the arena.</summary>
    public void Free(Block block)
    {
        _used -= block.Used;
        if (block.Next is { IsFree: true } next)
        {
            _free.Remove(next);
            Join(block, next);
        }

        if (block.Previous is { IsFree: true } previous)
        {
            _free.Remove(previous);
            Join(previous, block);
            block = previous;
        }

        block.IsFree = true;
        _free.Add(block);
    }

    private Block Extend(long size)
    {
        bool isLarger = size > _nextRegion;
        while (size > _nextRegion)
        {
            _nextRegion = checked(2 * _nextRegion);
        }

        var block = new Block(_touched.Count, 0, _nextRegion);
        _touched.Add(0);
        Reserved = checked(Reserved + _nextRegion);
        if (!isLarger)
        {
            _nextRegion = Math.Max(_nextRegion, Math.Min(2 * _nextRegion, LargestStep));
        }

        return block;
    }

    private void Split(Block block, long size)
    {
        var rest = new Block(block.Region, block.Start + size, block.Size - size) { Previous = block, Next = block.Next, IsFree = true };
        rest.Next?.Previous = rest;
        block.Next = rest;
        block.Size = size;
        _free.Add(rest);
    }

    private static void Join(Block first, Block second)
    {
        first.Size += second.Size;
        first.Next = second.Next;
        second.Next?.Previous = first;
    }

    /// <summary>A part of a region.</summary>
    /// <param name="region">Number of the region.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="size">Its bytes.</param>
    public sealed class Block(int region, long start, long size)
    {
        internal int Region { get; } = region;

        internal long Start { get; } = start;

        internal long Size { get; set; } = size;

        internal long Used { get; set; }

        internal bool IsFree { get; set; }

        internal Block? Previous { get; set; }

        internal Block? Next { get; set; }
    }
}
