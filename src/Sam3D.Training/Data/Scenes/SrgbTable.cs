using Sam3D.Rendering;

namespace Sam3D.Training.Data.Scenes;

/// <summary>Linear light to 8-bit sRGB by a table: at most one step from the exact value.</summary>
internal static class SrgbTable
{
    private const int Steps = 1 << 14;
    private static readonly byte[] Values = [.. Enumerable.Range(0, Steps + 1).Select(i => ColorSpace.ToSrgbByte((float)i / Steps))];

    /// <summary>The byte of a linear value; outside of 0 to 1 it is clamped.</summary>
    public static byte ToByte(float linear) => Values[(int)((Math.Clamp(linear, 0f, 1f) * Steps) + 0.5f)];
}
