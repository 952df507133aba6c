namespace Sam3D.Meshing;

/// <summary>
/// How a surface passes through a cube of eight samples: which of its crossed edges belong to the same sheet.
/// </summary>
/// <remarks>
/// Corner c has the offsets (c&amp;1, c&gt;&gt;1&amp;1, c&gt;&gt;2&amp;1). Edge 4·axis + o1 + 2·o2 runs along an axis; o1 and o2 are its offsets along
/// the next two axes in cyclic order. A face whose inside corners lie diagonally is ambiguous. Normally its inside corners
/// are taken as connected, so that thin parts stay in one piece. Where both cubes at such a face would then hold both of its
/// segments in one sheet, four quads would meet in one edge; there the outside corners are connected instead (Wenger,
/// <i>Isosurfaces: Geometry, Topology and Algorithms</i>, 2013). A cube has at most one such face, so the decisions do not
/// influence each other.
/// </remarks>
internal static class CellSheets
{
    private const int EdgeCount = 12;
    private static readonly sbyte[] Sheets = new sbyte[512 * EdgeCount];
    private static readonly byte[] SheetCounts = new byte[512];
    private static readonly sbyte[] PinchedFaces = new sbyte[256];

    static CellSheets()
    {
        for (int mask = 0; mask < 256; mask++)
        {
            PinchedFaces[mask] = -1;
            Trace(mask, flip: false);
            for (int face = 0; face < 6; face++)
            {
                if (IsAmbiguous(mask, face) && FaceEdges(face).Select(e => SheetOf(mask, e)).Distinct().Count() == 1)
                {
                    PinchedFaces[mask] = (sbyte)face;
                }
            }

            Trace(mask, flip: true);
        }
    }

    /// <summary>The sheet (0 to 3) of an edge, or −1 when the surface does not cross it.</summary>
    /// <param name="configuration">The cube's corner bits (1 is inside), plus 256 to connect the outside corners of its ambiguous face.</param>
    /// <param name="edge">0 to 11.</param>
    public static int SheetOf(int configuration, int edge) => Sheets[(configuration * EdgeCount) + edge];

    /// <summary>The number of sheets, 0 to 4.</summary>
    public static int CountOf(int configuration) => SheetCounts[configuration];

    /// <summary>The face (2·axis + side) that holds two segments of one sheet, or −1.</summary>
    /// <param name="mask">The cube's corner bits.</param>
    public static int PinchedFace(int mask) => PinchedFaces[mask];

    /// <summary>The corner at the lower end of an edge; the other end is that corner plus 1 &lt;&lt; (edge / 4).</summary>
    public static int EdgeBase(int edge)
    {
        int axis = edge / 4;
        return ((edge & 1) << ((axis + 1) % 3)) | (((edge >> 1) & 1) << ((axis + 2) % 3));
    }

    private static bool IsAmbiguous(int mask, int face)
    {
        Span<int> corners = stackalloc int[4];
        FaceCorners(face, corners);
        bool first = Inside(mask, corners[0]);
        return Inside(mask, corners[2]) == first && Inside(mask, corners[1]) != first && Inside(mask, corners[3]) != first;
    }

    private static bool Inside(int mask, int corner) => ((mask >> corner) & 1) != 0;

    private static void FaceCorners(int face, Span<int> corners)
    {
        int axis = face / 2, fixedBit = (face & 1) << axis;
        int b = 1 << ((axis + 1) % 3), c = 1 << ((axis + 2) % 3);
        corners[0] = fixedBit;
        corners[1] = fixedBit | b;
        corners[2] = fixedBit | b | c;
        corners[3] = fixedBit | c;
    }

    private static int[] FaceEdges(int face)
    {
        Span<int> corners = stackalloc int[4];
        FaceCorners(face, corners);
        int[] edges = new int[4];
        for (int i = 0; i < 4; i++)
        {
            edges[i] = EdgeBetween(corners[i], corners[(i + 1) & 3]);
        }

        return edges;
    }

    private static int EdgeBetween(int corner1, int corner2)
    {
        int axis = int.TrailingZeroCount(corner1 ^ corner2);
        return (4 * axis) + ((corner1 >> ((axis + 1) % 3)) & 1) + (2 * ((corner1 >> ((axis + 2) % 3)) & 1));
    }

    private static void Trace(int mask, bool flip)
    {
        int[] parent = [.. Enumerable.Range(0, EdgeCount)];
        int Find(int e) => parent[e] == e ? e : Find(parent[e]);
        Span<int> corners = stackalloc int[4];
        for (int face = 0; face < 6; face++)
        {
            FaceCorners(face, corners);
            int[] edges = FaceEdges(face);
            if (IsAmbiguous(mask, face))
            {
                // A segment cuts off each corner of one kind and joins the two edges at it.
                for (int i = 0; i < 4; i++)
                {
                    if (Inside(mask, corners[i]) == flip)
                    {
                        parent[Find(edges[i])] = Find(edges[(i + 3) & 3]);
                    }
                }

                continue;
            }

            int[] crossed = [.. edges.Where(e => IsCrossed(mask, e))];
            if (crossed.Length == 2)
            {
                parent[Find(crossed[0])] = Find(crossed[1]);
            }
        }

        int configuration = mask + (flip ? 256 : 0);
        var labels = new Dictionary<int, int>();
        for (int e = 0; e < EdgeCount; e++)
        {
            int sheet = -1;
            if (IsCrossed(mask, e) && !labels.TryGetValue(Find(e), out sheet))
            {
                sheet = labels.Count;
                labels.Add(Find(e), sheet);
            }

            Sheets[(configuration * EdgeCount) + e] = (sbyte)sheet;
        }

        SheetCounts[configuration] = (byte)labels.Count;
    }

    private static bool IsCrossed(int mask, int edge)
    {
        int corner = EdgeBase(edge);
        return Inside(mask, corner) != Inside(mask, corner | (1 << (edge / 4)));
    }
}
