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
        PromptTokenizer tokenizer = PromptTokenizer.Open(TinyMerges.Write(folder.Path, rows.Select(r => r.GetProperty("cleaned").GetString()!)));
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
}
