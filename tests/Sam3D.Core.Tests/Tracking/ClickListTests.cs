using Sam3D.Tracking;

namespace Sam3D.Core.Tests.Tracking;

public sealed class ClickListTests
{
    [Fact]
    public void Of_many_clicks_the_first_and_the_last_stay()
    {
        var many = new ClickList([.. Enumerable.Range(0, 20).Select(i => (float)i)], [.. Enumerable.Range(0, 10).Select(i => (float)(i % 2))]);
        Assert.Same(many, many.Limited(10));
        ClickList few = many.Limited(5);
        Assert.Equal([0, 1, 2, 3, 14, 15, 16, 17, 18, 19], few.Coordinates);
        Assert.Equal([0, 1, 1, 0, 1], few.Labels);
    }
}
