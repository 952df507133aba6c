using System.Diagnostics;

namespace Sam3D.Conversion.Tests;

/// <summary>Hostile configurations end in a <see cref="CheckpointException"/>, at once and without large memory.</summary>
public sealed class YamlAttackTests
{
    private const long MostAllocated = 256 << 20;

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "attacks", "configs");
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>File, and what its message must name.</summary>
    public static TheoryData<string, string> Files => new()
    {
        { "python-object.yaml", "'tag:yaml.org,2002:python/object/apply:os.system'" },
        { "local-tag.yaml", "'!exec'" },
        { "billion-laughs.yaml", "MaxNodes" },
        { "alias-in-itself.yaml", "alias 'a'" },
        { "unknown-alias.yaml", "alias 'nobody'" },
        { "merge-key.yaml", "'<<'" },
        { "key-twice.yaml", "'steps' twice" },
        { "list-as-key.yaml", "key that is not a text" },
        { "two-documents.yaml", "second document" },
        { "deep.yaml", "MaxDepth" },
        { "empty.yaml", "is empty" },
        { "only-comment.yaml", "is empty" },
        { "not-utf8.yaml", "UTF-8" },
        { "unclosed.yaml", "not valid YAML" },
        { "tab-indent.yaml", "not valid YAML" },
        { "control-character.yaml", "line 2: holds control character 0x00" },
        { "forged-line.yaml", "'a?all is well?' twice" },
        { "web-page.yaml", "is a web page, not a YAML configuration; the download failed: fetch it again" },
        { "lfs-pointer.yaml", "'git lfs pull'" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void IsRefusedInOneLine(string name, string refused)
    {
        string message = Assert.Throws<CheckpointException>(() => YamlConfig.Load(Path.Combine(Folder, name))).Message;
        TestContext.Current.TestOutputHelper!.WriteLine(message);
        Assert.Contains(name, message);
        Assert.Contains(refused, message);
        Assert.True(message.Length < 400);
        Assert.DoesNotContain(message, char.IsControl);
    }

    [Fact]
    public void EveryCommittedFileIsTested() =>
        Assert.Equal(Files.Select(f => f.Data.Item1).Order(StringComparer.Ordinal), Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("-\n")]
    [InlineData("a: ")]
    [InlineData("a:\n")]
    [InlineData("[],")]
    [InlineData("&a ")]
    [InlineData("!a ")]
    [InlineData("*a ")]
    [InlineData("\"\\")]
    [InlineData("|\n ")]
    [InlineData("%a\n")]
    [InlineData("---\n")]
    [InlineData("# \n")]
    [InlineData("x")]
    [InlineData("9")]
    [InlineData(" ")]
    [InlineData("\n")]
    public void SurvivesLongRepetitions(string unit) => Survives(string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length)));

    [Theory]
    [InlineData("[1, ", "2]")]
    [InlineData("{a: '", "'}")]
    [InlineData("a: [", "]")]
    public void SurvivesLongValues(string before, string after) => Survives(before + new string('7', 2_000_000) + after);

    [Fact]
    public void SurvivesManyKeysUnderALongKey() => Survives(
        "? " + new string('k', 1_000_000) + "\n: {" + string.Join(',', Enumerable.Range(0, 50_000)) + "}");

    [Theory]
    [InlineData("ss_generator.yaml")]
    [InlineData("pipeline.yaml")]
    public void SurvivesTruncationsAndMutations(string name)
    {
        string valid = File.ReadAllText(Path.Combine(Repository.Root, "tests", "fixtures", "compact-stage1", name));
        for (int length = 0; length < valid.Length; length += 3)
        {
            Survives(valid[..length]);
        }

        const string Special = "[]{}:,-?&*!|>'\"%@`#\n\t <~$.0a\u0000\u2028\ud800";
        var random = new Random(11);
        for (int i = 0; i < 5_000; i++)
        {
            char[] text = valid.ToCharArray();
            for (int edits = random.Next(1, 6); edits > 0; edits--)
            {
                text[random.Next(text.Length)] = Special[random.Next(Special.Length)];
            }

            Survives(new string(text));
        }
    }

    // Reading is survival too, as long as every value can then be looked at.
    private static void Survives(string text)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        try
        {
            Visit(YamlConfig.Parse(text, "x.yaml"));
        }
        catch (CheckpointException e)
        {
            Assert.True(e.Message.Length < 400 && !e.Message.Any(char.IsControl), e.Message);
        }

        Assert.True(watch.Elapsed < Longest, $"took {watch.Elapsed}");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostAllocated, "allocates too much");
    }

    private static void Visit(ConfigNode node)
    {
        IEnumerable<ConfigNode> children = node.Kind switch
        {
            ConfigKind.List => node.Items,
            ConfigKind.Map => node.Members.Values,
            _ => [],
        };
        foreach (ConfigNode child in children)
        {
            Visit(child);
        }
    }
}
