using System.Globalization;
using Sam3D.Imaging;

namespace Sam3D.Training;

/// <summary>A picture to draw lines and small letters on.</summary>
internal sealed class PixelCanvas
{
    private const int GlyphWidth = 3, GlyphHeight = 5, Advance = 4;

    // Letters of 3 × 5 pixels, a row three bits, the upper row first.
    private static readonly Dictionary<char, int> Glyphs = new()
    {
        ['0'] = 0b111_101_101_101_111,
        ['1'] = 0b010_110_010_010_111,
        ['2'] = 0b111_001_111_100_111,
        ['3'] = 0b111_001_011_001_111,
        ['4'] = 0b101_101_111_001_001,
        ['5'] = 0b111_100_111_001_111,
        ['6'] = 0b111_100_111_101_111,
        ['7'] = 0b111_001_010_010_010,
        ['8'] = 0b111_101_111_101_111,
        ['9'] = 0b111_101_111_001_111,
        ['.'] = 0b000_000_000_000_010,
        ['-'] = 0b000_000_111_000_000,
        ['A'] = 0b010_101_111_101_101,
        ['B'] = 0b110_101_110_101_110,
        ['C'] = 0b011_100_100_100_011,
        ['D'] = 0b110_101_101_101_110,
        ['E'] = 0b111_100_110_100_111,
        ['F'] = 0b111_100_110_100_100,
        ['G'] = 0b011_100_101_101_011,
        ['H'] = 0b101_101_111_101_101,
        ['I'] = 0b111_010_010_010_111,
        ['J'] = 0b001_001_001_101_010,
        ['K'] = 0b101_110_100_110_101,
        ['L'] = 0b100_100_100_100_111,
        ['M'] = 0b101_111_111_101_101,
        ['N'] = 0b110_101_101_101_101,
        ['O'] = 0b010_101_101_101_010,
        ['P'] = 0b110_101_110_100_100,
        ['Q'] = 0b010_101_101_110_011,
        ['R'] = 0b110_101_110_110_101,
        ['S'] = 0b011_100_010_001_110,
        ['T'] = 0b111_010_010_010_010,
        ['U'] = 0b101_101_101_101_111,
        ['V'] = 0b101_101_101_101_010,
        ['W'] = 0b101_101_111_111_101,
        ['X'] = 0b101_101_010_101_101,
        ['Y'] = 0b101_101_010_010_010,
        ['Z'] = 0b111_001_010_100_111,
    };

    private readonly int _width, _height;
    private readonly byte[] _pixels;

    /// <summary>A white picture.</summary>
    public PixelCanvas(int width, int height)
    {
        (_width, _height) = (width, height);
        _pixels = new byte[width * height * 3];
        Array.Fill(_pixels, (byte)255);
    }

    /// <summary>Draws a line, both ends included.</summary>
    public void Line((int X, int Y) from, (int X, int Y) to, (byte R, byte G, byte B) color)
    {
        int steps = Math.Max(1, Math.Max(Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y)));
        for (int i = 0; i <= steps; i++)
        {
            Set(from.X + ((to.X - from.X) * i / steps), from.Y + ((to.Y - from.Y) * i / steps), color);
        }
    }

    /// <summary>Writes letters and digits; others stay empty.</summary>
    public void Text(int x, int y, string text, (byte R, byte G, byte B) color)
    {
        foreach (char c in text)
        {
            int glyph = Glyphs.GetValueOrDefault(c);
            for (int bit = 0; bit < GlyphWidth * GlyphHeight; bit++)
            {
                if ((glyph >> ((GlyphWidth * GlyphHeight) - 1 - bit) & 1) != 0)
                {
                    Set(x + (bit % GlyphWidth), y + (bit / GlyphWidth), color);
                }
            }

            x += Advance;
        }
    }

    /// <summary>A number in few characters.</summary>
    public static string Number(double value) => value.ToString(Math.Abs(value) is >= 1e-3 and < 1e5 or 0 ? "G4" : "0.0E0", CultureInfo.InvariantCulture);

    /// <summary>The picture.</summary>
    public RgbImage ToImage() => new(_width, _height, _pixels);

    private void Set(int x, int y, (byte R, byte G, byte B) color)
    {
        if ((uint)x < (uint)_width && (uint)y < (uint)_height)
        {
            (_pixels[3 * ((y * _width) + x)], _pixels[(3 * ((y * _width) + x)) + 1], _pixels[(3 * ((y * _width) + x)) + 2]) = color;
        }
    }
}
