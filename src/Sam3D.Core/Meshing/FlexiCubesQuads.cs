namespace Sam3D.Meshing;

/// <summary>Connects the dual vertices of the four cells at each crossed edge, and splits the quads.</summary>
internal static class FlexiCubesQuads
{
    private const int Edges = 12;

    /// <summary>
    /// Makes the triangles in the official order: first the quads whose edge's first end is outside, then the others; within both by first end, then
    /// by second end, both in lexicographic order.
    /// </summary>
    public static int[] Triangulate(FlexiCubesCells cells, FlexiCubesVertices vertices)
    {
        // A slot for each cell corner and direction of an edge that starts there. The second end of an edge along y is below the first, that of an
        // edge along x farthest above it: the slots' order is the edges' order.
        byte[] cellCounts = new byte[checked(3 * cells.VertexKeys.Length)];
        ForEachCrossing(cells, (slot, _, _) => cellCounts[slot]++);

        int quads = 0, outsideFirst = 0;
        for (int slot = 0; slot < cellCounts.Length; slot++)
        {
            if (cellCounts[slot] == 4)
            {
                quads++;
                outsideFirst += vertices.IsOutside[slot / 3] ? 1 : 0;
            }
        }

        int[] quadOfSlot = new int[cellCounts.Length];
        for (int slot = 0, outside = 0, inside = outsideFirst; slot < cellCounts.Length; slot++)
        {
            quadOfSlot[slot] = cellCounts[slot] != 4 ? -1 : vertices.IsOutside[slot / 3] ? outside++ : inside++;
        }

        // Cells come in lexicographic order, and so do the corners of a quad.
        int[] corners = new int[checked(4 * quads)];
        ForEachCrossing(cells, (slot, cell, group) =>
        {
            if (quadOfSlot[slot] >= 0)
            {
                corners[(4 * quadOfSlot[slot]) + 4 - cellCounts[slot]--] = vertices.FirstVertex[cell] + group;
            }
        });
        return Split(corners, outsideFirst, vertices.Gammas);
    }

    private static void ForEachCrossing(FlexiCubesCells cells, Action<int, int, int> visit)
    {
        for (int cell = 0; cell < cells.Count; cell++)
        {
            ulong groups = cells.Groups[cell];
            for (int e = 0; e < Edges; e++)
            {
                int group = FlexiCubes.GroupOf(groups, e) - 1;
                if (group >= 0)
                {
                    int c0 = FlexiCubes.EdgeCorners[2 * e], c1 = FlexiCubes.EdgeCorners[(2 * e) + 1];
                    int direction = (c0 ^ c1) switch { 2 => 0, 4 => 1, _ => 2 }; // along y, z, x
                    visit((3 * cells.Corners[(8 * cell) + c0]) + direction, cell, group);
                }
            }
        }
    }

    private static int[] Split(ReadOnlySpan<int> corners, int outsideFirst, float[] gammas)
    {
        int[] indices = new int[checked(corners.Length / 4 * 6)];
        for (int quad = 0; quad < corners.Length / 4; quad++)
        {
            ReadOnlySpan<int> q = corners.Slice(4 * quad, 4);
            (int a, int b, int c, int d) = quad < outsideFirst ? (q[0], q[1], q[3], q[2]) : (q[2], q[3], q[1], q[0]);
            Span<int> triangles = indices.AsSpan(6 * quad, 6);
            if (gammas[a] * gammas[c] > gammas[b] * gammas[d])
            {
                (triangles[0], triangles[1], triangles[2], triangles[3], triangles[4], triangles[5]) = (a, b, c, a, c, d);
            }
            else
            {
                (triangles[0], triangles[1], triangles[2], triangles[3], triangles[4], triangles[5]) = (a, b, d, d, b, c);
            }
        }

        return indices;
    }
}
