using System.Text.RegularExpressions;

namespace Sam3D.DocsTests;

/// <summary>Nothing in the repository tells of the machine that it was written on, and nothing depends on it.</summary>
public sealed partial class PrivacyTests
{
    private static readonly string[] Endings =
        [".md", ".cs", ".csproj", ".props", ".targets", ".nuspec", ".config", ".json", ".yml", ".yaml", ".sln", ".txt", ".sh", ".npmrc", ".mjs", ".js", ".proto"];

    [Fact]
    public void NoFileHoldsAMachinePathOrARegistryHost()
    {
        string[] files =
        [
            .. RepositoryFiles.Below("").Where(p => Endings.Contains(Path.GetExtension(p)) || p.StartsWith(".ci/", StringComparison.Ordinal)),
        ];
        string[] found =
        [
            .. files.Where(p => !p.EndsWith(nameof(PrivacyTests) + ".cs", StringComparison.Ordinal))
                .SelectMany(p => Forbidden().Matches(File.ReadAllText(RepositoryFiles.FullPath(p))).Select(m => $"{p}: {m.Value}")),
        ];
        Assert.NotEmpty(files);
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    [Theory]
    [InlineData("read /home/anna/models")]
    [InlineData("see C:\\Users\\anna")]
    [InlineData("source = https://registry.example.org/nuget/v3/index.json")]
    public void TheRuleFindsWhatItForbids(string text) => Assert.Matches(Forbidden(), text);

    // Folders of users, temporary and work folders, and addresses that packages are fetched from.
    [GeneratedRegex(
        @"(?<![\w.])/(?:home|root|Users|tmp|work|mnt|workspace)/[\w.]+|[A-Z]:\\{1,2}Users|\b(?:localhost|127\.0\.0\.1)\b|https?://[^\s""')]*(?:nuget|npmjs|registry|artifactory|pypi)[^\s""')]*",
        RegexOptions.IgnoreCase)]
    private static partial Regex Forbidden();
}
