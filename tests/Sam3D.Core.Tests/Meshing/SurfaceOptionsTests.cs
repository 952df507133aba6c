using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Meshing;

public sealed class SurfaceOptionsTests
{
    [Fact]
    public void DefaultsArePinned()
    {
        var options = new SurfaceOptions();
        Assert.Equal(8f, options.LogitSoftness);
        Assert.Equal(10, options.SmoothingIterations);
        Assert.Equal(0.5f, options.MaxDisplacement);
        Assert.Equal(0.01f, options.MinComponentFraction);
        options.Validate();
    }
}
