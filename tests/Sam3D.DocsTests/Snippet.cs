using System.Text.RegularExpressions;

namespace Sam3D.DocsTests;

/// <summary>
/// A C# program of a document. Every <c>csharp</c> block is compiled. An HTML comment in the line above a block says more:
/// <c>&lt;!-- run: name=path/in/repository … --&gt;</c> also runs it, in an empty folder with copies of these files, and
/// <c>&lt;!-- continues --&gt;</c> puts it behind the blocks before it, as one program with them.
/// </summary>
/// <param name="Place">Document and line of the first block.</param>
/// <param name="Code">The program.</param>
/// <param name="Files">Name in the folder to path in the repository; <see langword="null"/> when the program is compiled only.</param>
internal sealed partial record Snippet(string Place, string Code, IReadOnlyDictionary<string, string>? Files)
{
    private const string Continues = "continues";
    private const string Run = "run:";

    /// <summary>The programs of a document.</summary>
    /// <param name="document">Its path from the root.</param>
    public static IReadOnlyList<Snippet> Read(string document)
    {
        string text = File.ReadAllText(RepositoryFiles.FullPath(document)).ReplaceLineEndings("\n");
        var programs = new List<Snippet>();
        foreach (Match block in Blocks().Matches(text))
        {
            string mark = block.Groups["mark"].Value.Trim(), code = block.Groups["code"].Value;
            string place = $"{document}:{1 + text.AsSpan(0, block.Index).Count('\n')}";
            if (mark == Continues)
            {
                Snippet head = programs.Count > 0 ? programs[^1] : throw new InvalidDataException($"{place} continues nothing.");
                programs[^1] = head with { Code = head.Code + code };
            }
            else
            {
                programs.Add(new Snippet(place, code, Files: mark.StartsWith(Run, StringComparison.Ordinal) ? ParseFiles(mark[Run.Length..]) : null));
            }
        }

        return programs;
    }

    private static Dictionary<string, string> ParseFiles(string list) =>
        list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);

    [GeneratedRegex("^(?:<!--(?<mark>[^\n]*?)-->\n)?```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
