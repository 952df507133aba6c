using Sam3D.Concepts;

namespace Sam3D.Core.Tests.Concepts;

public sealed class RecentOcclusionTests
{
    private static readonly float[] Here = [1, 1, 1, 1], Nowhere = [-1, -1, -1, -1];

    [Fact]
    public void Of_two_on_the_same_place_the_one_that_came_back_last_gives_way()
    {
        var rule = new RecentOcclusion(0.7f);
        Assert.Equal([false, false], rule.Next(0, [1, 2], [Here, Nowhere], []));
        Assert.Equal([false, false], rule.Next(1, [1, 2], [Here, Here], [])); // the first was never hidden, so it proves nothing
        Assert.Equal([false, false], rule.Next(2, [1, 2], [Nowhere, Here], []));
        Assert.Equal([true, false], rule.Next(3, [1, 2], [Here, Here], []));
        Assert.Equal([true, false], rule.Next(4, [1, 2], [Here, Here], [])); // being blanked is being hidden
    }

    [Fact]
    public void What_is_removed_gives_way_and_is_forgotten()
    {
        var rule = new RecentOcclusion(0.7f);
        rule.Next(0, [1], [Nowhere], []);
        Assert.Equal([false, true], rule.Next(1, [1, 2], [Here, Here], [2]));
        Assert.Equal([false, false], rule.Next(2, [1, 2], [Here, Here], []));
    }

    [Fact]
    public void One_alone_is_never_blanked() => Assert.Equal([false], RecentOcclusion.Doubles([Here], [5], 0.7f));
}
