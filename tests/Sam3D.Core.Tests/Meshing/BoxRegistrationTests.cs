using System.Numerics;
using Sam3D.Meshing;

namespace Sam3D.Core.Tests.Meshing;

public sealed class BoxRegistrationTests
{
    private static readonly Vector2 Low = new(10, 20), High = new(30, 60);

    [Fact]
    public void ABoxInsideOfThePictureIsMetOnAllSides()
    {
        BoxRegistration fit = BoxRegistration.Fit(Low, High, new PixelBox(5, 8, 40, 20), 100, 100);
        Assert.Equal(new Vector2(5, 8), fit.Apply(Low));
        Assert.Equal(new Vector2(45, 28), fit.Apply(High));
    }

    [Fact]
    public void ASideOnTheBorderDoesNotCount()
    {
        // Cut off at the left: the right side and the other axis' factor (½) decide.
        BoxRegistration fit = BoxRegistration.Fit(Low, High, new PixelBox(0, 8, 40, 20), 100, 100);
        Assert.Equal(new Vector2(30, 8), fit.Apply(Low));
        Assert.Equal(new Vector2(40, 28), fit.Apply(High));

        // Cut off at the top.
        fit = BoxRegistration.Fit(Low, High, new PixelBox(5, 0, 40, 20), 100, 100);
        Assert.Equal(new Vector2(5, 20 - 80), fit.Apply(Low));
        Assert.Equal(new Vector2(45, 20), fit.Apply(High));
    }

    [Fact]
    public void AMaskThatFillsThePictureChangesNothing()
    {
        BoxRegistration fit = BoxRegistration.Fit(Low, High, new PixelBox(0, 0, 100, 100), 100, 100);
        Assert.Equal(Low, fit.Apply(Low));
        Assert.Equal(High, fit.Apply(High));
    }

    [Fact]
    public void AFlatSilhouetteIsCentred()
    {
        BoxRegistration fit = BoxRegistration.Fit(new Vector2(10, 20), new Vector2(10, 60), new PixelBox(5, 8, 40, 20), 100, 100);
        Assert.Equal(new Vector2(25, 18), fit.Apply(new Vector2(10, 40)));
    }
}
