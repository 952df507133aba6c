using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Meshing;

public sealed class CellSheetsTests
{
    [Fact]
    public void EveryCrossedEdgeHasASheetAndNoOther()
    {
        for (int configuration = 0; configuration < 512; configuration++)
        {
            int mask = configuration & 255;
            var sheets = new HashSet<int>();
            for (int edge = 0; edge < 12; edge++)
            {
                int corner = CellSheets.EdgeBase(edge);
                bool crossed = ((mask >> corner) & 1) != ((mask >> (corner | (1 << (edge / 4)))) & 1);
                Assert.Equal(crossed, CellSheets.SheetOf(configuration, edge) >= 0);
                if (crossed)
                {
                    sheets.Add(CellSheets.SheetOf(configuration, edge));
                }
            }

            Assert.Equal(Enumerable.Range(0, CellSheets.CountOf(configuration)), sheets.Order());
            Assert.InRange(sheets.Count, mask is 0 or 255 ? 0 : 1, 4);
        }
    }

    [Fact]
    public void TheFourSheetsOfACheckerboardAreItsEmptyCorners()
    {
        const int checkerboard = 0b0110_1001;
        Assert.Equal(4, CellSheets.CountOf(checkerboard));
    }

    [Fact]
    public void APinchedFaceIsResolvedByTheOtherDecision()
    {
        int pinched = 0;
        for (int mask = 0; mask < 256; mask++)
        {
            int face = CellSheets.PinchedFace(mask);
            if (face < 0)
            {
                continue;
            }

            // The four crossed edges of the face: one sheet by the first decision, two by the second.
            pinched++;
            int axis = face / 2, side = face & 1;
            int[] edges = [.. Enumerable.Range(0, 12).Where(e => e / 4 != axis && ((CellSheets.EdgeBase(e) >> axis) & 1) == side)];
            Assert.Equal(4, edges.Length);
            Assert.Single(edges.Select(e => CellSheets.SheetOf(mask, e)).Distinct());
            Assert.Equal(2, edges.Select(e => CellSheets.SheetOf(mask + 256, e)).Distinct().Count());
        }

        Assert.Equal(36, pinched); // six faces, two diagonals, and three ways to connect the empty corners
    }
}
