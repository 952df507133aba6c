namespace Sam3D.Meshing;

/// <summary>The cubes that the surface passes through, in lexicographic order.</summary>
internal sealed class FlexiCubesCells
{
    private static readonly sbyte[] SideOfCase = BuildSides();

    private FlexiCubesCells(long[] keys, ulong[] groups, int[] sources)
    {
        Groups = groups;
        Sources = sources;
        VertexKeys = FlexiCubesKeys.MergeCorners(keys, 1, out int[] corners);
        Corners = corners;
    }

    /// <summary>Number of cells, P.</summary>
    public int Count => Groups.Length;

    /// <summary>[P] edge groups (<see cref="FlexiCubes.EdgeGroups"/>) after the rule for ambiguous faces.</summary>
    public ulong[] Groups { get; }

    /// <summary>[P] place in the list of cubes that have weights, or −1.</summary>
    public int[] Sources { get; }

    /// <summary>[Q] corners of the cells, ascending.</summary>
    public long[] VertexKeys { get; }

    /// <summary>[P, 8] place of each corner in <see cref="VertexKeys"/>.</summary>
    public int[] Corners { get; }

    /// <summary>Finds the cells: cubes with corners inside and outside.</summary>
    public static FlexiCubesCells Find(FlexiCubesGrid grid)
    {
        // Every cell has an inside corner, and all inside vertices are listed: merging the cubes at them gives each cube once, and the corners
        // through which it was met are its case.
        long[] keys = FlexiCubesKeys.MergeCorners(InsideVertices(grid), -1, out int[] slots);
        byte[] cases = new byte[keys.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            cases[slots[i]] |= (byte)(1 << (i & 7));
        }

        int[] sources = grid.CubeKeys.Match(keys);
        int count = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            bool takesPart = grid.Border == FlexiCubesBorder.Open ? sources[i] >= 0 : IsInGrid(keys[i], grid.Resolution);
            if (cases[i] != 255 && takesPart)
            {
                (keys[count], cases[count], sources[count]) = (keys[i], cases[i], sources[i]);
                count++;
            }
        }

        keys = keys[..count];
        return new FlexiCubesCells(keys, ResolveGroups(keys, cases), sources[..count]);
    }

    private static long[] InsideVertices(FlexiCubesGrid grid)
    {
        SortedKeys vertices = grid.VertexKeys;
        long[] inside = new long[grid.Scalars.Count(s => s < 0)];
        for (int i = 0, count = 0; count < inside.Length; i++)
        {
            if (grid.Scalars[vertices.Source(i)] < 0)
            {
                inside[count++] = vertices.Keys[i];
            }
        }

        return inside;
    }

    private static bool IsInGrid(long key, int resolution)
    {
        VoxelIndex v = FlexiCubesKeys.Place(key);
        return (uint)v.X < (uint)resolution && (uint)v.Y < (uint)resolution && (uint)v.Z < (uint)resolution;
    }

    private static ulong[] ResolveGroups(long[] keys, ReadOnlySpan<byte> cases)
    {
        ulong[] groups = new ulong[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            int side = SideOfCase[cases[i]];
            bool invert = false;
            if (side != 0)
            {
                int axis = Math.Abs(side), step = Math.Sign(side);
                long offset = FlexiCubesKeys.Offset(axis == 1 ? step : 0, axis == 2 ? step : 0, axis == 3 ? step : 0);
                int neighbor = Array.BinarySearch(keys, keys[i] + offset); // ambiguous cases are rare
                invert = neighbor >= 0 && SideOfCase[cases[neighbor]] != 0;
            }

            groups[i] = FlexiCubes.EdgeGroups[invert ? 255 - cases[i] : cases[i]];
        }

        return groups;
    }

    private static sbyte[] BuildSides()
    {
        sbyte[] sides = new sbyte[256];
        foreach ((byte @case, sbyte side) in FlexiCubes.AmbiguousCases)
        {
            sides[@case] = side;
        }

        return sides;
    }
}
