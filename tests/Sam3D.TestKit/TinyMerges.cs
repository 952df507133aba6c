using System.Globalization;
using System.Text;
using Sam3D.Text;

namespace Sam3D.TestKit;

/// <summary>The list of merges of the tokenizer of SAM 3.</summary>
public static class TinyMerges
{
    /// <summary>The official file where it is; else a list of its length with the stored merges at their ranks, and pairs that no string has between them.</summary>
    public static string Write(string folder, IEnumerable<string> cleaned)
    {
        string whole = Path.Combine(Fixtures.Root, Fixtures.Segmentation, MergeList.FileName);
        if (File.Exists(whole))
        {
            return whole;
        }

        var known = File.ReadLines(Path.Combine(Repository.Root, "tests", "fixtures", Fixtures.Segmentation, "sam3_merges.txt"))
            .Select(line => line.Split(' ', 2)).ToDictionary(p => int.Parse(p[0], CultureInfo.InvariantCulture), p => p[1]);
        var taken = known.Values.ToHashSet(StringComparer.Ordinal);
        using IEnumerator<string> unused = Unused(cleaned).Where(pair => !taken.Contains(pair)).GetEnumerator();
        var text = new StringBuilder("#version: 0.2\n");
        for (int rank = 0; rank < MergeList.Count; rank++)
        {
            text.Append(known.TryGetValue(rank, out string? merge) || !unused.MoveNext() ? merge : unused.Current).Append('\n');
        }

        string path = Path.Combine(folder, "merges.txt");
        File.WriteAllText(path, text.ToString());
        return path;
    }

    /// <summary>Pairs of bytes that do not stand beside each other in any string of the case.</summary>
    private static IEnumerable<string> Unused(IEnumerable<string> cleaned)
    {
        var used = new HashSet<(byte, byte)>();
        foreach (byte[] bytes in cleaned.Select(Encoding.UTF8.GetBytes))
        {
            used.UnionWith(bytes.Zip(bytes.Skip(1)));
        }

        return from a in ByteTokens.All
               from b in ByteTokens.All
               where !used.Contains((a.Byte, b.Byte))
               select $"{a.Character} {b.Character}";
    }
}
