namespace Sam3D.Text;

/// <summary>The code page Windows-1252, in which the five bytes that it leaves open stand for the control characters of the same number.</summary>
internal static class Windows1252
{
    // Bytes 0x80 to 0x9F.
    private const string Upper =
        "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
        + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    /// <summary>The character of a byte.</summary>
    public static char ToChar(byte value) => value is >= 0x80 and <= 0x9F ? Upper[value - 0x80] : (char)value;

    /// <summary>The byte of a character, also where a reader took the bytes for Latin-1; or none.</summary>
    public static byte? ToByte(char c)
    {
        if (c <= '\u00FF')
        {
            return (byte)c;
        }

        int index = Upper.IndexOf(c, StringComparison.Ordinal);
        return index < 0 ? null : (byte)(0x80 + index);
    }
}
