using System.Text.RegularExpressions;

namespace Sam3D.DocsTests;

/// <summary>What a document points at exists.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Documents => [.. RepositoryFiles.Documents()];

    [Theory]
    [MemberData(nameof(Documents))]
    public void EveryRelativeLinkLeadsToAFile(string document)
    {
        string folder = Path.GetDirectoryName(document)!;
        string text = Prose(document);
        string[] missing =
        [
            .. Links().Matches(text).Select(m => m.Groups[1].Value)
                .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal))
                .Where(target => !LeadsSomewhere(document, folder, target)),
        ];
        Assert.True(missing.Length == 0, $"{document} links to nothing: {string.Join(", ", missing)}");
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void EveryPathInBackticksExists(string document)
    {
        string[] missing = [.. Paths().Matches(Prose(document)).Select(m => m.Groups[1].Value).Where(p => !RepositoryFiles.Exists(p))];
        Assert.True(missing.Length == 0, $"{document} names what is not there: {string.Join(", ", missing)}");
    }

    private static bool LeadsSomewhere(string document, string folder, string target)
    {
        string[] parts = target.Split('#');
        string path = parts[0].Length == 0 ? document : Path.Combine(folder, parts[0]);
        return RepositoryFiles.Exists(path) && (parts.Length == 1 || Anchors(path).Contains(parts[1]));
    }

    /// <summary>The anchors of a page's headings: lower case, letters and digits kept, blanks as hyphens.</summary>
    private static HashSet<string> Anchors(string page) =>
    [
        .. Headings().Matches(File.ReadAllText(RepositoryFiles.FullPath(page)).ReplaceLineEndings("\n")).Select(m =>
            string.Concat(m.Groups[1].Value.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-')),
    ];

    private static string Prose(string document) =>
        NotProse().Replace(File.ReadAllText(RepositoryFiles.FullPath(document)).ReplaceLineEndings("\n"), "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    // Only paths that begin with a folder of the repository can be told from other text with slashes.
    [GeneratedRegex(@"`((?:src|tests|docs|samples|benchmarks|models|eng|\.ci)/[^`\s]*)`")]
    private static partial Regex Paths();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex("<!--.*?-->|^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex NotProse();
}
