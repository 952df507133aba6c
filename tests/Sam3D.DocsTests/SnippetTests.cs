using System.Reflection;

namespace Sam3D.DocsTests;

/// <summary>The code of the documents compiles, and what needs only files of the repository runs.</summary>
public sealed class SnippetTests
{
    public static TheoryData<string> Documents =>
        [.. RepositoryFiles.Documents().Where(d => Snippet.Read(d).Count > 0)];

    public static TheoryData<string> Runnable =>
        [.. RepositoryFiles.Documents().Where(d => Snippet.Read(d).Any(s => s.Files is not null))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void EveryBlockCompiles(string document)
    {
        string[] diagnostics = [.. Snippet.Read(document).SelectMany(s => SnippetProgram.Compile(s.Code, s.Place).Diagnostics)];
        Assert.True(diagnostics.Length == 0, string.Join('\n', diagnostics));
    }

    [Theory]
    [MemberData(nameof(Runnable))]
    public async Task MarkedBlocksRun(string document)
    {
        foreach (Snippet snippet in Snippet.Read(document).Where(s => s.Files is not null))
        {
            using var folder = new TemporaryFolder();
            foreach ((string name, string path) in snippet.Files!)
            {
                File.Copy(RepositoryFiles.FullPath(path), folder.File(name));
            }

            TestContext.Current.TestOutputHelper!.WriteLine($"{snippet.Place} {string.Join(' ', snippet.Files.Keys)}");
            TestContext.Current.TestOutputHelper!.WriteLine(
                await SnippetProgram.RunAsync(SnippetProgram.Compile(snippet.Code, snippet.Place).Assembly, folder.Path));
        }
    }

    [Fact]
    public void CodeThatDriftedIsFound()
    {
        IReadOnlyList<string> diagnostics = SnippetProgram.Compile("Sam3D.RgbImage.Lode(\"a.png\");", "here").Diagnostics;
        Assert.Contains("Lode", Assert.Single(diagnostics), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ErrorsOfAProgramAreNotSwallowed()
    {
        byte[] program = SnippetProgram.Compile("Sam3D.RgbImage.Load(\"no-such-file.png\");", "here").Assembly;
        using var folder = new TemporaryFolder();
        var error = await Assert.ThrowsAsync<TargetInvocationException>(() => SnippetProgram.RunAsync(program, folder.Path));
        Assert.IsType<ImageException>(error.InnerException);
    }
}
