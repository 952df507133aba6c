using Sam3D.Core.Tests.Meshing;
using Sam3D.Meshing;
using Sam3D.Rendering;

namespace Sam3D.Core.Tests.Rendering;

public sealed class ContactSheetTests
{
    private static readonly TriangleMesh Sphere = SurfaceExtractor.Extract(Shapes.Sample(12, p => Shapes.Sphere(p, 0.4f)));

    private static RgbImage Flat(int width, int height, byte value)
    {
        byte[] pixels = new byte[width * height * 3];
        Array.Fill(pixels, value);
        return new RgbImage(width, height, pixels);
    }

    [Theory]
    [InlineData(6, 6, 1)]
    [InlineData(3, 3, 2)]
    [InlineData(9, 6, 1)]
    public void SixCellsOfEqualSize(int columns, int across, int down)
    {
        byte[] mask = new byte[40 * 20];
        mask[0] = 1;
        RgbImage sheet = ContactSheet.Compose(
            Flat(40, 20, 100), new Mask(40, 20, mask), Sphere, null, new ContactSheetOptions { CellSize = 32, Margin = 2, Columns = columns });
        Assert.Equal(((34 * across) + 2, (34 * down) + 2), (sheet.Width, sheet.Height));

        // The wide photograph fills its cell across and is centred down; the masked one keeps only its first pixel's light.
        byte At(int x, int y) => sheet.Pixels[3 * ((y * sheet.Width) + x)];
        Assert.Equal(100, At(2, 2 + 16));
        Assert.Equal(100, At(2 + 31, 2 + 16));
        Assert.Equal(255, At(2 + 16, 2));
        Assert.Equal(20, At(2 + 34 + 20, 2 + 16));
        Assert.NotEqual(255, At(2 + 68 + 16, 2 + 16)); // on a 3 × 2 grid the first view is still in the first row
    }

    [Fact]
    public void AMaskOfAnotherSizeIsRefused()
    {
        string message = Assert.Throws<MaskException>(
            () => ContactSheet.Compose(Flat(4, 4, 0), new Mask(3, 4, new byte[12]), Sphere)).Message;
        Assert.Contains("3×4", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void OptionsAreChecked()
    {
        Assert.Throws<ArgumentException>(() => ContactSheet.Tile([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ContactSheet.Tile([Flat(4, 4, 0)], new ContactSheetOptions { CellSize = 8 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ContactSheet.Tile([Flat(4, 4, 0)], new ContactSheetOptions { Columns = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ContactSheet.Tile([Flat(4, 4, 0)], new ContactSheetOptions { Margin = -1 }));
    }

    [Fact]
    public void DefaultsArePinned()
    {
        var options = new ContactSheetOptions();
        Assert.Equal((320, 6, 4, null), (options.CellSize, options.Columns, options.Margin, options.Elevation));
        Assert.Equal([0f, 90f, 180f, 270f], options.Azimuths);
    }
}
