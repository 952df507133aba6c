namespace Sam3D.Meshing;

/// <summary>
/// Places of a grid as integers whose order is the lexicographic order of (x, y, z). Each coordinate takes 21 bits and is stored plus one, so
/// that the neighbours of a place on the border have keys as well, and adding or subtracting corner offsets never carries over.
/// </summary>
internal static class FlexiCubesKeys
{
    private const int Bits = 21;
    private const int Mask = (1 << Bits) - 1;

    /// <summary>The key of a place; coordinates −1 to 2²⁰.</summary>
    public static long Of(VoxelIndex v) => ((long)(v.X + 1) << (2 * Bits)) | ((long)(v.Y + 1) << Bits) | (uint)(v.Z + 1);

    /// <summary>The place of a key.</summary>
    public static VoxelIndex Place(long key) =>
        new((int)(key >> (2 * Bits)) - 1, ((int)(key >> Bits) & Mask) - 1, ((int)key & Mask) - 1);

    /// <summary>What leads from the key of a place to its neighbour's at an offset along each axis.</summary>
    public static long Offset(int x, int y, int z) => ((long)x << (2 * Bits)) + ((long)y << Bits) + z;

    /// <summary>What leads from the key of a cube to that of its corner 0 to 7.</summary>
    public static long CornerOffset(int corner) => Offset(corner & 1, (corner >> 1) & 1, (corner >> 2) & 1);

    /// <summary>Checks and sorts places; O(n) when they come in order, O(n log n) otherwise.</summary>
    /// <param name="places">Distinct places in any order.</param>
    /// <param name="max">Largest coordinate.</param>
    /// <param name="name">Parameter name for the error.</param>
    public static SortedKeys Sort(ReadOnlySpan<VoxelIndex> places, int max, string name)
    {
        long[] keys = new long[places.Length];
        bool ascending = true;
        for (int i = 0; i < keys.Length; i++)
        {
            VoxelIndex v = places[i];
            if ((uint)v.X > (uint)max || (uint)v.Y > (uint)max || (uint)v.Z > (uint)max)
            {
                throw new ArgumentException($"Element {i} is {v}, expected coordinates of 0 to {max}.", name);
            }

            keys[i] = Of(v);
            ascending &= i == 0 || keys[i] > keys[i - 1];
        }

        if (ascending)
        {
            return new SortedKeys(keys, null);
        }

        int[] order = new int[keys.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(keys, order);
        for (int i = 1; i < keys.Length; i++)
        {
            if (keys[i] == keys[i - 1])
            {
                throw new ArgumentException($"{Place(keys[i])} is listed twice, expected distinct places.", name);
            }
        }

        return new SortedKeys(keys, order);
    }

    /// <summary>
    /// The distinct sums of keys and corner offsets, ascending, in linear time: for each corner the sums are a sorted list already, so eight lists
    /// are merged.
    /// </summary>
    /// <param name="keys">[n] ascending.</param>
    /// <param name="sign">1: the corners of cubes. −1: the cubes at vertices, some of them beyond the grid.</param>
    /// <param name="slots">[n, 8] the place of each key's sum with each corner offset in the result.</param>
    public static long[] MergeCorners(ReadOnlySpan<long> keys, int sign, out int[] slots)
    {
        slots = new int[checked(keys.Length * 8)];
        long[] merged = new long[Math.Max(16, keys.Length + (keys.Length / 2))];
        int count = 0;
        Span<int> heads = stackalloc int[8];
        heads.Clear();
        Span<long> sums = stackalloc long[8];
        for (int c = 0; c < 8; c++)
        {
            sums[c] = keys.IsEmpty ? long.MaxValue : keys[0] + (sign * CornerOffset(c));
        }

        while (true)
        {
            long least = long.MaxValue;
            foreach (long sum in sums)
            {
                least = Math.Min(least, sum);
            }

            if (least == long.MaxValue)
            {
                return merged[..count];
            }

            for (int c = 0; c < 8; c++)
            {
                if (sums[c] == least)
                {
                    slots[(heads[c]++ * 8) + c] = count;
                    sums[c] = heads[c] < keys.Length ? keys[heads[c]] + (sign * CornerOffset(c)) : long.MaxValue;
                }
            }

            if (count == merged.Length)
            {
                Array.Resize(ref merged, checked(2 * count));
            }

            merged[count++] = least;
        }
    }
}

/// <summary>Keys in ascending order, and where each came from.</summary>
/// <param name="Keys">[n] ascending, distinct.</param>
/// <param name="Order">[n] place in the caller's list; <see langword="null"/> when the list was in order.</param>
internal readonly record struct SortedKeys(long[] Keys, int[]? Order)
{
    /// <summary>Number of keys.</summary>
    public int Count => Keys.Length;

    /// <summary>Place of the i-th key in the caller's list.</summary>
    public int Source(int i) => Order is null ? i : Order[i];

    /// <summary>For each of other ascending keys, its place in the caller's list, or −1; one pass over both.</summary>
    public int[] Match(ReadOnlySpan<long> others)
    {
        int[] sources = new int[others.Length];
        int at = 0;
        for (int i = 0; i < sources.Length; i++)
        {
            while (at < Keys.Length && Keys[at] < others[i])
            {
                at++;
            }

            sources[i] = at < Keys.Length && Keys[at] == others[i] ? Source(at) : -1;
        }

        return sources;
    }
}
