namespace Sam3D.Core.Tests.Masks;

/// <summary>Masks for tests.</summary>
internal static class RandomMasks
{
    /// <summary>Each pixel inside with a given probability.</summary>
    public static Mask Create(int width, int height, double share, int seed)
    {
        var random = new Random(seed);
        byte[] values = new byte[width * height];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = random.NextDouble() < share ? (byte)1 : (byte)0;
        }

        return new Mask(width, height, values);
    }

    /// <summary>A mask from rows of text, where <c>#</c> is inside.</summary>
    public static Mask Of(params string[] rows) =>
        new(rows[0].Length, rows.Length, [.. rows.SelectMany(r => r.Select(c => c == '#' ? (byte)1 : (byte)0))]);

    /// <summary>The rows of a mask as text.</summary>
    public static string[] Rows(Mask mask) =>
        [.. Enumerable.Range(0, mask.Height).Select(y => string.Concat(Enumerable.Range(0, mask.Width).Select(x => mask[x, y] ? '#' : '.')))];
}
