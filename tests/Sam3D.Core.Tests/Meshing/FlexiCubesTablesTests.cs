using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Meshing;

/// <summary>The tables against the rules that they follow.</summary>
public sealed class FlexiCubesTablesTests
{
    private const int Cases = 256, Edges = 12;

    [Fact]
    public void EachCrossedEdgeHasAGroupAndNoOther()
    {
        for (int mask = 0; mask < Cases; mask++)
        {
            for (int e = 0; e < Edges; e++)
            {
                bool crossed = IsInside(mask, FlexiCubes.EdgeCorners[2 * e]) != IsInside(mask, FlexiCubes.EdgeCorners[(2 * e) + 1]);
                Assert.Equal(crossed, Group(mask, e) > 0);
            }

            Assert.Equal(FlexiCubes.GroupCount(FlexiCubes.EdgeGroups[mask]), Partition(mask).Count);
        }
    }

    [Fact]
    public void GroupsAreWhatTheSurfaceConnectsAcrossFaces()
    {
        for (int mask = 0; mask < Cases; mask++)
        {
            Assert.Equal(Traced(mask), Partition(mask));
        }
    }

    [Fact]
    public void AmbiguousCasesArePinchedAtTheFaceOfTheirSide()
    {
        var sides = new Dictionary<int, int>();
        for (int mask = 0; mask < Cases; mask++)
        {
            for (int face = 0; face < 6; face++)
            {
                int[] edges = FaceEdges(face);
                if (edges.All(e => Group(mask, e) > 0) && edges.Select(e => Group(mask, e)).Distinct().Count() == 1)
                {
                    sides.Add(mask, ((face / 2) + 1) * ((face & 1) == 0 ? -1 : 1)); // throws if there are two such faces
                }
            }
        }

        Assert.Equal(
            sides.OrderBy(s => s.Key).Select(s => (s.Key, s.Value)),
            FlexiCubes.AmbiguousCases.Select(a => ((int)a.Case, (int)a.Side)));
    }

    [Fact]
    public void EdgesRunTheSameWayInEveryCube()
    {
        for (int e = 0; e < Edges; e++)
        {
            int first = FlexiCubes.EdgeCorners[2 * e], second = FlexiCubes.EdgeCorners[(2 * e) + 1];
            Assert.Contains(second - first, (int[])[1, -2, 4]);
        }
    }

    private static int Group(int mask, int edge) => FlexiCubes.GroupOf(FlexiCubes.EdgeGroups[mask], edge);

    private static bool IsInside(int mask, int corner) => ((mask >> corner) & 1) != 0;

    private static List<string> Partition(int mask) =>
        Describe(Enumerable.Range(0, Edges).Where(e => Group(mask, e) > 0).GroupBy(e => Group(mask, e)));

    // Two crossed edges of a face are connected; four are connected two by two round the inside corners.
    private static List<string> Traced(int mask)
    {
        int[] label = [.. Enumerable.Range(0, Edges)];
        var crossed = new HashSet<int>();
        for (int face = 0; face < 6; face++)
        {
            int[] corners = FaceCorners(face), edges = FaceEdges(face);
            int[] cut = [.. edges.Where((_, i) => IsInside(mask, corners[i]) != IsInside(mask, corners[(i + 1) % 4]))];
            crossed.UnionWith(cut);
            for (int i = 0; i < 4 && cut.Length > 0; i++)
            {
                if (cut.Length == 2)
                {
                    Join(label, cut[0], cut[1]);
                }
                else if (IsInside(mask, corners[i]))
                {
                    Join(label, edges[i], edges[(i + 3) % 4]);
                }
            }
        }

        return Describe(crossed.GroupBy(e => label[e]));
    }

    private static void Join(int[] label, int a, int b)
    {
        (int from, int to) = (label[a], label[b]);
        for (int e = 0; e < Edges; e++)
        {
            label[e] = label[e] == from ? to : label[e];
        }
    }

    private static List<string> Describe(IEnumerable<IGrouping<int, int>> groups) =>
        [.. groups.Select(g => string.Join(',', g.Order())).Order(StringComparer.Ordinal)];

    private static int[] FaceCorners(int face)
    {
        int axis = face / 2, low = (face & 1) << axis, b = 1 << ((axis + 1) % 3), c = 1 << ((axis + 2) % 3);
        return [low, low | b, low | b | c, low | c];
    }

    private static int[] FaceEdges(int face)
    {
        int[] corners = FaceCorners(face);
        return [.. Enumerable.Range(0, 4).Select(i => EdgeBetween(corners[i], corners[(i + 1) % 4]))];
    }

    private static int EdgeBetween(int a, int b) => Enumerable.Range(0, Edges).Single(e =>
        (FlexiCubes.EdgeCorners[2 * e] == a && FlexiCubes.EdgeCorners[(2 * e) + 1] == b)
        || (FlexiCubes.EdgeCorners[2 * e] == b && FlexiCubes.EdgeCorners[(2 * e) + 1] == a));
}
