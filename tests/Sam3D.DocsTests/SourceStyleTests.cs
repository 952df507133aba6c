using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sam3D.DocsTests;

/// <summary>The rules of CONTRIBUTING.md that a machine can check, for all C# files below <c>src</c>.</summary>
public sealed class SourceStyleTests
{
    private const int MaxLines = 500;
    private const int MaxMedianLines = 120;

    private static readonly string[] Unfinished = ["NotImplementedException", "TODO", "FIXME", "HACK"];

    private static IReadOnlyList<string> Files { get; } = [.. RepositoryFiles.Below("src").Where(p => p.EndsWith(".cs", StringComparison.Ordinal))];

    [Fact]
    public void FilesAreShort()
    {
        (string Path, int Lines)[] written =
        [
            .. Files.Where(p => !p.EndsWith(".Tables.cs", StringComparison.Ordinal))
                .Select(p => (p, File.ReadLines(RepositoryFiles.FullPath(p)).Count())),
        ];
        string[] tooLong = [.. written.Where(f => f.Lines > MaxLines).Select(f => $"{f.Path} has {f.Lines} lines")];
        Assert.True(tooLong.Length == 0, string.Join('\n', tooLong));

        int median = written.Select(f => f.Lines).Order().ElementAt(written.Length / 2);
        TestContext.Current.TestOutputHelper!.WriteLine($"{written.Length} files, median {median} lines");
        Assert.InRange(median, 1, MaxMedianLines);
    }

    [Fact]
    public void EveryClassIsSealedStaticOrAbstract()
    {
        // A partial class may say it in one of its files.
        var open = Files
            .SelectMany(p => Types(p).Select(t => (Path: p, Type: t)))
            .GroupBy(t => (Folder: t.Path.Split('/')[1], Name: FullName(t.Type)))
            .Where(parts => parts.All(p => !p.Type.Modifiers.Any(m =>
                m.IsKind(SyntaxKind.SealedKeyword) || m.IsKind(SyntaxKind.StaticKeyword) || m.IsKind(SyntaxKind.AbstractKeyword))))
            .Select(parts => $"{parts.First().Path}: {parts.Key.Name}")
            .ToArray();
        Assert.True(open.Length == 0, string.Join('\n', open));
    }

    [Fact]
    public void NothingIsLeftForLater()
    {
        string[] found =
        [
            .. Files.SelectMany(p => File.ReadLines(RepositoryFiles.FullPath(p)).Select((line, i) => (line, Place: $"{p}:{i + 1}")))
                .Where(l => Unfinished.Any(word => l.line.Contains(word, StringComparison.Ordinal)))
                .Select(l => $"{l.Place} {l.line.Trim()}"),
        ];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    [Fact]
    public void InterfacesAreSmall()
    {
        // Networks are written over one list of operations, and the other interfaces are what users implement.
        string[] large =
        [
            .. Files.Where(p => p.StartsWith("src/Sam3D.Core/Abstractions/", StringComparison.Ordinal))
                .SelectMany(p => Root(p).DescendantNodes().OfType<InterfaceDeclarationSyntax>())
                .Where(i => i.Members.Count > 3)
                .Select(i => $"{i.Identifier} has {i.Members.Count} members"),
        ];
        Assert.True(large.Length == 0, string.Join('\n', large));
    }

    private static SyntaxNode Root(string path) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(RepositoryFiles.FullPath(path)), new CSharpParseOptions(LanguageVersion.CSharp14), path)
            .GetRoot(TestContext.Current.CancellationToken);

    private static IEnumerable<TypeDeclarationSyntax> Types(string path) =>
        Root(path).DescendantNodes().OfType<TypeDeclarationSyntax>()
            .Where(t => t is ClassDeclarationSyntax || (t is RecordDeclarationSyntax && !t.IsKind(SyntaxKind.RecordStructDeclaration)));

    private static string FullName(TypeDeclarationSyntax type) => string.Join('.', type.AncestorsAndSelf()
        .Select(n => n switch
        {
            TypeDeclarationSyntax t => $"{t.Identifier}`{t.Arity}",
            BaseNamespaceDeclarationSyntax n2 => n2.Name.ToString(),
            _ => "",
        })
        .Where(name => name.Length > 0)
        .Reverse());
}
