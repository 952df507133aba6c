namespace Sam3D.Text;

/// <summary>Bytes as CLIP's byte-pair encoding spells them.</summary>
internal static class ByteTokens
{
    /// <summary>The bytes in the order of their tokens, those that print first, each with the character that stands for it: itself where it prints, else one behind U+00FF.</summary>
    public static IReadOnlyList<(byte Byte, string Character)> All { get; } = Make();

    private static (byte, string)[] Make()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];
        byte[] printable = [.. all.Where(b => b is (>= (byte)'!' and <= (byte)'~') or (>= 0xA1 and <= 0xAC) or >= 0xAE)];
        return
        [
            .. printable.Select(b => (b, ((char)b).ToString())),
            .. all.Except(printable).Select((b, i) => (b, ((char)(all.Length + i)).ToString())),
        ];
    }
}
