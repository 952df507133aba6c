namespace Sam3D.Rendering;

/// <summary>
/// The transfer function of sRGB (IEC 61966-2-1), exact, in both directions. Colours are averaged and shaded in linear light and
/// stored in pictures as sRGB.
/// </summary>
public static class ColorSpace
{
    private static readonly float[] LinearOfByte = BuildTable();

    /// <summary>Linear light (0 to 1) of an 8-bit sRGB value.</summary>
    /// <param name="srgb">0 to 255.</param>
    public static float ToLinear(byte srgb) => LinearOfByte[srgb];

    /// <summary>Linear light of an sRGB value.</summary>
    /// <param name="srgb">0 to 1; values outside are clamped.</param>
    /// <returns>0 to 1.</returns>
    public static float ToLinear(float srgb)
    {
        double s = Math.Clamp(srgb, 0f, 1f); // double, so that 1 stays 1
        return (float)(s <= 0.04045 ? s / 12.92 : Math.Pow((s + 0.055) / 1.055, 2.4));
    }

    /// <summary>sRGB value of linear light.</summary>
    /// <param name="linear">0 to 1; values outside are clamped.</param>
    /// <returns>0 to 1.</returns>
    public static float ToSrgb(float linear)
    {
        double l = Math.Clamp(linear, 0f, 1f);
        return (float)(l <= 0.0031308 ? l * 12.92 : (1.055 * Math.Pow(l, 1 / 2.4)) - 0.055);
    }

    /// <summary>8-bit sRGB value of linear light, rounded.</summary>
    /// <param name="linear">0 to 1; values outside are clamped.</param>
    public static byte ToSrgbByte(float linear) => (byte)((ToSrgb(linear) * 255f) + 0.5f);

    private static float[] BuildTable()
    {
        float[] table = new float[256];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = ToLinear(i / 255f);
        }

        return table;
    }
}
