using System.Text;
using System.Text.Json;
using Sam3D.Text;

namespace Sam3D.ParityTests;

/// <summary>Parity of the tokenizer of text prompts, on the merges that the strings touch, or on the whole list where the folder of <c>SAM3D_FIXTURES</c> has it.</summary>
public sealed class PromptTokenizerTests
{
    private const string Case = "sam3_tokenizer.json";

    [Fact]
    public void Official_ids()
    {
        using var folder = new TemporaryFolder();
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Fixtures.Root, Fixtures.Segmentation, Case)));
        JsonElement root = json.RootElement;
        Assert.Equal(PromptTokenizer.ContextLength, root.GetProperty("context_length").GetInt32());
        Assert.Equal(PromptTokenizer.Start, root.GetProperty("sot").GetInt32());
        Assert.Equal(PromptTokenizer.End, root.GetProperty("eot").GetInt32());

        JsonElement[] rows = [.. root.GetProperty("rows").EnumerateArray()];
        PromptTokenizer tokenizer = PromptTokenizer.Open(MergesFile(folder.Path, rows.Select(r => r.GetProperty("cleaned").GetString()!)));
        var wrong = new List<string>();
        foreach (JsonElement row in rows)
        {
            string text = row.GetProperty("text").GetString()!;
            bool isEqual = Integers(row.GetProperty("ids_unframed")).SequenceEqual(tokenizer.Tokens(text))
                && Integers(row.GetProperty("ids32")).SequenceEqual(tokenizer.Encode(text));
            if (!isEqual)
            {
                wrong.Add(row.GetProperty("text").GetRawText());
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{Case}: {rows.Length - wrong.Count} of {rows.Length} strings have the official ids. {string.Join(" ", wrong)}");

        // No exceptions are known among the strings of this repository.
        Assert.NotEmpty(rows);
        Assert.Empty(wrong);
    }

    private static IEnumerable<int> Integers(JsonElement array) => array.EnumerateArray().Select(e => e.GetInt32());

    /// <summary>The official file where it is; else a list of its length with the stored merges at their ranks, and pairs that no string has between them.</summary>
    internal static string MergesFile(string folder, IEnumerable<string> cleaned)
    {
        string whole = Path.Combine(Fixtures.Root, Fixtures.Segmentation, MergeList.FileName);
        if (File.Exists(whole))
        {
            return whole;
        }

        var known = File.ReadLines(Path.Combine(Repository.Root, "tests", "fixtures", Fixtures.Segmentation, "sam3_merges.txt"))
            .Select(line => line.Split(' ', 2)).ToDictionary(p => int.Parse(p[0], System.Globalization.CultureInfo.InvariantCulture), p => p[1]);
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
