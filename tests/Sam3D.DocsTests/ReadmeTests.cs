namespace Sam3D.DocsTests;

/// <summary>The first pages stay short and complete.</summary>
public sealed class ReadmeTests
{
    private const int MaxReadmeLines = 250;

    /// <summary>The libraries, each with a page that lists its folders.</summary>
    public static TheoryData<string> Libraries => ["Sam3D.Core", "Sam3D.Onnx", "Sam3D.Networks", "Sam3D.Conversion", "Sam3D.DataEngine"];

    [Fact]
    public void TheReadmeIsShort() =>
        Assert.InRange(File.ReadLines(RepositoryFiles.FullPath("README.md")).Count(), 1, MaxReadmeLines);

    [Theory]
    [MemberData(nameof(Libraries))]
    public void AProjectsPageListsItsFolders(string project)
    {
        string folder = $"src/{project}";
        string page = File.ReadAllText(RepositoryFiles.FullPath($"{folder}/README.md"));
        string[] folders =
        [
            .. RepositoryFiles.Below(folder).Where(p => p.EndsWith(".cs", StringComparison.Ordinal))
                .Select(p => p.Split('/')).Where(parts => parts.Length > 3).Select(parts => parts[2]).Distinct(),
        ];
        string[] missing = [.. folders.Where(name => !page.Contains($"| `{name}/` |", StringComparison.Ordinal))];
        Assert.NotEmpty(folders);
        Assert.True(missing.Length == 0, $"{folder}/README.md lacks {string.Join(", ", missing)}");
    }

    [Fact]
    public void TheArchitectureListsEveryProject()
    {
        string page = File.ReadAllText(RepositoryFiles.FullPath("docs/architecture.md"));
        string[] missing =
        [
            .. RepositoryFiles.Below("src").Where(p => p.EndsWith(".csproj", StringComparison.Ordinal))
                .Select(p => p[..p.LastIndexOf('/')]).Where(folder => !page.Contains($"| `{folder}` |", StringComparison.Ordinal)),
        ];
        Assert.True(missing.Length == 0, string.Join(", ", missing));
    }

    [Fact]
    public void ThePipelinePageNamesEveryStage()
    {
        string page = File.ReadAllText(RepositoryFiles.FullPath("docs/pipeline.md"));
        foreach (ReconstructionStage stage in Enum.GetValues<ReconstructionStage>())
        {
            Assert.Contains($"\n## {(int)stage} {stage}\n", page.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        }
    }
}
