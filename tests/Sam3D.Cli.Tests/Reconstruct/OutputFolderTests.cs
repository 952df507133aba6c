using Sam3D.Cli.Reconstruct;

namespace Sam3D.Cli.Tests.Reconstruct;

public sealed class OutputFolderTests
{
    [Fact]
    public void FilesAppearTogetherAtTheEnd()
    {
        using var folder = new TemporaryFolder();
        using (var output = new OutputFolder(folder.File("a/b"), replaces: true))
        {
            File.WriteAllText(output.Reserve("1"), "one");
            File.WriteAllText(output.Reserve("2"), "two");
            Assert.False(File.Exists(output.Target("1")));
            output.Commit();
        }

        Assert.Equal(["1", "2"], Directory.EnumerateFileSystemEntries(folder.File("a/b")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        Assert.Equal("two", File.ReadAllText(folder.File("a/b/2")));
    }

    [Fact]
    public void WithoutCommitNothingStays()
    {
        using var folder = new TemporaryFolder();
        using (var output = new OutputFolder(folder.File("a/b"), replaces: true))
        {
            File.WriteAllText(output.Reserve("1"), "one");
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void AFailedCommitTakesBackWhatWasMoved()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("replaced"), "older");
        using (var output = new OutputFolder(folder.Path, replaces: true))
        {
            File.WriteAllText(output.Reserve("new"), "newer");
            File.WriteAllText(output.Reserve("replaced"), "newer");
            output.Reserve("never written");
            Assert.Contains("cannot be moved", Assert.Throws<ExportException>(output.Commit).Message, StringComparison.Ordinal);
        }

        Assert.Equal([folder.File("replaced")], Directory.EnumerateFileSystemEntries(folder.Path));
        Assert.Equal("older", File.ReadAllText(folder.File("replaced")));
    }

    [Fact]
    public void ExistingFilesCanBeKept()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("1"), "older");
        using var output = new OutputFolder(folder.Path, replaces: false);
        Assert.Throws<ExportException>(() => output.Reserve("1"));
        output.Reserve("2");
    }
}
