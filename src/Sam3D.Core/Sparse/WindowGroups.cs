namespace Sam3D.Sparse;

/// <summary>
/// Windows of voxels in a fixed number of groups, so that windows of about the same size are worked on together: those of a group are filled up to its fullest one, and
/// no group has many more rows than the others.
/// </summary>
/// <remarks>
/// Time is linear in the number of voxels. One instance serves many objects and allocates only when an object is larger than those before; everything it gives is valid
/// until the next <see cref="Build"/>. Not safe for concurrent use.
/// </remarks>
public sealed class WindowGroups
{
    /// <summary>The largest number of groups.</summary>
    public const int MaxGroups = 64;

    // Filling that a group may have, in parts of its voxels; after the last part, any.
    private const int FillingSteps = 32;

    private readonly WindowPartition _partition = new();
    private readonly WindowGroup[] _groups;
    private readonly int[] _ends;
    private int[] _sorted = [];
    private int[] _starts = [];
    private int[] _rows = [];
    private int[] _lengths = [];
    private int[] _places = [];

    /// <summary>Creates groups that hold nothing yet.</summary>
    /// <param name="groups">How many, 1 to <see cref="MaxGroups"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public WindowGroups(int groups)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(groups, MaxGroups);
        _groups = [.. Enumerable.Range(0, groups).Select(_ => new WindowGroup())];
        _ends = new int[groups];
    }

    /// <summary>
    /// The groups, fullest windows first. Those that are not needed hold one window of the first voxel alone, to which no <see cref="Places"/> leads, so that none is empty.
    /// </summary>
    public IReadOnlyList<WindowGroup> Groups => _groups;

    /// <summary>Number of voxels N.</summary>
    public int Count { get; private set; }

    /// <summary>Rows of all groups, filling included.</summary>
    public int RowCount { get; private set; }

    /// <summary>[N] where each voxel stands in the rows of all groups, one group behind the other.</summary>
    public ReadOnlyMemory<int> Places => _places.AsMemory(0, Count);

    /// <summary>Groups a list of voxels.</summary>
    /// <param name="voxels">Voxels in any order.</param>
    /// <param name="windowSize">Edge of a window in voxels, at least 1.</param>
    /// <param name="shift">Added to every coordinate, at least 0; half a window in every other block.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window size or the shift is out of range.</exception>
    /// <exception cref="ArgumentException">The filled windows are more than an array can hold.</exception>
    public void Build(ReadOnlySpan<VoxelIndex> voxels, int windowSize, int shift)
    {
        Count = RowCount = 0;
        _partition.Build(voxels, windowSize, shift);
        int longest = Sort();
        int used = Cut(longest);
        Fill(used);
        Count = voxels.Length;
    }

    private int Length(int window)
    {
        ReadOnlySpan<int> starts = _partition.WindowStarts.Span;
        return starts[window + 1] - starts[window];
    }

    /// <summary>Counts lengths, and puts the windows in falling order of them.</summary>
    private int Sort()
    {
        int windows = _partition.WindowCount, longest = 0;
        for (int window = 0; window < windows; window++)
        {
            longest = Math.Max(longest, Length(window));
        }

        // Where the windows of each length begin, the longest ones at 0.
        Span<int> next = Buffers.Reserve(ref _starts, longest + 1).AsSpan(0, longest + 1);
        next.Clear();
        for (int window = 0; window < windows; window++)
        {
            next[longest - Length(window)]++;
        }

        for (int length = 0, before = 0; length <= longest; length++)
        {
            (next[length], before) = (before, before + next[length]);
        }

        int[] sorted = Buffers.Reserve(ref _sorted, windows);
        for (int window = 0; window < windows; window++)
        {
            sorted[next[longest - Length(window)]++] = window;
        }

        return longest;
    }

    /// <summary>Finds the least filling that all groups manage with; groups have at most twice their share of the rows where that is possible.</summary>
    /// <returns>Groups that are used.</returns>
    private int Cut(int longest)
    {
        long share = 2L * _partition.Count / _groups.Length;
        for (long limit = Math.Max(share + 1, longest); ; limit *= 2)
        {
            for (int filling = 0; filling <= FillingSteps; filling++)
            {
                if (Cut(limit, filling) is { } used)
                {
                    return used;
                }
            }
        }
    }

    /// <summary>Begins a group when the one before would have too many rows, or too much filling.</summary>
    private int? Cut(long limit, int filling)
    {
        int used = 0, at = 0, windows = _partition.WindowCount;
        while (at < windows)
        {
            if (used == _groups.Length)
            {
                return null;
            }

            int first = at;
            long longest = Length(_sorted[at]), taken = 0;
            for (; at < windows; at++)
            {
                long rows = (at - first + 1) * longest, next = taken + Length(_sorted[at]);
                bool isTooEmpty = filling < FillingSteps && (rows - next) * FillingSteps > filling * next;
                if (at > first && (rows > limit || isTooEmpty))
                {
                    break;
                }

                taken = next;
            }

            _ends[used++] = at;
        }

        return used;
    }

    private void Fill(int used)
    {
        int unused = _partition.Count == 0 ? 0 : 1;
        long total = 0;
        for (int group = 0, first = 0; group < _groups.Length; group++)
        {
            total += group < used ? (long)(_ends[group] - first) * Length(_sorted[first]) : unused;
            first = group < used ? _ends[group] : first;
        }

        int[] rows = Buffers.Reserve(ref _rows, Buffers.Product(1, total));
        int[] lengths = Buffers.Reserve(ref _lengths, _partition.WindowCount + _groups.Length);
        int[] places = Buffers.Reserve(ref _places, _partition.Count);
        ReadOnlySpan<int> order = _partition.Order.Span, starts = _partition.WindowStarts.Span;
        for (int group = 0, first = 0, row = 0, at = 0; group < _groups.Length; group++)
        {
            int windows = group < used ? _ends[group] - first : unused, longest = group < used ? Length(_sorted[first]) : unused;
            _groups[group].Set(rows.AsMemory(row, windows * longest), lengths.AsMemory(at, windows), longest);
            for (int i = 0; i < windows; i++, at++)
            {
                int window = group < used ? _sorted[first + i] : -1;
                ReadOnlySpan<int> inside = window < 0 ? order[..1] : order[starts[window]..starts[window + 1]];
                lengths[at] = inside.Length;
                inside.CopyTo(rows.AsSpan(row));
                rows.AsSpan(row + inside.Length, longest - inside.Length).Fill(inside[0]);
                for (int place = 0; window >= 0 && place < inside.Length; place++)
                {
                    places[inside[place]] = row + place;
                }

                row += longest;
            }

            first += group < used ? windows : 0;
        }

        RowCount = (int)total;
    }
}

/// <summary>Windows of about the same size.</summary>
public sealed class WindowGroup
{
    internal WindowGroup()
    {
    }

    /// <summary>Number of windows W.</summary>
    public int WindowCount => Lengths.Length;

    /// <summary>Voxels in the fullest window, L.</summary>
    public int LongestWindow { get; private set; }

    /// <summary>[W, L] the rows of each window, ascending, filled up with the window's first row.</summary>
    public ReadOnlyMemory<int> Rows { get; private set; }

    /// <summary>[W] the voxels of each window, without the filling.</summary>
    public ReadOnlyMemory<int> Lengths { get; private set; }

    internal void Set(ReadOnlyMemory<int> rows, ReadOnlyMemory<int> lengths, int longest) => (Rows, Lengths, LongestWindow) = (rows, lengths, longest);
}
