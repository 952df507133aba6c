using Sam3D.Tracking;

namespace Sam3D.Core.Tests.Tracking;

public sealed class ObjectOverlapTests
{
    [Fact]
    public void The_surest_object_keeps_a_pixel()
    {
        float[] a = [3, 1, -20, 2], b = [1, 4, -15, 2];
        ObjectOverlap.Separate([a, b]);
        Assert.Equal([3, -10, -20, 2], a);
        Assert.Equal([-10, 4, -15, -10], b);
    }

    [Fact]
    public void One_object_stays_as_it_is()
    {
        float[] a = [3, -1];
        ObjectOverlap.Separate([a]);
        Assert.Equal([3, -1], a);
    }
}
