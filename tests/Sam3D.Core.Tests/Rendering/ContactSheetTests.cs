using Sam3D.Core.Tests.Gaussians;
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
    public void GaussiansAreShownAsMeshesAre()
    {
        byte[] mask = new byte[40 * 20];
        mask[0] = 1;
        var red = RandomClouds.Single([0, 0, 0], [1, -2, -2], [0.3f, 0.3f, 0.3f], [1, 0, 0, 0], 9);
        RgbImage sheet = ContactSheet.Compose(Flat(40, 20, 100), new Mask(40, 20, mask), red, null, new ContactSheetOptions { CellSize = 32, Margin = 2 });
        Assert.Equal(((34 * 6) + 2, 34 + 2), (sheet.Width, sheet.Height));
        Assert.Equal([100, 100, 100], sheet.Pixels.Slice(3 * ((18 * sheet.Width) + 18), 3).ToArray());
        for (int cell = 2; cell < 6; cell++)
        {
            ReadOnlySpan<byte> middle = sheet.Pixels.Slice(3 * ((18 * sheet.Width) + (34 * cell) + 18), 3);
            Assert.True(middle[0] > 190 && middle[1] < 10, $"{middle[0]} {middle[1]} {middle[2]}");
        }
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
